package io.tidemark.gateway.engagement;

import io.tidemark.access.Hashes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs as QStash does (its documentation, Verify Signatures), by hand, so that no library vouches
 * for itself.
 */
final class Signer {

  /** The published keys of QStash's development server. */
  static final String CURRENT = "sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r";

  static final String NEXT = "sig_5ZB6DVzB1wjE8S6rZ7eenA8Pdnhs";

  private Signer() {}

  static String sign(String key, String subject, String body, Instant now) {
    String claims =
        """
        {"iss":"Upstash","sub":"%s","exp":%d,"nbf":%d,"iat":%d,"jti":"jwt_%s","body":"%s"}"""
            .formatted(
                subject,
                now.getEpochSecond() + 300,
                now.getEpochSecond(),
                now.getEpochSecond(),
                UUID.randomUUID(),
                base64(Hashes.sha256(body)));
    String signed =
        base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8))
            + "."
            + base64(claims.getBytes(StandardCharsets.UTF_8));
    return signed + "." + base64(hmac(key, signed));
  }

  private static byte[] hmac(String key, String text) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
