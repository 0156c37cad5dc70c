package io.tidemark.gateway.webhook;

import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The encodings in which a body may come: none, or gzip. */
public final class Encodings {

  private Encodings() {}

  /**
   * Replaces the body of a request that is no delivery by what it was before it was encoded.
   *
   * @return why it cannot be; empty when the body is as its reader expects it
   */
  public static Optional<Problem> unpack(RoutingContext request, int most) {
    String encoding = request.request().getHeader(HttpHeaders.CONTENT_ENCODING);
    Buffer sent = request.body().buffer();
    if (encoding == null || sent == null || sent.length() == 0) {
      return Optional.empty();
    }
    try {
      // The public interface has no way to set it, and all readers ask the request for its body.
      ((RoutingContextInternal) request).setBody(unpacked(encoding, sent, most));
      return Optional.empty();
    } catch (Problem unreadable) {
      return Optional.of(unreadable);
    }
  }

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
            ("The body is larger than %d bytes once it is unpacked (TIDEMARK_WEBHOOK_MAX_BODY for"
                    + " deliveries).")
                .formatted(most));
      }
      return Buffer.buffer(bytes);
    } catch (IOException noGzip) {
      throw Problem.of(Type.MALFORMED_BODY, "the body is not gzip, as its Content-Encoding says");
    }
  }
}
