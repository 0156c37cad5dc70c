package io.tidemark.access;

import static io.tidemark.access.TestTime.NOON;
import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.postgres.DatabaseErrors;
import io.tidemark.postgres.Postgres;
import io.tidemark.settings.Settings;
import io.tidemark.settings.SettingsReader;
import io.tidemark.stores.LocalStores;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who is let in while the database is really not there. */
@Tag("server")
class DatabaseAwayTest {

  private static final Vertx vertx = Vertx.vertx();

  private static LocalStores stores;
  private static Pool pool;

  private final TestTime time = new TestTime();
  private final ApiKeys keys = new ApiKeys(pool);
  private final Credentials credentials =
      new Credentials(
          vertx,
          SettingsReader.of(Map.of("TIDEMARK_ADMIN_KEY", "the-operators-key")),
          keys,
          time,
          time);

  @BeforeAll
  static void start() {
    stores = LocalStores.temporary();
    URI url = URI.create(stores.newDatabase());
    await(Postgres.migrate(vertx, url));
    pool = Postgres.pool(vertx, new Settings.Postgres(url, 4));
  }

  @AfterAll
  static void end() {
    await(pool.close());
    stores.close();
    await(vertx.close());
  }

  @Test
  void keysSeenWithinTheHourWorkAndOthersCannotBeJudged() {
    NewKey seen = create(null);
    NewKey unseen = create(null);
    NewKey expiring = create(NOON.plusSeconds(60));
    NewKey revoked = create(null);
    for (NewKey key : new NewKey[] {seen, expiring, revoked}) {
      assertThat(await(credentials.caller(key.key()))).isPresent();
    }
    await(keys.revoke(revoked.stored().id(), NOON));
    credentials.forget(revoked.stored().id());
    assertThat(await(credentials.caller(revoked.key()))).isEmpty();

    stores.postgres().stop();

    time.pass(Duration.ofMinutes(59));
    assertThat(await(credentials.caller(seen.key()))).isPresent();
    assertThat(await(credentials.caller(expiring.key()))).as("expired meanwhile").isEmpty();
    assertThat(await(credentials.caller(revoked.key()))).as("revoked before").isEmpty();
    assertThat(await(credentials.caller("the-operators-key"))).isPresent();
    assertAuthUnavailable(unseen);
    time.pass(Duration.ofMinutes(1));
    assertAuthUnavailable(seen);

    stores.postgres().start();

    assertThat(await(untilTold(unseen))).isPresent();
    assertThat(await(untilTold(seen))).isPresent();
  }

  private void assertAuthUnavailable(NewKey key) {
    assertThatThrownBy(() -> await(credentials.caller(key.key())))
        .isInstanceOf(AuthUnavailableException.class)
        .matches(DatabaseErrors::isPassing, "is passing")
        .hasMessageNotContaining(key.key());
  }

  /** A connection of before may be handed out once more. */
  private Future<Optional<Caller>> untilTold(NewKey key) {
    return credentials
        .caller(key.key())
        .recover(away -> vertx.timer(20, TimeUnit.MILLISECONDS).compose(later -> untilTold(key)));
  }

  private NewKey create(Instant expiresAt) {
    return await(
        keys.insert(
            pool, "machine", Set.of(Scope.READ), Tenants.ALL, Tenants.ALL, expiresAt, NOON));
  }
}
