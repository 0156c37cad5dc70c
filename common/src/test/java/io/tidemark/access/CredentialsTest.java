package io.tidemark.access;

import static io.tidemark.access.TestTime.NOON;
import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.WorldClock;
import io.tidemark.postgres.Postgres;
import io.tidemark.settings.Settings;
import io.tidemark.settings.SettingsReader;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.sqlclient.Pool;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("server")
class CredentialsTest {

  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final Tenants BRAND = Tenants.of(List.of("brand"));

  private static TestFoundation app;

  private final TestTime time = new TestTime();
  private final ApiKeys keys = new ApiKeys(app.pool());

  private Pool pool;

  private Credentials credentials;

  @BeforeAll
  static void lay() {
    app = TestFoundation.lay(WorldClock.real(), Map.of());
  }

  @AfterAll
  static void close() {
    app.close();
  }

  @BeforeEach
  void begin() {
    app.sql("delete from api_keys");
    pool = pool(app.postgresUrl());
    credentials = credentials(pool, Map.of());
  }

  @AfterEach
  void end() {
    await(pool.close());
  }

  @Test
  void theOperatorIsKnownByTheKeyOfTheSettings() {
    assertThat(await(credentials.caller("the-operators-key"))).contains(Caller.OPERATOR);
  }

  @Test
  void aMachineIsKnownByItsKey() {
    NewKey made = create(Set.of(Scope.READ), null);

    assertThat(await(credentials.caller(made.key())))
        .contains(new Caller("machine", Set.of(Scope.READ), BRAND, Tenants.NONE));
  }

  @Test
  void aUserIsKnownByAToken() throws Exception {
    var signed =
        new SignedJWT(
            new JWSHeader(JWSAlgorithm.HS256),
            new JWTClaimsSet.Builder()
                .subject("ada")
                .expirationTime(Date.from(NOON.plusSeconds(60)))
                .claim("zones", List.of("brand"))
                .build());
    signed.sign(new MACSigner(SECRET));

    assertThat(await(credentials.caller(signed.serialize())))
        .contains(new Caller("ada", Set.of(Scope.READ, Scope.REFRESH), BRAND, Tenants.NONE));
    assertThat(
            await(credentials(pool, Map.of("TIDEMARK_JWT_SECRET", "")).caller(signed.serialize())))
        .as("tokens are not set up")
        .isEmpty();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "operators-ke",
        "tm_",
        "a.b.c",
        "..",
        "tm_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "tm_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA ",
        "' or 1=1 --"
      })
  void nobodyElseIsKnown(String presented) {
    create(Set.of(Scope.ADMIN), null);

    assertThat(await(credentials.caller(presented))).isEmpty();
  }

  @Test
  void aKeyOfAnotherCaseIsAnotherKey() {
    NewKey made = create(Set.of(Scope.READ), null);

    assertThat(await(credentials.caller("tm_" + swapCase(made.key().substring(3))))).isEmpty();
  }

  @Test
  void aRevokedKeyIsRefusedHereAtOnceAndElsewhereAfterFiveSeconds() {
    NewKey made = create(Set.of(Scope.READ), null);
    Credentials otherProcess = credentials(pool, Map.of());
    assertThat(await(credentials.caller(made.key()))).isPresent();
    assertThat(await(otherProcess.caller(made.key()))).isPresent();

    await(keys.revoke(made.stored().id(), NOON));
    credentials.forget(made.stored().id());

    assertThat(await(credentials.caller(made.key()))).isEmpty();
    assertThat(await(otherProcess.caller(made.key()))).as("within five seconds").isPresent();
    time.pass(Duration.ofSeconds(5));
    assertThat(await(otherProcess.caller(made.key()))).isEmpty();
  }

  @Test
  void aKeyExpiresToTheSecondThoughItIsRemembered() {
    NewKey made = create(Set.of(Scope.READ), NOON.plusSeconds(2));
    assertThat(await(credentials.caller(made.key()))).isPresent();

    time.pass(Duration.ofSeconds(2));

    assertThat(await(credentials.caller(made.key()))).isEmpty();
  }

  @Test
  void aKeyThatIsMadeAfterItWasTriedWorksFiveSecondsLater() {
    NewKey made = create(Set.of(Scope.READ), null);
    app.sql("update api_keys set key_hash = sha256('elsewhere')");
    assertThat(await(credentials.caller(made.key()))).isEmpty();
    app.sql("update api_keys set key_hash = sha256('" + made.key() + "')");

    assertThat(await(credentials.caller(made.key()))).isEmpty();
    time.pass(Duration.ofSeconds(5));
    assertThat(await(credentials.caller(made.key()))).isPresent();
  }

  @Test
  void theUseOfAKeyIsNoted() {
    NewKey made = create(Set.of(Scope.READ), null);

    await(credentials.caller(made.key()));

    assertThat(await(untilUsed(made.stored().id()))).isEqualTo(NOON);
  }

  @Test
  void anUnknownKeyCannotBeJudgedWhileTheDatabaseIsAway() {
    Pool away = pool("postgresql://nobody@127.0.0.1:1/nothing");
    Credentials alone = credentials(away, Map.of());
    NewKey made = create(Set.of(Scope.READ), null);

    assertThatThrownBy(() -> await(alone.caller(made.key())))
        .isInstanceOf(AuthUnavailableException.class);
    assertThatThrownBy(() -> await(alone.zoneOfWebhookKey(made.key())))
        .isInstanceOf(AuthUnavailableException.class);
    assertThat(await(alone.caller("the-operators-key"))).contains(Caller.OPERATOR);
    for (String hopeless : List.of("rubbish", "tm_short", "a.b.c", "tm_" + "ä".repeat(43))) {
      assertThat(await(alone.caller(hopeless))).as("is not looked up").isEmpty();
    }
    await(away.close());
  }

  @Test
  void aFailureIsNotRemembered() {
    NewKey made = create(Set.of(Scope.READ), null);
    app.sql("alter table api_keys rename to api_keys_away");
    assertThatThrownBy(() -> await(credentials.caller(made.key())))
        .isInstanceOf(AuthUnavailableException.class);
    app.sql("alter table api_keys_away rename to api_keys");

    assertThat(await(credentials.caller(made.key()))).isPresent();
  }

  @Test
  void aWebhookKeyOpensItsZoneAndNothingElse() {
    NewKey hook = create(Set.of(Scope.WEBHOOK), null);
    NewKey other = create(Set.of(Scope.ADMIN), null);

    assertThat(await(credentials.zoneOfWebhookKey(hook.key()))).contains("brand");
    assertThat(await(credentials.zoneOfWebhookKey(other.key()))).isEmpty();
    assertThat(await(credentials.zoneOfWebhookKey("the-operators-key"))).isEmpty();
    assertThat(await(credentials.caller(hook.key())).orElseThrow().may(Scope.READ)).isFalse();

    await(keys.revoke(hook.stored().id(), NOON));
    credentials.forget(hook.stored().id());
    assertThat(await(credentials.zoneOfWebhookKey(hook.key()))).isEmpty();
  }

  @Test
  void whoeverAsksGoesOnInItsOwnContext() {
    NewKey made = create(Set.of(Scope.READ), null);
    Vertx vertx = app.vertx();

    List<Future<Boolean>> stayed =
        Stream.generate(() -> ((VertxInternal) vertx).createEventLoopContext())
            .limit(4)
            .map(context -> goesOnIn(context, made.key()))
            .toList();

    await(Future.all(stayed));
    assertThat(stayed).allMatch(Future::result);
  }

  private Future<Boolean> goesOnIn(Context context, String key) {
    Promise<Boolean> same = Promise.promise();
    context.runOnContext(
        now ->
            credentials
                .caller(key)
                .map(caller -> Vertx.currentContext() == context)
                .onComplete(same));
    return same.future();
  }

  /** The use is written beside the answer. */
  private Future<Instant> untilUsed(long id) {
    return keys.find(id)
        .map(key -> Optional.ofNullable(key.orElseThrow().lastUsedAt()))
        .compose(
            used ->
                used.isPresent()
                    ? Future.succeededFuture(used.get())
                    : app.vertx().timer(20, TimeUnit.MILLISECONDS).compose(later -> untilUsed(id)));
  }

  private static String swapCase(String text) {
    var swapped = new StringBuilder();
    text.chars()
        .map(c -> Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c))
        .forEach(swapped::appendCodePoint);
    return swapped.toString();
  }

  private NewKey create(Set<Scope> scopes, Instant expiresAt) {
    return await(keys.insert(app.pool(), "machine", scopes, BRAND, Tenants.NONE, expiresAt, NOON));
  }

  private Credentials credentials(Pool from, Map<String, String> changes) {
    Map<String, String> environment = new HashMap<>();
    environment.put("TIDEMARK_ADMIN_KEY", "the-operators-key");
    environment.put("TIDEMARK_JWT_SECRET", SECRET);
    environment.putAll(changes);
    return new Credentials(
        app.vertx(), SettingsReader.of(environment), new ApiKeys(from), time, time);
  }

  private static Pool pool(String url) {
    return Postgres.pool(app.vertx(), new Settings.Postgres(URI.create(url), 4));
  }
}
