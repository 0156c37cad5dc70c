package io.tidemark.access;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.tidemark.access.SignatureDecision.Genuine;
import io.tidemark.access.SignatureDecision.Refused;
import io.tidemark.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether a delivery that says it comes from QStash does. */
public final class QStashSignatures {

  private final List<MACVerifier> keys;
  private final InstantSource realTime;

  public QStashSignatures(Settings.QStash settings) {
    this(settings, InstantSource.system());
  }

  /**
   * @param realTime the time QStash lives in, never a faster clock
   */
  public QStashSignatures(Settings.QStash settings, InstantSource realTime) {
    this.keys =
        Stream.concat(settings.currentSigningKey().stream(), settings.nextSigningKey().stream())
            .map(SignedTokens::verifier)
            .toList();
    this.realTime = realTime;
  }

  public boolean isConfigured() {
    return !keys.isEmpty();
  }

  /**
   * Judges one delivery.
   *
   * @param signature the header {@code Upstash-Signature}; null when there is none
   * @param rawBody as it came: what a parser makes of it has another hash
   * @param expectedSubject the URL QStash was told to call, which a proxy may hide from us
   */
  public SignatureDecision verify(
      @Nullable String signature, byte[] rawBody, String expectedSubject) {
    if (!isConfigured()) {
      return new Refused("no signing key is set up");
    }
    if (signature == null) {
      return new Refused("there is no signature");
    }
    try {
      return genuine(signature, rawBody, expectedSubject);
    } catch (Refusal refusal) {
      return new Refused(refusal.why());
    }
  }

  private Genuine genuine(String signature, byte[] rawBody, String expectedSubject) throws Refusal {
    SignedJWT token = SignedTokens.parse(signature);
    if (!JWSAlgorithm.HS256.equals(token.getHeader().getAlgorithm())) {
      throw new Refusal("it is not signed with HS256");
    }
    SignedTokens.requireSignature(token, keys);
    JWTClaimsSet claims = SignedTokens.claims(token);
    Instant expiresAt = SignedTokens.requireTime(claims, realTime.instant());
    if (!"Upstash".equals(claims.getIssuer())) {
      throw new Refusal("its issuer is not Upstash");
    }
    if (!expectedSubject.equals(claims.getSubject())) {
      throw new Refusal("it is for another URL than " + expectedSubject);
    }
    if (!(claims.getClaim("body") instanceof String hash) || !isHashOf(rawBody, hash)) {
      throw new Refusal("it is for another body");
    }
    String jti = claims.getJWTID();
    if (jti == null || jti.isBlank()) {
      throw new Refusal("it has no id");
    }
    return new Genuine(jti, expiresAt);
  }

  private static boolean isHashOf(byte[] body, String claimed) {
    byte[] actual = Base64.getUrlEncoder().withoutPadding().encode(Hashes.sha256(body));
    String bare = claimed.replaceFirst("=+$", "");
    return MessageDigest.isEqual(actual, bare.getBytes(StandardCharsets.UTF_8));
  }
}
