package io.tidemark.tracker.forecasts;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.Horizons;
import io.tidemark.forecast.Reading;
import io.tidemark.forecast.ShippedModel;
import io.tidemark.forecast.Streams;
import io.tidemark.tracker.forecasts.EngagementForecast.Bounds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GrowthEstimateTest {

  private static final GrowthModel MODEL = ShippedModel.tweets();
  private static final Instant SINCE = Instant.parse("2026-11-02T10:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);

  private static Reading reading(long minutes, long count) {
    return new Reading(Duration.ofMinutes(minutes), count);
  }

  private static GrowthEstimate estimate(Reading... readings) {
    return new GrowthEstimate(MODEL, SINCE, List.of(readings));
  }

  private static List<Long> minutes(List<CurvePoint> curve, boolean estimated) {
    return curve.stream()
        .filter(point -> point.estimated() == estimated)
        .map(point -> point.ageSeconds() / 60)
        .toList();
  }

  @Test
  void readingsStandAmongTheAgesOfTheModel() {
    List<CurvePoint> curve = estimate(reading(10, 5), reading(30, 9), reading(61, 20)).curve(true);

    assertThat(minutes(curve, false)).containsExactly(10L, 30L, 61L);
    assertThat(minutes(curve, true))
        .startsWith(12L, 15L, 18L, 22L, 27L, 33L, 40L, 50L, 75L)
        .endsWith(1_200L, 1_440L);
    assertThat(curve).isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
    assertThat(curve.getFirst().at()).isEqualTo(SINCE.plus(Duration.ofMinutes(10)));
  }

  @Test
  void theCurveEndsWithTheMedianOfTheForecast() {
    var estimate = estimate(reading(0, 2), reading(60, 20), reading(120, 31));

    CurvePoint last = estimate.curve(true).getLast();

    assertThat(last.at()).isEqualTo(estimate.horizonAt()).isEqualTo(SINCE.plus(DAY));
    assertThat(last.totalEngagement()).isEqualTo(Math.round(estimate.atHorizon().median()));
    assertThat(last.of80()).isEqualTo(Bounds.of(estimate.atHorizon().of80().orElseThrow()));
  }

  @Test
  void onlyPointsAfterTheLastReadingHaveIntervals() {
    List<CurvePoint> curve = estimate(reading(10, 5), reading(200, 60)).curve(true);

    for (CurvePoint point : curve) {
      boolean after = point.ageSeconds() > 200 * 60;
      assertThat(point.of80() != null).as(point.toString()).isEqualTo(after);
      assertThat(point.of90() != null).as(point.toString()).isEqualTo(after);
    }
  }

  @Test
  void whatIsDrawnNeverFallsAndLiesInItsIntervals() {
    var random = new SplittableRandom(11);
    for (int i = 0; i < 300; i++) {
      long[] post = Streams.post(MODEL, random);
      List<Reading> readings = new ArrayList<>();
      for (int age = 0; age < post.length; age++) {
        if (random.nextInt(4) == 0) {
          readings.add(
              new Reading(Duration.ofMinutes(Math.round(MODEL.ages().minutes(age))), post[age]));
        }
      }
      CurvePoint before = null;
      for (CurvePoint point : new GrowthEstimate(MODEL, SINCE, readings).curve(true)) {
        if (before != null) {
          assertThat(point.totalEngagement()).isGreaterThanOrEqualTo(before.totalEngagement());
          assertThat(point.at()).isAfter(before.at());
        }
        if (point.of80() != null && point.of90() != null) {
          assertThat(point.totalEngagement())
              .as(readings + " " + point)
              .isBetween(point.of80().from(), point.of80().to());
          assertThat(point.of90().from()).isLessThanOrEqualTo(point.of80().from());
          assertThat(point.of90().to()).isGreaterThanOrEqualTo(point.of80().to());
        }
        before = point;
      }
    }
  }

  @Test
  void withoutReadingsTheCurveIsThatOfAnyTweet() {
    List<CurvePoint> curve = estimate().curve(true);

    assertThat(curve).allMatch(CurvePoint::estimated).hasSize(MODEL.ages().size() - 1);
    assertThat(estimate().readings()).isZero();
  }

  @Test
  void aTweetThatIsGoneEndsWithItsLastReading() {
    List<CurvePoint> curve = estimate(reading(10, 5), reading(61, 20)).curve(false);

    assertThat(curve.getLast().estimated()).isFalse();
    assertThat(minutes(curve, true)).endsWith(40L, 50L);
  }

  @Test
  void readingsAfterTheHorizonStayReadings() {
    List<CurvePoint> curve = estimate(reading(600, 50), reading(2_000, 80)).curve(true);

    assertThat(minutes(curve, false)).containsExactly(600L, 2_000L);
    assertThat(minutes(curve, true)).endsWith(1_440L);
    assertThat(curve).allMatch(point -> point.of80() == null);
  }

  @Test
  void aModelMovedToAnotherHorizonGivesNoIntervals() {
    GrowthModel week = Horizons.move(MODEL, Duration.ofDays(7));

    List<CurvePoint> curve = new GrowthEstimate(week, SINCE, List.of(reading(60, 20))).curve(true);

    assertThat(curve.getLast().at()).isEqualTo(SINCE.plus(Duration.ofDays(7)));
    assertThat(curve).allMatch(point -> point.of80() == null && point.of90() == null);
  }
}
