package io.tidemark.studio.tiktok;

import static io.tidemark.studio.tiktok.TikTokWorld.NOON;
import static io.tidemark.studio.tiktok.TikTokWorld.posts;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.studio.platforms.Metric;
import io.tidemark.studio.platforms.Metrics;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What TikTok says of videos, of a request and of an account. */
@Tag("server")
class TikTokTest {

  private final TikTokWorld world = new TikTokWorld();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void twentyVideosAreOneRequestAndWhatIsLeftOutIsAbsent() {
    world.platform.left.add(posts(3).get(2).externalId());

    var outcomes = world.answered(20);

    assertThat(world.server.seen).hasSize(1);
    assertThat(outcomes).hasSize(20);
    assertThat(outcomes.get(3L)).isInstanceOf(PostOutcome.Absent.class);
    Metrics metrics = ((PostOutcome.Present<Metrics>) outcomes.get(1L)).counters();
    assertThat(metrics)
        .usingRecursiveComparison()
        .ignoringFields("raw")
        .isEqualTo(
            new Metrics(
                Map.of(
                    Metric.VIEWS, 210L, Metric.LIKES, 5L, Metric.COMMENTS, 1L, Metric.SHARES, 0L),
                new JsonObject()));
    assertThat(metrics.raw().getLong("view_count")).isEqualTo(210);
  }

  /** A video as TikTok shows it, with views and likes. */
  private static String video(String id, String views, String likes) {
    return "{\"id\":\"%s\",\"view_count\":%s,\"like_count\":%s}".formatted(id, views, likes);
  }

  private void shows(String... videos) {
    world.server.say(
        200,
        "{\"data\":{\"videos\":[%s]},\"error\":{\"code\":\"ok\"}}"
            .formatted(String.join(",", videos)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "900 | 90 | 880 | 89 | 900 | 90 | false",
        "880 | 89 | 900 | 90 | 900 | 90 | false",
        "900 | 90 | 900 | 90 | 900 | 90 | false",
        "900 | null | null | 90 | 900 | 90 | false",
        "900 | 90 | 880 | 91 | 900 | 91 | true",
        "9000 | 90 | 800 | 90 | 9000 | 90 | true",
        "0 | 0 | 900 | 90 | 900 | 90 | true",
      })
  void ofAVideoThatIsThereTwiceTheHigherCountersHold(
      String views, String likes, String again, String more, long most, long liked, boolean doubt) {
    String id = posts(1).getFirst().externalId();
    shows(video(id, views, likes), video(id, again, more));

    Metrics metrics = ((PostOutcome.Present<Metrics>) world.answered(1).get(1L)).counters();

    assertThat(metrics.count(Metric.VIEWS)).isEqualTo(most);
    assertThat(metrics.count(Metric.LIKES)).isEqualTo(liked);
    assertThat(metrics.doubt().isEmpty()).isEqualTo(!doubt);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"9\"", "9", "null", "\"\""})
  void videosThatNobodyAskedForMakeTheMissingOnesUnknown(String id) {
    shows(
        video(posts(1).getFirst().externalId(), "9", "1"), video("", "9", "1").replace("\"\"", id));

    var outcomes = world.answered(2);

    assertThat(outcomes.get(1L)).isInstanceOf(PostOutcome.Present.class);
    assertThat(outcomes.get(2L)).isInstanceOf(PostOutcome.Unknown.class);
  }

  @Test
  void oneBadIdCostsItsNeighboursNothing() {
    world.platform.malformed.add(posts(5).get(4).externalId());

    var outcomes = world.answered(20);

    assertThat(outcomes).hasSize(20);
    assertThat(outcomes.get(5L)).isInstanceOf(PostOutcome.Refused.class);
    assertThat(outcomes.values()).filteredOn(it -> it instanceof PostOutcome.Present).hasSize(19);
  }

  @Test
  void aBadIdIsFoundOnceAndStaysOutOfTheRequestsOfTheDay() {
    world.platform.malformed.add(posts(5).get(4).externalId());
    world.answered(20);
    world.server.seen.clear();

    var outcomes = world.answered(20);

    assertThat(world.server.seen).hasSize(1);
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
    world.server.say(status, FakeTikTok.error(code, "said"));

    assertThat(world.read(2).getClass().getSimpleName()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"invalid_params", "invalid_file_upload"})
  void aRequestWithOneBadIdIsRefusedToThatId(String code) {
    world.server.say(400, FakeTikTok.error(code, "said"));

    assertThat(world.answered(1).get(1L)).isInstanceOf(PostOutcome.Refused.class);
  }

  @Test
  void aStatusOf200IsNoSuccess() {
    world.server.say(200, FakeTikTok.error("rate_limit_exceeded", "said"));

    assertThat(world.read(1))
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
    world.server.say(status, body);

    assertThat(world.read(2)).isInstanceOf(CallOutcome.Transient.class);
  }
}
