package io.tidemark.tracker.cadence;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.forecast.AdaptivePolicy;
import io.tidemark.forecast.Ages;
import io.tidemark.forecast.Reading;
import io.tidemark.forecast.ShippedModel;
import io.tidemark.forecast.Weight;
import io.tidemark.tracker.cadence.Decision.Continue;
import io.tidemark.tracker.cadence.Decision.Stop;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.upstream.PostOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AdaptiveScheduleTest {

  private static final Instant CREATED = Instant.parse("2026-11-02T10:00:00Z");

  private static AdaptivePolicy policy(double price) {
    return AdaptivePolicy.of(ShippedModel.tweets(), Weight.BALANCED, price);
  }

  private static final List<AdaptivePolicy> POLICIES =
      List.of(policy(0.001), policy(0.02), policy(10));

  private static Counters likes(long likes) {
    return new Counters(0L, 0L, likes, 0L, null, null);
  }

  private static BeforePoll before(Instant arrivedAt, long likes, Instant roundAt) {
    return new BeforePoll(CREATED, arrivedAt, likes(likes), false, null, roundAt);
  }

  /** Whatever is read, and however late a poll is, the next one lies ahead and before the end. */
  @Property
  void noPollIsScheduledInThePastOrBeyondTheHorizon(
      @ForAll @IntRange(max = 240) int arrivalMinutes,
      @ForAll @Size(min = 1, max = 12) List<@IntRange(max = 5_000) Integer> growth,
      @ForAll @IntRange(max = 7_200) int lateSeconds,
      @ForAll @IntRange(max = 2) int price) {
    AdaptivePolicy policy = POLICIES.get(price);
    Instant arrived = CREATED.plus(Duration.ofMinutes(arrivalMinutes));
    Instant since = GrowthAge.since(CREATED, arrived);
    Instant end = since.plus(policy.model().horizon());
    List<Reading> readings = new ArrayList<>();
    Instant now = arrived;
    long count = 0;
    readings.add(new Reading(Duration.between(since, now), count));
    for (int more : growth) {
      Decision decision =
          Decisions.decide(
              before(arrived, count, now),
              new PostOutcome.Present<>(likes(count + more)),
              AdaptiveSchedule.of(policy, readings),
              now);
      count += more;
      readings.add(new Reading(Duration.between(since, now), count));
      if (!(decision instanceof Continue next)) {
        assertThat(((Stop) decision).reason())
            .isEqualTo(now.isBefore(end) ? StopReason.NOT_WORTH_A_POLL : StopReason.AGE_LIMIT);
        return;
      }
      assertThat(next.nextUpdateAt()).isAfter(now).isBeforeOrEqualTo(end);
      now = next.nextUpdateAt().plusSeconds(lateSeconds);
    }
  }

  @Property(tries = 50)
  void anAnswerWithoutCountersIsAskedForAgainUntilTheHorizon(
      @ForAll @IntRange(max = 1_439) int minutes) {
    Instant now = CREATED.plus(Duration.ofMinutes(minutes));
    var schedule =
        AdaptiveSchedule.of(
            POLICIES.getLast(), List.of(new Reading(Duration.ofMinutes(minutes), 3)));

    Decision decision =
        Decisions.decide(
            before(CREATED, 3, now), new PostOutcome.Unknown<>("no entry"), schedule, now);

    if (decision instanceof Continue next) {
      assertThat(next.nextUpdateAt()).isAfter(now);
    } else {
      assertThat(minutes).isGreaterThanOrEqualTo(24 * 60 - 10);
    }
  }

  @Test
  void viewsAloneAreNoReading() {
    Instant now = CREATED.plus(Duration.ofHours(1));
    var views = new Counters(null, null, null, null, 50_000L, null);
    var schedule = AdaptiveSchedule.of(POLICIES.getLast(), List.of(new Reading(Duration.ZERO, 0)));

    Decision decision = schedule.afterReading(before(CREATED, 0, now), views, now);

    assertThat(decision.word()).isEqualTo("ask_again");
    assertThat(((Continue) decision).nextUpdateAt()).isAfter(now);
  }

  @Test
  void agesCountFromTheArrivalOfTweetsThatArriveYoung() {
    assertThat(GrowthAge.since(CREATED, CREATED.plusSeconds(299)))
        .isEqualTo(CREATED.plusSeconds(299));
    assertThat(GrowthAge.since(CREATED, CREATED.plusSeconds(300))).isEqualTo(CREATED);
  }

  @Test
  void theSampleIsPolledAtEverySecondAgeAndAtTheHorizon() {
    var schedule = new SampledSchedule(Ages.upTo(Duration.ofHours(24)));
    List<Long> ages = new ArrayList<>();
    Instant now = CREATED;
    while (!schedule.isOver(before(CREATED, 0, now), now)) {
      Decision decision =
          schedule
              .next(before(CREATED, 0, now), now)
              .<Decision>map(at -> new Continue(Decision.Why.SAMPLED, at, null))
              .orElseThrow();
      now = ((Continue) decision).nextUpdateAt();
      ages.add(Duration.between(CREATED, now).toMinutes());
    }

    assertThat(ages)
        .containsExactly(
            4L, 6L, 10L, 15L, 22L, 33L, 50L, 75L, 110L, 165L, 240L, 360L, 540L, 810L, 1200L, 1440L);
    assertThat(schedule.afterReading(before(CREATED, 0, now), likes(5), now))
        .isEqualTo(new Stop(StopReason.AGE_LIMIT));
  }
}
