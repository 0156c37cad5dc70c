package io.tidemark.studio.tiktok;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.SettableClock;
import io.tidemark.studio.FakePlatform;
import io.tidemark.studio.StudioSources;
import io.tidemark.studio.platforms.Metrics;
import io.tidemark.studio.platforms.StudioSource;
import io.tidemark.studio.platforms.StudioSource.Account;
import io.tidemark.studio.platforms.StudioSource.Asked;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TikTokTest {

  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final Account ACCOUNT = new Account(1, "acme", "me", "act.secret-stale");

  private final SettableClock clock = new SettableClock(NOON);
  private final Vertx vertx = Vertx.vertx();
  private final FakePlatform server = new FakePlatform(vertx);
  private final FakeTikTok platform = new FakeTikTok();
  private TestFoundation foundation;
  private RowTokens tokens;
  private StudioSource tiktok;

  @BeforeEach
  void lay() {
    server.answers = platform::answer;
    foundation =
        TestFoundation.lay(
            clock,
            Map.of(
                "TIDEMARK_TIKTOK_BASE_URL", server.url(),
                "TIDEMARK_TIKTOK_CLIENT_KEY", "key",
                "TIDEMARK_TIKTOK_CLIENT_SECRET", "hunter2",
                "TIDEMARK_UPSTREAM_RETRY_DELAY", "1ms"));
    foundation.sql(RowTokens.TABLE);
    store(NOON.plus(Duration.ofHours(2)));
    tokens = new RowTokens(foundation.pool());
    tiktok = pod(tokens);
  }

  @AfterEach
  void close() {
    foundation.close();
    server.close();
    await(vertx.close());
  }

  private StudioSource pod(RowTokens store) {
    return StudioSources.tiktok(
        foundation.foundation(), StudioSources.client(foundation.foundation()), store);
  }

  private void store(Instant expires) {
    foundation.sql(
        "insert into account_tokens values (1, 'act.secret-0', '%s', 'rft.secret-0', null)"
                .formatted(expires)
            + " on conflict (account) do update set access_expires_at = '%s'".formatted(expires));
  }

  private static List<Asked> posts(int count) {
    List<Asked> posts = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      posts.add(new Asked(i, "70802134585557379" + (10 + i), "VIDEO", NOON));
    }
    return posts;
  }

  private CallOutcome<Map<Long, PostOutcome<Metrics>>> read(int count) {
    return await(tiktok.read(ACCOUNT, posts(count)));
  }

  private Map<Long, PostOutcome<Metrics>> answered(int count) {
    var outcome = read(count);
    assertThat(outcome).isInstanceOf(CallOutcome.Answered.class);
    return ((CallOutcome.Answered<Map<Long, PostOutcome<Metrics>>>) outcome).content();
  }

  @Test
  void twentyVideosAreOneRequestAndWhatIsLeftOutIsAbsent() {
    platform.left.add(posts(3).get(2).externalId());

    var outcomes = answered(20);

    assertThat(server.seen).hasSize(1);
    assertThat(outcomes).hasSize(20);
    assertThat(outcomes.get(3L)).isInstanceOf(PostOutcome.Absent.class);
    Metrics metrics = ((PostOutcome.Present<Metrics>) outcomes.get(1L)).reading();
    assertThat(metrics)
        .usingRecursiveComparison()
        .ignoringFields("raw")
        .isEqualTo(new Metrics(210L, null, 5L, 1L, 0L, null, null, null, new JsonObject()));
    assertThat(metrics.raw().getLong("view_count")).isEqualTo(210);
  }

  @Test
  void oneBadIdCostsItsNeighboursNothing() {
    platform.malformed.add(posts(5).get(4).externalId());

    var outcomes = answered(20);

    assertThat(outcomes).hasSize(20);
    assertThat(outcomes.get(5L)).isInstanceOf(PostOutcome.Refused.class);
    assertThat(outcomes.values()).filteredOn(it -> it instanceof PostOutcome.Present).hasSize(19);
  }

  @ParameterizedTest
  @CsvSource({
    "scope_not_authorized, 401, AuthDead",
    "scope_permission_missed, 400, AuthDead",
    "rate_limit_exceeded, 429, Throttled",
    "daily_quota_limit_exceeded, 429, Exhausted",
    "internal_error, 500, Transient",
    "brand_new_error, 403, Transient"
  })
  void theCodeInTheBodyDecides(String code, int status, String expected) {
    server.say(status, FakeTikTok.error(code, "said"));

    assertThat(read(2).getClass().getSimpleName()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"invalid_params", "invalid_file_upload"})
  void aRequestWithOneBadIdIsRefusedToThatId(String code) {
    server.say(400, FakeTikTok.error(code, "said"));

    assertThat(answered(1).get(1L)).isInstanceOf(PostOutcome.Refused.class);
  }

  @Test
  void aStatusOf200IsNoSuccess() {
    server.say(200, FakeTikTok.error("rate_limit_exceeded", "said"));

    assertThat(read(1))
        .isInstanceOfSatisfying(
            CallOutcome.Throttled.class,
            it -> assertThat(it.until()).isEqualTo(NOON.plus(Duration.ofMinutes(15))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | <html>",
        "401 | <html>",
        "200 | {\"data\":{\"vid",
        "200 | {\"data\":{},\"error\":{\"code\":\"ok\"}}"
      })
  void whatCannotBeReadSaysNothing(int status, String body) {
    server.say(status, body);

    assertThat(read(2)).isInstanceOf(CallOutcome.Transient.class);
  }

  @Test
  void aTokenIsRefreshedBeforeItEndsAndStoredBeforeItIsUsed() {
    store(NOON.plus(Duration.ofMinutes(9)));

    answered(1);

    assertThat(platform.refreshedWith).containsExactly("rft.secret-0");
    assertThat(server.seen.get(1).authorization()).isEqualTo("Bearer act.secret-1");
    assertThat(
            foundation.sql("select access, refresh, access_expires_at from account_tokens").get(0))
        .satisfies(
            row -> {
              assertThat(row.getString(0)).isEqualTo("act.secret-1");
              assertThat(row.getString(1)).isEqualTo("rft.secret-1");
              assertThat(row.getOffsetDateTime(2).toInstant())
                  .isEqualTo(NOON.plus(Duration.ofHours(2)));
            });
  }

  @Test
  void aTokenThatDiedEarlyIsRefreshedOnce() {
    platform.access = "act.secret-other";

    answered(1);

    assertThat(platform.refreshedWith).containsExactly("rft.secret-0");
    assertThat(server.seen).hasSize(3);
  }

  @Test
  void aTokenThatIsRefusedAgainIsDead() {
    server.answers =
        (visit, request) -> {
          if (visit.uri().startsWith("/v2/oauth")) {
            platform.answer(visit, request);
          } else {
            request
                .response()
                .setStatusCode(401)
                .end(FakeTikTok.error("access_token_invalid", visit.authorization()));
          }
        };

    var outcome = read(1);

    assertThat(outcome).isInstanceOf(CallOutcome.AuthDead.class);
    assertThat(outcome.toString()).doesNotContain("secret");
    assertThat(server.seen).hasSize(3);
  }

  @Test
  void twoPodsThatRefreshAtOnceUseTheOldTokenOnce() {
    store(NOON);
    StudioSource other = pod(new RowTokens(foundation.pool()));

    var both = List.of(tiktok.read(ACCOUNT, posts(1)), other.read(ACCOUNT, posts(1)));
    await(Future.all(both));

    assertThat(both).allMatch(read -> read.result() instanceof CallOutcome.Answered);
    assertThat(platform.refreshedWith).containsExactly("rft.secret-0");
  }

  @Test
  void twoPodsWhoseTokenIsRefusedAtOnceRefreshItOnce() {
    platform.access = "act.secret-other";
    StudioSource other = pod(new RowTokens(foundation.pool()));

    var both = List.of(tiktok.read(ACCOUNT, posts(1)), other.read(ACCOUNT, posts(1)));
    await(Future.all(both));

    assertThat(both).allMatch(read -> read.result() instanceof CallOutcome.Answered);
    assertThat(platform.refreshedWith).containsExactly("rft.secret-0");
  }

  @Test
  void whatCouldNotBeStoredIsNotUsedAndStoredNextTime() {
    store(NOON);
    tokens.failing = 1;

    assertThat(read(1)).isInstanceOf(CallOutcome.Transient.class);
    assertThat(server.seen).hasSize(1);
    answered(1);

    assertThat(platform.refreshedWith).containsExactly("rft.secret-0");
    assertThat(foundation.sql("select refresh from account_tokens").get(0).getString(0))
        .isEqualTo("rft.secret-1");
  }

  @Test
  void aProcessThatDiesBetweenAnswerAndStoreLeavesTheOldTokenToBeTriedAgain() {
    store(NOON);
    tokens.failing = 1;
    read(1);

    tiktok = pod(new RowTokens(foundation.pool()));
    var outcome = read(1);

    assertThat(platform.refreshedWith).containsExactly("rft.secret-0", "rft.secret-0");
    assertThat(outcome).isInstanceOf(CallOutcome.AuthDead.class);
    assertThat(outcome.toString()).contains("invalid_grant").doesNotContain("secret");
    assertThat(foundation.sql("select refresh from account_tokens").get(0).getString(0))
        .isEqualTo("rft.secret-0");
    platform.refresh = "rft.secret-0"; // a platform that takes it for a while
    answered(1);
  }

  @Test
  void anInvalidGrantOfOneAccountLeavesTheOthers() {
    foundation.sql("insert into account_tokens values (2, 'x', '%s', 'rft.bad')".formatted(NOON));
    Account other = new Account(2, "acme", "you", "x");

    assertThat(await(tiktok.read(other, posts(1)))).isInstanceOf(CallOutcome.AuthDead.class);
    store(NOON);
    answered(1);
  }

  @Test
  void whenOurAppIsRefusedNoAccountIsDead() {
    store(NOON);
    server.say(401, "{\"error\":\"invalid_client\",\"error_description\":\"key hunter2\"}");

    var outcome = read(1);

    assertThat(outcome).isInstanceOf(CallOutcome.NotSent.class);
    assertThat(outcome.toString()).doesNotContain("hunter2");
  }

  @Test
  void aRefreshThatFailsLeavesTheOldTokenInUseWhileItLives() {
    store(NOON.plusSeconds(60));
    server.answers =
        (visit, request) -> {
          if (visit.uri().startsWith("/v2/oauth")) {
            request.response().setStatusCode(500).end("<html>");
          } else {
            platform.answer(visit, request);
          }
        };

    answered(1);
    clock.advance(Duration.ofSeconds(60));
    assertThat(read(1)).isInstanceOf(CallOutcome.Transient.class);
  }
}
