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

/** Decodes bodies, which may be compressed with gzip. */
public final class Encodings {

  private Encodings() {}

  /**
   * Replaces the body of a request that is no delivery by its decoded form.
   *
   * @return why it cannot be decoded; empty when the body is ready to be read
   */
  public static Optional<Problem> unpack(RoutingContext request, int most) {
    String encoding = request.request().getHeader(HttpHeaders.CONTENT_ENCODING);
    Buffer sent = request.body().buffer();
    if (encoding == null || sent == null || sent.length() == 0) {
      return Optional.empty();
    }
    try {
      // The public interface cannot set the body, and all readers take it from the request.
      ((RoutingContextInternal) request).setBody(unpacked(encoding, sent, most));
      return Optional.empty();
    } catch (Problem unreadable) {
      return Optional.of(unreadable);
    }
  }

  /**
   * The decoded body.
   *
   * @param encoding the Content-Encoding; null for none
   * @param most the most bytes of the decoded body; not checked when it was not encoded
   * @throws Problem when it expands to more, is not gzip as declared, or has another encoding
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
