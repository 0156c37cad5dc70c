package io.tidemark.forecast.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.forecast.AdaptivePolicy;
import io.tidemark.forecast.Ages;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.Reading;
import io.tidemark.forecast.ShippedModel;
import io.tidemark.forecast.Streams;
import io.tidemark.forecast.Weight;
import io.tidemark.forecast.curves.RecordedCurve;
import io.tidemark.forecast.replay.AdaptiveRule;
import io.tidemark.forecast.replay.FixedLadder;
import io.tidemark.forecast.replay.PolicyScore;
import io.tidemark.forecast.replay.Replay;
import io.tidemark.forecast.replay.SampledCurves;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PollingPlanTest {

  private static final GrowthModel SHIPPED = ShippedModel.tweets();

  private static final PollingPlan PLAN = plan(SHIPPED, Weight.BALANCED, 1);

  private static PollingPlan plan(GrowthModel model, Weight weight, long seed) {
    return PollingPlan.of(
        model,
        weight,
        p25 -> Map.of("twice", FixedLadder.of(List.of(Duration.ofHours(1), Duration.ofHours(24)))),
        seed);
  }

  @ParameterizedTest
  @EnumSource
  void dearerPollsAreNotMoreAndMissNotLess(Weight weight) {
    List<PlanPoint> points = plan(Streams.model(3, 12, 5), weight, 1).points();

    for (int i = 1; i < points.size(); i++) {
      PlanPoint cheaper = points.get(i - 1);
      PlanPoint dearer = points.get(i);
      assertThat(dearer.price()).isGreaterThan(cheaper.price());
      assertThat(dearer.polls()).isLessThanOrEqualTo(cheaper.polls());
      assertThat(dearer.days()).isBetween(0.0, cheaper.days());
      assertThat(dearer.error()).isGreaterThanOrEqualTo(cheaper.error());
      assertThat(dearer.meanError()).isGreaterThanOrEqualTo(cheaper.meanError());
    }
    assertThat(points.getLast().polls()).isZero();
  }

  @Test
  void theSameSeedGivesTheSamePlan() {
    GrowthModel model = Streams.model(3, 12, 5);
    PollingPlan one = plan(model, Weight.EACH, 1);
    PollingPlan again = plan(model, Weight.EACH, 1);

    assertThat(again.points()).isEqualTo(one.points());
    assertThat(again.rules()).isEqualTo(one.rules());
  }

  @Test
  void aPlanIsNearThatOfAnotherSeed() {
    PlanPoint one = PLAN.withPolls(3);
    PlanPoint other = plan(SHIPPED, Weight.BALANCED, 2).atPrice(one.price());

    assertThat(other).isNotEqualTo(one);
    assertThat(other.polls()).isCloseTo(3, within(0.3));
    assertThat(other.error()).isCloseTo(one.error(), within(0.3 * one.error()));
  }

  @Test
  void pricesPollsAndErrorsNameTheSamePoint() {
    for (double polls : new double[] {0.3, 1.5, 2.25, 4}) {
      PlanPoint point = PLAN.withPolls(polls);

      assertThat(point.polls()).isCloseTo(polls, within(1e-6));
      assertThat(PLAN.atPrice(point.price()).polls()).isCloseTo(polls, within(1e-6));
      assertThat(PLAN.missing(point.error()).polls()).isCloseTo(polls, within(1e-6));
      assertThat(PLAN.within(each -> 7 * each.polls(), 7 * polls).polls())
          .isCloseTo(polls, within(1e-6));
    }
  }

  @Test
  void whatIsBeyondThePlanIsItsEnd() {
    assertThat(PLAN.withPolls(1_000)).isEqualTo(PLAN.points().getFirst());
    assertThat(PLAN.missing(0)).isEqualTo(PLAN.points().getFirst());
    assertThat(PLAN.missing(5)).isEqualTo(PLAN.points().getLast());
    assertThat(PLAN.within(point -> 1 + point.polls(), 0.5)).isEqualTo(PLAN.points().getLast());
  }

  @Test
  void moreMoneyMissesLess() {
    double error = 1;
    for (double polls = 0.5; polls < 5; polls += 0.5) {
      PlanPoint point = PLAN.within(PlanPoint::polls, polls);

      assertThat(point.error()).isLessThan(error);
      error = point.error();
    }
  }

  @Test
  void aRuleOfTheClockIsReplayedOnTheSamePosts() {
    PlanPoint twice = PLAN.rules().get("twice");

    assertThat(twice.polls()).isCloseTo(2, within(1e-9));
    // 23 hours lie between both polls.
    assertThat(twice.days()).isCloseTo(1 + 23 / 24.0, within(1e-9));
    assertThat(twice.error()).isGreaterThan(PLAN.withPolls(2).error());
    assertThat(twice.price()).isNaN();
  }

  @Test
  void pollsAndErrorsAreNearThoseOfManyDrawnCurves() {
    var random = new SplittableRandom(9);
    var curves =
        new SampledCurves(
            IntStream.range(0, 600).mapToObj(i -> curve(random)).toList(), Duration.ofDays(1));
    for (double price : new double[] {0.01, 0.03}) {
      var rule = new AdaptiveRule(AdaptivePolicy.of(SHIPPED, Weight.BALANCED, price));
      PolicyScore score = Replay.of(curves, rule, SHIPPED, () -> {}).score();
      PlanPoint point = PLAN.atPrice(price);

      assertThat(point.polls()).isCloseTo(score.polls(), within(0.1 * score.polls()));
      assertThat(point.meanError())
          .isCloseTo(score.along().mean(), within(0.25 * score.along().mean()));
    }
  }

  private static RecordedCurve curve(SplittableRandom random) {
    long[] counts = Streams.post(SHIPPED, random);
    return RecordedCurve.ofReadings(
        "drawn",
        IntStream.range(1, counts.length)
            .mapToObj(age -> new Reading(Ages.ofMinutes(SHIPPED.ages().minutes(age)), counts[age]))
            .toList());
  }
}
