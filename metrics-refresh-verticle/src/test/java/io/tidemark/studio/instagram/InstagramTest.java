package io.tidemark.studio.instagram;

import static io.tidemark.studio.FakePlatform.insights;
import static io.tidemark.studio.graph.GraphWorld.posts;
import static io.tidemark.studio.graph.GraphWorld.reading;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.studio.FakePlatform;
import io.tidemark.studio.platforms.Metric;
import io.tidemark.studio.platforms.Metrics;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.EnumSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers of Instagram media, and answers that hold none. */
@Tag("server")
class InstagramTest extends InstagramFixture {

  @Test
  void tenPostsAreOneRequestWithoutATokenInItsAddress() {
    world.graph.sayParts(url -> insights(url, 7));

    var outcomes = answered(posts(10, "IMAGE"));

    assertThat(outcomes).hasSize(10);
    Metrics metrics = reading(outcomes.get(3L));
    assertThat(metrics)
        .usingRecursiveComparison()
        .ignoringFields("raw")
        .isEqualTo(
            new Metrics(
                EnumSet.complementOf(EnumSet.of(Metric.IMPRESSIONS, Metric.CLICKS)).stream()
                    .collect(Collectors.toMap(Function.identity(), metric -> 7L)),
                new JsonObject()));
    assertThat(metrics.raw().getJsonArray("data")).hasSize(7);
    assertThat(world.graph.seen).hasSize(1);
    FakePlatform.Seen asked = world.graph.seen.get(0);
    assertThat(asked.uri()).isEqualTo("/");
    assertThat(asked.form())
        .containsEntry("access_token", account.accessToken())
        .containsEntry("include_headers", "false");
    assertThat(asked.parts().get(0)).isEqualTo("v25.0/17901/insights?metric=" + SAFE);
  }

  @Test
  void whatIsNotGivenIsNullAndACounterMayFall() {
    world.graph.sayParts(
        url ->
            new JsonObject(
                """
                {"data": [
                  {"name": "likes", "total_value": {"value": 12}},
                  {"name": "reach", "values": [{"value": 0}]},
                  {"name": "views", "values": [{"value": null}]},
                  {"name": "shares", "values": []},
                  {"name": "comments", "values": [{"value": "1,204"}]},
                  {"name": "saved", "values": [{"value": 9007199254740993}]},
                  {"name": "new_metric", "values": [{"value": 5}]}
                ]}\
                """));
    Metrics first = reading(answered(posts(1, "IMAGE")).get(1L));
    assertThat(first.count(Metric.LIKES)).isEqualTo(12);
    assertThat(first.count(Metric.REACH)).isZero();
    assertThat(first.count(Metric.VIEWS)).isNull();
    assertThat(first.count(Metric.SHARES)).isNull();
    assertThat(first.count(Metric.COMMENTS)).isNull();
    assertThat(first.count(Metric.SAVES)).isNull();
    assertThat(first.count(Metric.TOTAL_INTERACTIONS)).isNull();

    world.graph.sayParts(url -> insights(url, 11));
    assertThat(reading(answered(posts(1, "IMAGE")).get(1L)).count(Metric.LIKES)).isEqualTo(11);
  }

  @Test
  void noDataYetIsNotZero() {
    world.graph.sayParts(url -> new JsonObject().put("data", new JsonArray()));

    assertThat(answered(posts(1, "IMAGE")).get(1L))
        .isEqualTo(new PostOutcome.Unknown<>("no data yet"));
  }

  @Test
  void aPartThePlatformDidNotGetToIsUnknownAndTheOthersAreGood() {
    world.graph.sayParts(url -> url.contains("17902") ? null : insights(url, 7));

    var outcomes = answered(posts(3, "IMAGE"));

    assertThat(outcomes.get(2L)).isInstanceOf(PostOutcome.Unknown.class);
    reading(outcomes.get(1L));
    reading(outcomes.get(3L));
  }

  @Test
  void anArrayThatIsTooShortLeavesTheRestUnknown() {
    world.graph.say(200, "[{\"code\":200,\"body\":\"{\\\"data\\\":[\"}]");

    assertThat(answered(posts(2, "IMAGE")).values())
        .hasSize(2)
        .allMatch(outcome -> outcome instanceof PostOutcome.Unknown);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>502</html>", "[{\"code\":200,\"body\":", "", "true", "{}"})
  void anAnswerThatCannotBeReadSaysNothingOfAnyPost(String body) {
    world.graph.say(200, body);

    assertThat(read(posts(2, "IMAGE"))).isInstanceOf(CallOutcome.Transient.class);
  }
}
