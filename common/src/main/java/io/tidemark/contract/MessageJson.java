package io.tidemark.contract;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one form of everything on the bus: JSON. A field that an older process does not write is
 * absent; a field that only a newer one knows is ignored.
 */
final class MessageJson {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private MessageJson() {}

  static Buffer write(Message message) {
    try {
      return Buffer.buffer(JSON.writeValueAsBytes(message));
    } catch (IOException e) {
      throw new UncheckedIOException(message.getClass().getSimpleName() + " cannot be written", e);
    }
  }

  /**
   * @param like the body that this answers
   * @return the message as a {@code JsonObject} or a {@code String} where that is one, else as a
   *     {@code Buffer}
   */
  static Object writeLike(@Nullable Object like, Message message) {
    Buffer written = write(message);
    return like instanceof JsonObject
        ? written.toJsonObject()
        : like instanceof String ? written.toString() : written;
  }

  static <M extends Message> M read(Buffer body, Class<M> type) {
    try {
      return parse(body, type);
    } catch (IOException e) {
      throw new UncheckedIOException(type.getSimpleName() + " cannot be read", e);
    }
  }

  private static <M extends Message> M parse(Buffer body, Class<M> type) throws IOException {
    return Objects.requireNonNull(JSON.readValue(body.getBytes(), type), "an empty message");
  }

  /**
   * Reads a request of any verticle.
   *
   * @param defaults of components that the sender may leave out
   * @throws MalformedMessageException names the field that is missing or wrong
   */
  static <M extends Message> M readRequest(
      @Nullable Object body, Class<M> type, JsonObject defaults) {
    JsonObject whole = defaults.copy().mergeIn(object(body));
    for (RecordComponent component : type.getRecordComponents()) {
      boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
      if (!optional && whole.getValue(component.getName()) == null) {
        throw new MalformedMessageException(component.getName() + " is missing");
      }
    }
    return readAny(whole, type);
  }

  /**
   * Reads a message of any verticle.
   *
   * @param body a {@code JsonObject}, or a {@code String} or {@code Buffer} of a JSON object
   * @throws MalformedMessageException names the field that is wrong
   */
  static <M extends Message> M readAny(@Nullable Object body, Class<M> type) {
    try {
      return parse(object(body).toBuffer(), type);
    } catch (JsonMappingException e) {
      throw new MalformedMessageException(sentence(e));
    } catch (IOException e) {
      throw new UncheckedIOException(type.getSimpleName() + " cannot be read", e);
    }
  }

  private static JsonObject object(@Nullable Object body) {
    if (body instanceof JsonObject object) {
      return object;
    }
    if (!(body instanceof String || body instanceof Buffer)) {
      throw new MalformedMessageException(
          "the body must be a JsonObject, or a String or a Buffer of one");
    }
    try {
      return new JsonObject(body.toString());
    } catch (DecodeException e) {
      throw new MalformedMessageException("the body is not a JSON object");
    }
  }

  private static String sentence(JsonMappingException problem) {
    if (problem instanceof ValueInstantiationException refused
        && refused.getCause() != null
        && refused.getCause().getMessage() != null) {
      return String.valueOf(refused.getCause().getMessage());
    }
    List<JsonMappingException.Reference> path = problem.getPath();
    String field = path.isEmpty() ? "the body" : path.getFirst().getFieldName();
    return field + ": " + problem.getOriginalMessage();
  }
}
