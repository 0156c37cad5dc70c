package io.tidemark.access;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.tidemark.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who holds a user's token. Which algorithm is accepted follows from the keys that are set up,
 * never from the token: HS256 with the secret, RS256 with the keys at the URL.
 */
public final class JwtVerifier {

  private static final Logger log = LoggerFactory.getLogger(JwtVerifier.class);

  private final Settings.Jwt settings;
  private final Optional<JWSVerifier> secret;
  private final Optional<KeySource> keys;
  private final InstantSource realTime;

  /**
   * @param realTime the clock of the token's issuer, never a faster one
   */
  public JwtVerifier(
      Vertx vertx, Settings.Jwt settings, InstantSource realTime, LongSupplier nanoTime) {
    this.settings = settings;
    this.secret = settings.secret().map(SignedTokens::verifier);
    this.keys = settings.jwksUrl().map(url -> new KeySource(vertx, url, nanoTime));
    this.realTime = realTime;
  }

  public boolean isConfigured() {
    return secret.isPresent() || keys.isPresent();
  }

  /** Three parts with dots between: a token, whether a good one or not. */
  static boolean hasTheForm(String presented) {
    int first = presented.indexOf('.');
    int second = presented.indexOf('.', first + 1);
    return first > 0 && second > first + 1 && presented.indexOf('.', second + 1) < 0;
  }

  /**
   * The caller that the token names, if the token is valid.
   *
   * @return fails with {@link AuthUnavailableException} while the keys at the URL were never had
   */
  public Future<Optional<Caller>> caller(String token) {
    try {
      SignedJWT parsed = SignedTokens.parse(token);
      return keysFor(parsed.getHeader()).map(candidates -> caller(parsed, candidates));
    } catch (Refusal refusal) {
      return Future.succeededFuture(refused(refusal));
    }
  }

  private Future<List<JWSVerifier>> keysFor(JWSHeader header) throws Refusal {
    JWSAlgorithm algorithm = header.getAlgorithm();
    if (JWSAlgorithm.HS256.equals(algorithm) && secret.isPresent()) {
      return Future.succeededFuture(List.of(secret.get()));
    }
    if (JWSAlgorithm.RS256.equals(algorithm) && keys.isPresent()) {
      return keys.get()
          .of(header.getKeyID())
          .map(found -> found.stream().<JWSVerifier>map(RSASSAVerifier::new).toList());
    }
    throw new Refusal("no key for its algorithm is set up");
  }

  private Optional<Caller> caller(SignedJWT token, List<JWSVerifier> candidates) {
    try {
      SignedTokens.requireSignature(token, candidates);
      JWTClaimsSet claims = SignedTokens.claims(token);
      SignedTokens.requireTime(claims, realTime.instant());
      if (settings.issuer().isPresent() && !settings.issuer().get().equals(claims.getIssuer())) {
        throw new Refusal("its issuer is another one");
      }
      if (settings.audience().isPresent()
          && !claims.getAudience().contains(settings.audience().get())) {
        throw new Refusal("it is meant for others");
      }
      return Optional.of(CallerClaims.read(claims));
    } catch (Refusal refusal) {
      return refused(refusal);
    }
  }

  private static Optional<Caller> refused(Refusal refusal) {
    log.atDebug().addKeyValue("why", refusal.why()).log("A user's token is not accepted");
    return Optional.empty();
  }
}
