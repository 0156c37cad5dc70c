package io.tidemark.contract;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * The one form of everything on the bus: JSON in which a reader misses what an older pod does not
 * write and passes over what only a newer one knows.
 */
final class MessageJson {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private MessageJson() {}

  static Buffer write(Message message) {
    try {
      return Buffer.buffer(JSON.writeValueAsBytes(message));
    } catch (IOException e) {
      throw new UncheckedIOException(message.getClass().getSimpleName() + " cannot be written", e);
    }
  }

  static <M extends Message> M read(Buffer body, Class<M> type) {
    try {
      return Objects.requireNonNull(JSON.readValue(body.getBytes(), type), "an empty message");
    } catch (IOException e) {
      throw new UncheckedIOException(type.getSimpleName() + " cannot be read", e);
    }
  }
}
