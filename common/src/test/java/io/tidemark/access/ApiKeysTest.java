package io.tidemark.access;

import static io.tidemark.access.TestTime.NOON;
import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.WorldClock;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("server")
class ApiKeysTest {

  private static TestFoundation app;

  private final ApiKeys keys = new ApiKeys(app.pool());

  @BeforeAll
  static void lay() {
    app = TestFoundation.lay(WorldClock.real(), Map.of());
  }

  @AfterAll
  static void close() {
    app.close();
  }

  @BeforeEach
  void empty() {
    app.sql("delete from api_keys");
  }

  @Test
  void aKeyIsShownOnceAndOnlyItsHashIsStored() {
    NewKey made = create("dashboard", Set.of(Scope.READ, Scope.REFRESH), Tenants.ALL);

    assertThat(made.key()).matches("tm_[A-Za-z0-9_-]{43}");
    assertThat(made.stored().hint()).isEqualTo(made.key().substring(0, 8));
    assertThat(made.toString()).doesNotContain(made.key());
    String row = app.sql("select k::text from api_keys k").get(0).getString(0);
    assertThat(row)
        .doesNotContain(made.key())
        .contains(HexFormat.of().formatHex(Hashes.sha256(made.key())));
  }

  @Test
  void noTwoKeysAreTheSame() {
    assertThat(create("a", Set.of(Scope.READ), Tenants.ALL).key())
        .isNotEqualTo(create("a", Set.of(Scope.READ), Tenants.ALL).key());
  }

  @Test
  void aKeyIsReadBackAsItWasMade() {
    NewKey made =
        await(
            keys.insert(
                app.pool(),
                "automation",
                Set.of(Scope.TRIGGER, Scope.ADMIN),
                Tenants.of(List.of("brand", "launch")),
                Tenants.NONE,
                NOON.plusSeconds(60),
                NOON));

    ApiKey expected =
        new ApiKey(
            made.stored().id(),
            "automation",
            made.key().substring(0, 8),
            Set.of(Scope.TRIGGER, Scope.ADMIN),
            Tenants.of(List.of("brand", "launch")),
            Tenants.NONE,
            NOON,
            NOON.plusSeconds(60),
            null,
            null);
    assertThat(made.stored()).isEqualTo(expected);
    assertThat(await(keys.find(expected.id()))).contains(expected);
    assertThat(await(keys.lookUp(Hashes.sha256(made.key())))).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zones", "studio_workspaces"})
  void noKeyIsMadeForATenantThatEndsMeanwhile(String table) {
    boolean zone = table.equals("zones");
    app.sql(
        zone
            ? "insert into zones (id, name, cadence, created_at) values ('z', 'z', 'AGE_TIER',"
                + " now())"
            : "insert into studio_workspaces (id, name, created_at) values ('z', 'z', now())");
    Tenants tenant = Tenants.of(List.of("z"));
    Tenants zones = zone ? tenant : Tenants.NONE;
    Tenants workspaces = zone ? Tenants.NONE : tenant;
    Set<Scope> read = Set.of(Scope.READ);
    assertThat(await(keys.issue("before", read, zones, workspaces, null, NOON)).key()).isNotEmpty();
    SqlConnection ending = await(app.pool().getConnection());
    await(ending.query("begin").execute());
    await(ending.query("update " + table + " set status = 'deleting'").execute());

    Future<NewKey> made = keys.issue("late", read, zones, workspaces, null, NOON);
    await(zone ? KeyRevocation.ofZone(ending, "z") : KeyRevocation.ofWorkspace(ending, "z"));
    await(ending.query("commit").execute());
    await(ending.close());

    assertThatThrownBy(() -> await(made)).hasMessageContaining(zone ? "no zone z" : "z is being");
    assertThat(app.number("select count(*) from api_keys where revoked_at is null")).isZero();
    app.sql("delete from " + table);
    if (zone) {
      assertThatThrownBy(() -> await(keys.issue("late", read, zones, workspaces, null, NOON)))
          .hasMessageContaining("no zone z");
    }
  }

  @Test
  void aKeyThatDoesNotExistIsNotFound() {
    assertThat(await(keys.find(Long.MAX_VALUE))).isEmpty();
    assertThat(await(keys.lookUp(Hashes.sha256("other")))).isEmpty();
    assertThat(await(keys.revoke(Long.MAX_VALUE, NOON))).isFalse();
  }

  @Test
  void aKeyIsRevokedOnceAndStaysOnTheList() {
    NewKey made = create("old", Set.of(Scope.READ), Tenants.ALL);

    assertThat(await(keys.revoke(made.stored().id(), NOON))).isTrue();
    assertThat(await(keys.revoke(made.stored().id(), NOON.plusSeconds(9)))).isFalse();

    ApiKey revoked = await(keys.lookUp(Hashes.sha256(made.key()))).orElseThrow();
    assertThat(revoked.revokedAt()).isEqualTo(NOON);
    assertThat(revoked.worksAt(NOON)).isFalse();
    assertThat(await(keys.after(0, 10, Tenants.ALL, Tenants.ALL))).containsExactly(revoked);
  }

  @Test
  void aKeyWorksUntilItExpires() {
    NewKey made =
        await(
            keys.insert(
                app.pool(),
                "short",
                Set.of(Scope.READ),
                Tenants.ALL,
                Tenants.ALL,
                NOON.plusSeconds(60),
                NOON));

    assertThat(made.stored().worksAt(NOON.plusSeconds(59))).isTrue();
    assertThat(made.stored().worksAt(NOON.plusSeconds(60))).isFalse();
  }

  @Test
  void theListIsPagedInTheOrderOfItsIds() {
    List<Long> made =
        List.of(
            create("a", Set.of(Scope.READ), Tenants.ALL).stored().id(),
            create("b", Set.of(Scope.READ), Tenants.ALL).stored().id(),
            create("c", Set.of(Scope.READ), Tenants.ALL).stored().id());

    assertThat(await(keys.after(0, 2, Tenants.ALL, Tenants.ALL)))
        .extracting(ApiKey::id)
        .isEqualTo(made.subList(0, 2));
    assertThat(await(keys.after(made.get(1), 2, Tenants.ALL, Tenants.ALL)))
        .extracting(ApiKey::id)
        .isEqualTo(made.subList(2, 3));
    assertThat(await(keys.after(made.get(2), 2, Tenants.ALL, Tenants.ALL))).isEmpty();
  }

  @Test
  void whoSeesSomeZonesSeesTheKeysThatReachNoFurther() {
    create("one", Set.of(Scope.READ), Tenants.of(List.of("a")));
    create("both", Set.of(Scope.READ), Tenants.of(List.of("b", "a")));
    create("further", Set.of(Scope.READ), Tenants.of(List.of("a", "c")));
    create("all", Set.of(Scope.ADMIN), Tenants.ALL);
    create("without zones", Set.of(Scope.READ), Tenants.NONE);

    assertThat(await(keys.after(0, 10, Tenants.of(List.of("a", "b")), Tenants.ALL)))
        .extracting(ApiKey::name)
        .containsExactly("one", "both");
    assertThat(await(keys.after(0, 10, Tenants.NONE, Tenants.ALL))).isEmpty();
    assertThat(await(keys.after(0, 10, Tenants.ALL, Tenants.ALL))).hasSize(5);
  }

  @Test
  void whoSeesSomeWorkspacesSeesTheKeysThatReachNoFurther() {
    Tenants north = Tenants.of(List.of("north"));
    create("north", Set.of(Scope.READ), Tenants.NONE, north);
    create("north and all zones", Set.of(Scope.READ), Tenants.ALL, north);
    create("south", Set.of(Scope.READ), Tenants.NONE, Tenants.of(List.of("south")));
    create("both", Set.of(Scope.READ), Tenants.NONE, Tenants.of(List.of("north", "south")));
    create("all", Set.of(Scope.READ), Tenants.ALL, Tenants.ALL);
    create("nobody", Set.of(Scope.READ), Tenants.NONE, Tenants.NONE);

    assertThat(await(keys.after(0, 10, Tenants.ALL, north)))
        .extracting(ApiKey::name)
        .containsExactly("north", "north and all zones");
    assertThat(await(keys.after(0, 10, Tenants.NONE, north)))
        .extracting(ApiKey::name)
        .containsExactly("north");
  }

  @Test
  void theUseOfAKeyIsWrittenOnceAMinute() {
    long id = create("busy", Set.of(Scope.READ), Tenants.ALL).stored().id();

    await(keys.used(id, NOON));
    await(keys.used(id, NOON.plusSeconds(59)));
    assertThat(lastUsed(id)).isEqualTo(NOON);

    await(keys.used(id, NOON.plusSeconds(60)));
    assertThat(lastUsed(id)).isEqualTo(NOON.plusSeconds(60));
    await(keys.used(id, NOON));
    assertThat(lastUsed(id)).as("a clock that was set back").isEqualTo(NOON.plusSeconds(60));
  }

  @Test
  void aWebhookKeyHasOneZone() {
    NewKey made = create("hook", Set.of(Scope.WEBHOOK), Tenants.of(List.of("brand")));

    assertThat(made.stored().scopes()).containsExactly(Scope.WEBHOOK);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "'webhook,read', '{a}'",
        "'read,webhook', '{a}'",
        "'webhook,webhook', '{a}'",
        "webhook, null",
        "webhook, '{}'",
        "webhook, '{a,b}'"
      })
  void aWebhookKeyThatCouldDoMoreIsRefusedByTheDatabase(String scopes, String zones) {
    assertThatThrownBy(() -> insert("'name'", 32, "tm_abcde", "'{" + scopes + "}'", quoted(zones)))
        .isInstanceOf(PgException.class)
        .hasMessageContaining("api_keys_webhook");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'{}'",
        "'{write}'",
        "'{read,write}'",
        "'{READ}'",
        "'{read,null}'",
        "'{null}'",
        "null"
      })
  void scopesThatAreNoneAreRefusedByTheDatabase(String scopes) {
    assertThatThrownBy(() -> insert("'name'", 32, "tm_abcde", scopes, "null"))
        .isInstanceOf(PgException.class)
        .hasMessageContaining("scopes");
  }

  @Test
  void otherWrongStatesAreRefusedByTheDatabase() {
    assertThatThrownBy(() -> insert("''", 32, "tm_abcde", "'{read}'", "null"))
        .hasMessageContaining("name");
    assertThatThrownBy(() -> insert("'name'", 31, "tm_abcde", "'{read}'", "null"))
        .hasMessageContaining("key_hash");
    assertThatThrownBy(() -> insert("'name'", 32, "tm_abcdef", "'{read}'", "null"))
        .hasMessageContaining("hint");
    assertThatThrownBy(() -> insert("'name'", 32, "tm_abcde", "'{read}'", "'{a,null}'"))
        .hasMessageContaining("zones");
    insert("'name'", 32, "tm_abcde", "'{read}'", "null");
    assertThatThrownBy(() -> insert("'name'", 32, "tm_abcde", "'{read}'", "null"))
        .hasMessageContaining("key_hash");
    assertThatThrownBy(
            () ->
                await(
                    keys.insert(
                        app.pool(),
                        "past",
                        Set.of(Scope.READ),
                        Tenants.ALL,
                        Tenants.ALL,
                        NOON,
                        NOON)))
        .hasMessageContaining("api_keys_expiry");
  }

  private NewKey create(String name, Set<Scope> scopes, Tenants zones) {
    return create(name, scopes, zones, Tenants.ALL);
  }

  private NewKey create(String name, Set<Scope> scopes, Tenants zones, Tenants workspaces) {
    return await(keys.insert(app.pool(), name, scopes, zones, workspaces, null, NOON));
  }

  private Instant lastUsed(long id) {
    return await(keys.find(id)).orElseThrow().lastUsedAt();
  }

  private static String quoted(String value) {
    return value == null ? "null" : "'" + value + "'";
  }

  private static void insert(String name, int hashBytes, String hint, String scopes, String zones) {
    app.sql(
        """
        insert into api_keys (name, key_hash, hint, scopes, zones, created_at)
        values (%s, decode(repeat('00', %d), 'hex'), '%s', %s, %s, now())
        """
            .formatted(name, hashBytes, hint, scopes, zones));
  }
}
