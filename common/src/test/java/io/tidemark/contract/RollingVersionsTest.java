package io.tidemark.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.contract.Message.BudgetLines;
import io.tidemark.contract.Message.RefreshResult;
import io.tidemark.contract.Message.SimilarFound;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Processes of two versions on one bus: every message there is, from a newer and from an older one.
 */
class RollingVersionsTest {

  private static final Instant TIME = Instant.parse("2026-03-01T12:00:00.123456Z");

  @SuppressWarnings("unchecked")
  static Stream<Class<? extends Message>> messages() {
    return Arrays.stream(Message.class.getPermittedSubclasses())
        .map(type -> (Class<? extends Message>) type);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void aMessageIsReadAsItWasWritten(Class<? extends Message> type) throws Exception {
    Message message = filled(type);

    assertThat(MessageJson.read(MessageJson.write(message), type)).isEqualTo(message);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void whatOnlyANewerProcessKnowsIsPassedOver(Class<? extends Message> type) throws Exception {
    Message message = filled(type);
    JsonObject newer = MessageJson.write(message).toJsonObject();
    newer.put("of_tomorrow", new JsonObject().put("why", new JsonArray().add(1)));
    newer.put("also", "text");

    assertThat(MessageJson.read(newer.toBuffer(), type)).isEqualTo(message);
  }

  /**
   * A field that has been there from the beginning is always written, and those that were added
   * must do without. Which are needed says the record itself, by refusing to be without them.
   */
  @ParameterizedTest
  @MethodSource("messages")
  void aFieldThatAnOlderProcessOmitsIsMissedUnlessItIsRequired(Class<? extends Message> type)
      throws Exception {
    JsonObject whole = MessageJson.write(filled(type)).toJsonObject();
    for (RecordComponent field : type.getRecordComponents()) {
      JsonObject older = whole.copy();
      older.remove(field.getName());

      if (canBeWithout(type, field)) {
        assertThat(MessageJson.read(older.toBuffer(), type))
            .as("%s without %s", type.getSimpleName(), field.getName())
            .isNotNull();
      } else {
        org.assertj.core.api.Assertions.assertThatThrownBy(
                () -> MessageJson.read(older.toBuffer(), type))
            .as("%s without %s", type.getSimpleName(), field.getName())
            .isInstanceOf(java.io.UncheckedIOException.class);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("messages")
  void fieldsInAnotherOrderAreTheSame(Class<? extends Message> type) throws Exception {
    Message message = filled(type);
    JsonObject written = MessageJson.write(message).toJsonObject();
    var turned = new JsonObject();
    List.copyOf(written.fieldNames()).reversed().forEach(n -> turned.put(n, written.getValue(n)));

    assertThat(MessageJson.read(Buffer.buffer(turned.encode()), type)).isEqualTo(message);
  }

  /** A word that an older process does not know is a message that it cannot read. */
  @Test
  void aRefreshEndsInNoOtherWordThanThoseOfTheFirstVersion() {
    assertThat(RefreshResult.values())
        .extracting(Enum::name)
        .containsExactly("READ", "NO_TWEET", "OVER_QUOTA", "NOT_READ");
  }

  private static boolean canBeWithout(Class<? extends Message> type, RecordComponent field)
      throws Exception {
    Object[] values =
        Arrays.stream(type.getRecordComponents())
            .map(other -> other.getName().equals(field.getName()) ? nothing(other) : value(other))
            .toArray();
    try {
      made(type, values);
      return true;
    } catch (InvocationTargetException refused) {
      return false;
    }
  }

  private static Message filled(Class<? extends Message> type) throws Exception {
    return made(
        type, Arrays.stream(type.getRecordComponents()).map(RollingVersionsTest::value).toArray());
  }

  private static Message made(Class<? extends Message> type, Object[] values) throws Exception {
    Class<?>[] parameters =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    var constructor = type.getDeclaredConstructor(parameters);
    constructor.setAccessible(true);
    return constructor.newInstance(values);
  }

  private static @Nullable Object nothing(RecordComponent field) {
    Class<?> type = field.getType();
    return Array.get(Array.newInstance(type, 1), 0);
  }

  private static Object value(RecordComponent field) {
    Class<?> type = field.getType();
    if (type == String.class) {
      return field.getName().equals("trigger") ? "manual" : field.getName();
    } else if (type == Instant.class) {
      return TIME;
    } else if (type == long.class || type == Long.class) {
      return 7L;
    } else if (type == int.class) {
      return 7;
    } else if (type == double.class) {
      return 7.5;
    } else if (type == boolean.class) {
      return true;
    } else if (type.isEnum()) {
      return type.getEnumConstants()[0];
    } else if (type == Map.class) {
      return Map.of("count", 7L);
    } else if (field.getGenericType().getTypeName().contains("Long")) {
      return List.of(7L, 8L);
    } else if (field.getGenericType().getTypeName().contains("Line")) {
      return List.of(new BudgetLines.Line("x", "c", "15m", "requests", 1, 15, 6.7, TIME, "acme"));
    } else if (field.getGenericType().getTypeName().contains("Near")) {
      return List.of(new SimilarFound.Near(7, 0.5));
    } else if (field.getGenericType().getTypeName().contains("String")) {
      return List.of("one", "two");
    }
    throw new AssertionError("say what a value of " + field + " looks like");
  }
}
