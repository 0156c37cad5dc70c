package io.tidemark.gateway.webhook;

import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The encodings in which a body may come: none, or gzip. */
final class Encodings {

  private Encodings() {}

  /**
   * The body as it was before it was encoded.
   *
   * @param encoding the Content-Encoding, if it has one
   * @param most bytes that it may expand to; not looked at when it was not encoded
   * @throws Problem when it expands to more, is no gzip although it says so, or is encoded
   *     otherwise
   */
  static Buffer unpacked(@Nullable String encoding, Buffer sent, int most) {
    return switch (encoding == null ? "" : encoding.strip().toLowerCase(Locale.ROOT)) {
      case "", "identity" -> sent;
      case "gzip", "x-gzip" -> gunzip(sent.getBytes(), most);
      default ->
          throw Problem.of(
              Type.UNSUPPORTED_MEDIA_TYPE,
              "The Content-Encoding %s is not taken; gzip is, or none."
                  .formatted(encoding.replaceAll("\\p{Cntrl}", " ")));
    };
  }

  private static Buffer gunzip(byte[] sent, int most) {
    try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(sent))) {
      byte[] bytes = unpacked.readNBytes(most + 1);
      if (bytes.length > most) {
        throw Problem.of(
            Type.BODY_TOO_LARGE,
            "The body is larger than %d bytes once it is unpacked (TIDEMARK_WEBHOOK_MAX_BODY)."
                .formatted(most));
      }
      return Buffer.buffer(bytes);
    } catch (IOException noGzip) {
      throw Problem.of(Type.MALFORMED_BODY, "the body is not gzip, as its Content-Encoding says");
    }
  }
}
