package io.tidemark.studio.instagram;

import static io.tidemark.studio.FakePlatform.error;
import static io.tidemark.studio.FakePlatform.insights;
import static io.tidemark.studio.graph.GraphWorld.NOON;
import static io.tidemark.studio.graph.GraphWorld.posts;
import static io.tidemark.studio.graph.GraphWorld.reading;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.studio.platforms.Metric;
import io.tidemark.studio.platforms.StudioSource.PostRef;
import io.tidemark.upstream.PostOutcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Metrics that are refused, and for how long that is remembered. */
@Tag("server")
class InstagramMetricsTest extends InstagramFixture {

  @Test
  void aRefusedMetricAffectsOnePostAndIsNotAskedForAWeek() {
    world.graph.sayParts(
        url ->
            url.contains("17902") && url.contains("views")
                ? error(
                    100,
                    0,
                    "(#100) The Media Insights API does not support the views metric for this"
                        + " media product type.")
                : insights(url, 7));

    var outcomes = answered(posts(3, "VIDEO"));

    assertThat(reading(outcomes.get(1L)).count(Metric.VIEWS)).isEqualTo(7);
    assertThat(reading(outcomes.get(2L)).count(Metric.VIEWS)).isNull();
    assertThat(reading(outcomes.get(2L)).count(Metric.REACH)).isEqualTo(7);
    assertThat(reading(outcomes.get(3L)).count(Metric.VIEWS)).isEqualTo(7);
    assertThat(world.graph.seen).hasSize(2);
    assertThat(world.graph.seen.get(1).parts()).hasSize(1);

    world.clock.advance(Duration.ofDays(7).minusSeconds(1));
    instagram = world.instagram(); // the memory is not that of a process
    answered(posts(3, "VIDEO"));
    assertThat(world.graph.seen).hasSize(3);
    assertThat(world.graph.seen.get(2).parts().get(1)).doesNotContain("views").contains("17902");
    assertThat(world.graph.seen.get(2).parts().get(0)).contains("views");

    world.clock.advance(Duration.ofSeconds(1));
    answered(posts(3, "VIDEO"));
    assertThat(world.graph.seen.get(3).parts().get(1)).contains("views");
  }

  @Test
  void aMetricThatATypeDoesNotHaveIsAskedOfNoneOfItAgain() {
    world.graph.sayParts(
        url ->
            url.contains("saved")
                ? error(
                    100,
                    0,
                    "(#100) metric[1] must be one of the following values: reach, likes, comments,"
                        + " shares, total_interactions, views")
                : insights(url, 7));

    answered(posts(3, "STORY"));
    assertThat(world.graph.seen).hasSize(2);
    answered(List.of(new PostRef(9, "99", "STORY", NOON), new PostRef(10, "98", "IMAGE", NOON)));

    assertThat(world.graph.seen.get(2).parts().get(0)).doesNotContain("saved");
    assertThat(world.graph.seen.get(2).parts().get(1)).contains("saved");
  }

  @Test
  void aRefusalThatNamesNoMetricIsFoundByHalves() {
    world.graph.sayParts(
        url ->
            url.contains("shares")
                ? error(100, 0, "(#100) The value must be a valid insights metric")
                : insights(url, 7));

    var outcomes = answered(posts(5, "IMAGE"));

    assertThat(outcomes.values()).hasSize(5);
    outcomes
        .values()
        .forEach(
            outcome -> {
              assertThat(reading(outcome).count(Metric.SHARES)).isNull();
              assertThat(reading(outcome).count(Metric.VIEWS)).isEqualTo(7);
              assertThat(reading(outcome).count(Metric.SAVES)).isEqualTo(7);
            });
    assertThat(world.app.sql("select subject, metric from studio_capabilities"))
        .extracting(row -> row.getString(0) + " " + row.getString(1))
        .anyMatch(refusal -> refusal.matches("account:[0-9]+:IMAGE shares"))
        .doesNotContain("IMAGE shares");
  }

  @Test
  void aMediaThatRefusesEveryMetricIsRefused() {
    world.graph.sayParts(
        url ->
            url.contains("17901")
                ? error(100, 0, "(#100) The value must be a valid insights metric")
                : insights(url, 7));

    var outcomes = answered(posts(2, "IMAGE"));

    assertThat(outcomes.get(1L)).isInstanceOf(PostOutcome.Refused.class);
    reading(outcomes.get(2L));
  }
}
