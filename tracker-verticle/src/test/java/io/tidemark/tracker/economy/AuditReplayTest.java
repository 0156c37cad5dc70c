package io.tidemark.tracker.economy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.forecast.AdaptivePolicy;
import io.tidemark.forecast.Reading;
import io.tidemark.forecast.ShippedModel;
import io.tidemark.forecast.Weight;
import io.tidemark.forecast.curves.RecordedCurve;
import io.tidemark.forecast.replay.Estimate;
import io.tidemark.tracker.economy.AuditReplay.Terms;
import io.tidemark.tracker.economy.ZoneAudit.RuleAudit;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class AuditReplayTest {

  private static final Offset<Double> ROUNDED = within(0.1);
  private static final AdaptivePolicy POLICY =
      AdaptivePolicy.of(ShippedModel.tweets(), Weight.BALANCED, 0.02);
  private static final PollPrice TWITTERAPI = new PollPrice(0.00015, false);

  private static final RecordedCurve STEADY = curve(at(0, 0), at(1_440, 1_440));
  private static final RecordedCurve STILL = curve(at(0, 5), at(1_440, 5));

  private static Reading at(int minutes, long count) {
    return new Reading(Duration.ofMinutes(minutes), count);
  }

  private static RecordedCurve curve(Reading... readings) {
    return RecordedCurve.ofReadings("curve", List.of(readings));
  }

  private static ZoneAudit audit(String inForce, List<RecordedCurve> curves) {
    return AuditReplay.of(curves, new Terms(POLICY, inForce, 10, TWITTERAPI), 1);
  }

  private static RuleAudit rule(String name, RecordedCurve... curves) {
    return audit("ADAPTIVE", List.of(curves)).rule(name).orElseThrow();
  }

  @Test
  void aCadenceMissesWhatComesAfterItsLastPoll() {
    RuleAudit hourly = rule("HOURLY_LOT", STEADY);

    // Six polls until 360 minutes. Then 1,080 × 1,080 / 2 are missed of 1,440 × 1,440.
    assertThat(hourly.pollsPerTweet()).isEqualTo(new Estimate(6, 6, 6));
    assertThat(hourly.errorPercent().value()).isCloseTo(28.1, ROUNDED);
    assertThat(hourly.meanErrorPercent().value()).isCloseTo(28.1, ROUNDED);
    assertThat(hourly.finalErrorPercent().value()).isCloseTo(75, ROUNDED);
    assertThat(hourly.stoppedEarlyPercent().value()).isEqualTo(100);
    assertThat(hourly.usdPerThousand().value()).isCloseTo(0.9, within(1e-9));
  }

  @Test
  void whatATweetArrivedWithCostsNoPoll() {
    RuleAudit hourly = rule("HOURLY_LOT", STILL);

    assertThat(hourly.pollsPerTweet().value()).isEqualTo(2);
    assertThat(hourly.errorPercent().value()).isZero();
    assertThat(hourly.stoppedEarlyPercent().value()).isZero();
  }

  @Test
  void noPollIsBeforeTheArrival() {
    RecordedCurve late = curve(at(150, 40), at(1_440, 40));

    assertThat(rule("HOURLY_LOT", late).pollsPerTweet().value()).isLessThanOrEqualTo(4);
    assertThat(rule("ADAPTIVE", late).finalErrorPercent().value()).isLessThan(30);
  }

  @Test
  void theErrorIsByVolumeAndTheMeanByTweet() {
    RuleAudit hourly = rule("HOURLY_LOT", STEADY, STILL);

    assertThat(hourly.pollsPerTweet().value()).isEqualTo(4);
    assertThat(hourly.errorPercent().value()).isCloseTo(28.1 * 1_440 / 1_445, ROUNDED);
    assertThat(hourly.meanErrorPercent().value()).isCloseTo(14.1, ROUNDED);
    assertThat(hourly.stoppedEarlyPercent()).isEqualTo(new Estimate(50, 0, 100));
  }

  @Test
  void theCadenceInForceComesFirstAndIsJudgedByItsForecasts() {
    List<RecordedCurve> curves =
        IntStream.range(0, 30)
            .mapToObj(i -> curve(at(0, 0), at(60, 4L * i), at(240, 7L * i), at(1_440, 10L * i)))
            .toList();

    ZoneAudit adaptive = audit("ADAPTIVE", curves);
    ZoneAudit tiers = audit("AGE_TIER", curves);

    assertThat(adaptive.rules())
        .extracting(RuleAudit::name)
        .containsExactly("ADAPTIVE", "HOURLY_LOT", "AGE_TIER");
    assertThat(tiers.rules())
        .extracting(RuleAudit::name)
        .containsExactly("AGE_TIER", "ADAPTIVE", "HOURLY_LOT");
    assertThat(tiers.rules()).extracting(RuleAudit::inForce).containsExactly(true, false, false);
    assertThat(tiers.forecasts()).hasSize(6);
    assertThat(tiers.forecasts().getFirst().tweets()).isEqualTo(30);
    assertThat(adaptive.forecasts())
        .allSatisfy(
            forecast ->
                assertThat(forecast.coveredPercent().value())
                    .isBetween(
                        forecast.coveredPercent().lower(), forecast.coveredPercent().upper()));
    assertThat(audit("ADAPTIVE", curves)).as("the same again").isEqualTo(adaptive);
    assertThat(JsonObject.mapFrom(adaptive).mapTo(ZoneAudit.class)).isEqualTo(adaptive);
  }

  @Test
  void aDayWithoutCurvesHasNoRules() {
    assertThat(audit("ADAPTIVE", List.of())).isEqualTo(ZoneAudit.NONE);
  }

  @Test
  void aPlatformThatChargesByTheDayCountsDays() {
    var daily = new PollPrice(0.005, true);
    List<Duration> ages = List.of(Duration.ofHours(1), Duration.ofHours(7), Duration.ofHours(49));

    assertThat(daily.ofPolls(ages)).isCloseTo(0.005 * 2.25, within(1e-12));
    assertThat(daily.ofPolls(List.of())).isZero();
    assertThat(TWITTERAPI.ofPolls(ages)).isCloseTo(3 * 0.00015, within(1e-12));
  }
}
