package io.tidemark.access;

import io.tidemark.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Authenticates callers by what they present: the operator's key, a user's token or a machine's
 * key.
 *
 * <p>A check fails with {@link AuthUnavailableException} while the database or the issuer does not
 * answer; the credential is not taken for invalid then.
 */
public final class Credentials {

  private static final Logger log = LoggerFactory.getLogger(Credentials.class);

  private final KeyRing operator;
  private final JwtVerifier tokens;
  private final ApiKeys keys;
  private final KnownKeys known;
  private final InstantSource realTime;

  /** By the system's clock. */
  public Credentials(Vertx vertx, Settings settings, ApiKeys keys) {
    this(vertx, settings, keys, InstantSource.system(), System::nanoTime);
  }

  /**
   * @param realTime by which keys and tokens expire, never a faster clock
   */
  public Credentials(
      Vertx vertx, Settings settings, ApiKeys keys, InstantSource realTime, LongSupplier nanoTime) {
    this.operator = new KeyRing(settings.adminKey().stream().toList());
    this.tokens = new JwtVerifier(vertx, settings.jwt(), realTime, nanoTime);
    this.keys = keys;
    this.known = new KnownKeys(vertx, nanoTime, this::lookUp);
    this.realTime = realTime;
  }

  /**
   * Who presents this as a bearer.
   *
   * @param presented null when nothing was
   * @return empty when the credential is not good
   */
  public Future<Optional<Caller>> caller(@Nullable String presented) {
    if (presented == null) {
      return Future.succeededFuture(Optional.empty());
    }
    if (operator.admits(presented)) {
      return Future.succeededFuture(Optional.of(Caller.OPERATOR));
    }
    if (tokens.isConfigured() && JwtVerifier.hasTheForm(presented)) {
      return tokens.caller(presented);
    }
    return workingKey(presented).map(key -> key.map(ApiKey::caller));
  }

  /** The zone whose webhook this token in a path opens; empty when it opens none. */
  public Future<Optional<String>> zoneOfWebhookKey(String presented) {
    return workingKey(presented)
        .map(
            key ->
                key.filter(its -> its.scopes().contains(Scope.WEBHOOK))
                    .flatMap(its -> its.zones().ids().stream().findFirst()));
  }

  /** Rejects a revoked key at once in this process; other processes take up to five seconds. */
  public void forget(long keyId) {
    known.forget(keyId);
  }

  private Future<Optional<ApiKey>> workingKey(String presented) {
    if (!ApiKeys.hasTheForm(presented)) {
      return Future.succeededFuture(Optional.empty());
    }
    return known
        .get(Hashes.sha256(presented))
        .map(found -> found.filter(key -> key.worksAt(realTime.instant())));
  }

  private Future<Optional<ApiKey>> lookUp(byte[] hash) {
    return keys.lookUp(hash)
        .onSuccess(found -> found.ifPresent(key -> noteUse(key, realTime.instant())));
  }

  private void noteUse(ApiKey key, Instant now) {
    if (!key.worksAt(now)) {
      return;
    }
    keys.used(key.id(), now)
        .onFailure(
            problem ->
                log.atWarn()
                    .addKeyValue("key", key.id())
                    .addKeyValue("problem", problem.getMessage())
                    .log("The use of a key could not be noted"));
  }
}
