package io.tidemark.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/** What all signed tokens have in common: their form, a signature, a time in which they count. */
final class SignedTokens {

  /** Clocks differ a little. */
  static final Duration TOLERANCE = Duration.ofSeconds(5);

  private static final int LONGEST = 16 * 1024;

  private SignedTokens() {}

  /** Reads a token; nothing in it is to be believed yet. One with {@code alg: none} is no token. */
  static SignedJWT parse(String token) throws Refusal {
    if (token.length() > LONGEST) {
      throw new Refusal("it is longer than any token");
    }
    try {
      return SignedJWT.parse(token);
    } catch (ParseException | RuntimeException e) {
      throw new Refusal("it cannot be read as a signed token");
    }
  }

  /**
   * @param secret which the settings have checked
   */
  static MACVerifier verifier(String secret) {
    try {
      return new MACVerifier(secret.getBytes(StandardCharsets.UTF_8));
    } catch (JOSEException e) {
      throw new IllegalArgumentException("the settings let a secret pass that is no key", e);
    }
  }

  static void requireSignature(SignedJWT token, List<? extends JWSVerifier> keys) throws Refusal {
    for (JWSVerifier key : keys) {
      if (isSigned(token, key)) {
        return;
      }
    }
    throw new Refusal("no key of ours made its signature");
  }

  private static boolean isSigned(SignedJWT token, JWSVerifier key) throws Refusal {
    try {
      return token.verify(key);
    } catch (JOSEException | RuntimeException e) {
      throw new Refusal("its signature cannot be checked");
    }
  }

  static JWTClaimsSet claims(SignedJWT token) throws Refusal {
    try {
      return token.getJWTClaimsSet();
    } catch (ParseException | RuntimeException e) {
      throw new Refusal("its claims cannot be read");
    }
  }

  /**
   * @return when the token expires
   */
  static Instant requireTime(JWTClaimsSet claims, Instant now) throws Refusal {
    Date expires = claims.getExpirationTime();
    if (expires == null) {
      throw new Refusal("it has no time to expire");
    }
    if (!now.isBefore(expires.toInstant().plus(TOLERANCE))) {
      throw new Refusal("it has expired");
    }
    Date notBefore = claims.getNotBeforeTime();
    if (notBefore != null && now.plus(TOLERANCE).isBefore(notBefore.toInstant())) {
      throw new Refusal("it is not valid yet");
    }
    return expires.toInstant();
  }
}
