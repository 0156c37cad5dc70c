package io.tidemark.simulator.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import io.tidemark.simulator.faults.RecordCopy;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads records from JSON strictly: unknown fields, converted types and unexpected nulls are
 * rejected.
 */
final class StrictJson {

  private static final JsonMapper MAPPER = mapper();
  private static final JavaType TEXT = MAPPER.constructType(String.class);

  private StrictJson() {}

  /**
   * @throws InvalidFieldException when a field of the body is unknown or invalid
   */
  static <T> T read(@Nullable String body, Class<T> type) {
    return convert(object(body), MAPPER.constructType(type));
  }

  /**
   * {@code current} with the fields of the body in the place of its own.
   *
   * @throws InvalidFieldException when a field of the body is unknown or invalid
   */
  static <R extends Record> R overlay(R current, @Nullable String body) {
    var components =
        Stream.of(current.getClass().getRecordComponents())
            .collect(Collectors.toMap(RecordComponent::getName, component -> component));
    return RecordCopy.of(current, values(body, components));
  }

  /**
   * The fields of the body, each as a value for the component of its name.
   *
   * @throws InvalidFieldException when a field of the body is unknown or invalid
   */
  static Map<String, @Nullable Object> values(
      @Nullable String body, Map<String, RecordComponent> components) {
    Map<String, @Nullable Object> values = new HashMap<>();
    for (var field : object(body).properties()) {
      String name = field.getKey();
      RecordComponent component = components.get(name);
      if (component == null) {
        throw new InvalidFieldException(name, name + " is not a known field");
      }
      boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
      if (field.getValue().isNull() && !nullable) {
        throw new InvalidFieldException(name, name + " must not be null");
      }
      // A map of one field, so that messages about elements begin with the field's name.
      JavaType value = MAPPER.constructType(component.getGenericType());
      JavaType one = TypeFactory.defaultInstance().constructMapType(Map.class, TEXT, value);
      Map<String, @Nullable Object> converted =
          convert(MAPPER.createObjectNode().set(name, field.getValue()), one);
      values.putAll(converted);
    }
    return values;
  }

  static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + value.getClass().getName(), e);
    }
  }

  static ObjectNode object(@Nullable String body) {
    try {
      if (body != null && MAPPER.readTree(body) instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw new InvalidFieldException("", "the body is not JSON: " + e.getOriginalMessage());
    }
    throw new InvalidFieldException("", "the body must be a JSON object");
  }

  private static <T> T convert(ObjectNode json, JavaType type) {
    try {
      return MAPPER.treeToValue(json, type);
    } catch (UnrecognizedPropertyException e) {
      throw new InvalidFieldException(path(e), path(e) + " is not a known field");
    } catch (MismatchedInputException e) {
      throw new InvalidFieldException(
          path(e), path(e) + " must be " + described(e.getTargetType()));
    } catch (JsonMappingException e) {
      String message = String.valueOf(rootOf(e).getMessage());
      throw new InvalidFieldException(message.replaceAll("\\W.*", ""), message);
    } catch (JsonProcessingException e) {
      throw new InvalidFieldException("", e.getOriginalMessage());
    }
  }

  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(
            step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
        .collect(Collectors.joining("."));
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause == null ? failure : rootOf(cause);
  }

  private static String described(@Nullable Class<?> type) {
    if (type == null) {
      return "something else";
    }
    if (type.isEnum()) {
      return "one of "
          + Arrays.stream(type.getEnumConstants())
              .map(constant -> MAPPER.convertValue(constant, String.class))
              .toList();
    }
    if (Collection.class.isAssignableFrom(type)) {
      return "a list";
    }
    return switch (type.getSimpleName()) {
      case "int", "Integer", "long", "Long" -> "a whole number";
      case "double", "Double" -> "a number";
      case "boolean", "Boolean" -> "true or false";
      case "String" -> "a text";
      case "Duration" -> "a duration such as PT10M";
      case "Instant" -> "a time such as 2026-01-31T12:00:00Z";
      default -> "an object";
    };
  }

  private static JsonMapper mapper() {
    SimpleModule times =
        new SimpleModule()
            .addSerializer(Duration.class, ToStringSerializer.instance)
            .addSerializer(Instant.class, ToStringSerializer.instance)
            .addDeserializer(Duration.class, new IsoText<>(Duration.class, Duration::parse))
            .addDeserializer(Instant.class, new IsoText<>(Instant.class, Instant::parse));
    JsonMapper mapper =
        JsonMapper.builder()
            .addModule(times)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    for (var shape :
        new CoercionInputShape[] {
          CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean
        }) {
      mapper.coercionConfigFor(LogicalType.Textual).setCoercion(shape, CoercionAction.Fail);
    }
    return mapper;
  }
}
