package io.tidemark.tracker.tweets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.tracker.tweets.Snapshot.Origin;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What follows from one reading to the next, counter by counter. */
class SnapshotTest {

  private static final Instant TEN = Instant.parse("2026-11-02T10:00:00Z");
  private static final Instant ELEVEN = TEN.plusSeconds(3_600);
  private static final Instant TEN_PAST_ELEVEN = ELEVEN.plusSeconds(600);

  private static Counters likes(@Nullable Long likes) {
    return new Counters(0L, 0L, likes, 0L, 0L, 0L);
  }

  private static Snapshot following(Latest before, Counters reading, Instant at) {
    return Snapshot.following(1, before, Origin.POLL, 1, reading, at);
  }

  private static Latest after(Counters first, Counters... more) {
    Latest latest = Latest.of(first, TEN);
    for (Counters reading : more) {
      latest = following(latest, reading, ELEVEN).latest();
    }
    return latest;
  }

  /** Each counter that makes up the engagement, with a way to leave it out of a reading. */
  static Stream<Arguments> engaged() {
    return Stream.of(
        Arguments.of(
            "retweets", (Function<Long, Counters>) n -> new Counters(n, 0L, 0L, 0L, 0L, 0L)),
        Arguments.of(
            "replies", (Function<Long, Counters>) n -> new Counters(0L, n, 0L, 0L, 0L, 0L)),
        Arguments.of("likes", (Function<Long, Counters>) n -> new Counters(0L, 0L, n, 0L, 0L, 0L)),
        Arguments.of(
            "quotes", (Function<Long, Counters>) n -> new Counters(0L, 0L, 0L, n, 0L, 0L)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("engaged")
  void aRateIsOverTheTimeSinceItsCounterWasGiven(String name, Function<Long, Counters> reading) {
    Latest before = after(reading.apply(1_000L), reading.apply(null));

    Snapshot next = following(before, reading.apply(2_000L), TEN_PAST_ELEVEN);

    assertThat(next.velocity()).isCloseTo(1_000 * 60 / 70.0, within(1e-9));
    assertThat(next.deltas()).isEqualTo(reading.apply(1_000L));
    assertThat(next.carriedEngagement()).isNull();
    assertThat(next.latest()).isEqualTo(Latest.of(reading.apply(2_000L), TEN_PAST_ELEVEN));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("engaged")
  void whatASnapshotLacksIsCarried(String name, Function<Long, Counters> reading) {
    Latest before = after(reading.apply(1_000L));

    Snapshot next = following(before, reading.apply(null), ELEVEN);

    assertThat(next.counters()).isEqualTo(reading.apply(null));
    assertThat(next.carriedEngagement()).isEqualTo(1_000);
    assertThat(next.latest().counters()).isEqualTo(reading.apply(1_000L));
    assertThat(next.velocity()).as("the others stood still").isZero();
  }

  @Test
  void countersOfDifferentAgesHaveTheirOwnRates() {
    Latest before =
        after(
            new Counters(10L, null, 100L, 0L, 9_000L, null),
            new Counters(20L, 5L, null, null, null, null));

    Snapshot next =
        following(before, new Counters(30L, 15L, 170L, 7L, 9_700L, 1L), TEN_PAST_ELEVEN);

    // 20 in 10 minutes, 77 in 70.
    assertThat(next.velocity()).isCloseTo(120 + 66, within(1e-9));
    assertThat(next.deltas()).isEqualTo(new Counters(10L, 10L, 70L, 7L, 700L, null));
  }

  @Test
  void aCounterThatIsGivenForTheFirstTimeHasNoRate() {
    Snapshot next = following(after(likes(null)), likes(5_000L), ELEVEN);

    assertThat(next.velocity()).isZero();
    assertThat(next.deltas().likes()).isNull();
  }

  @Test
  void snapshotsWithinASecondHaveNoRate() {
    Latest before = after(likes(100L));

    assertThat(following(before, likes(200L), TEN.plusMillis(999)).velocity()).isNull();
    assertThat(following(before, likes(200L), TEN.plusMillis(1_000)).velocity())
        .isEqualTo(360_000.0);
    assertThat(following(before, likes(200L), TEN.minusSeconds(60)).at())
        .isEqualTo(TEN.plusNanos(1_000));
  }

  @Test
  void aRateIsOverTheTimeSinceTheLastBelievedSnapshot() {
    Snapshot next =
        Snapshot.following(1, after(likes(100L)), ELEVEN, Origin.POLL, 2, likes(200L), ELEVEN);

    assertThat(next.at()).isEqualTo(ELEVEN.plusNanos(1_000));
    assertThat(next.velocity()).isCloseTo(100, within(1e-3));
  }

  @Test
  void onlyCountersThatAreOlderThanTheSnapshotAreNamed() {
    assertThat(after(likes(1L)).older()).isNull();
    assertThat(after(likes(null)).older()).as("never given").isNull();
    assertThat(after(likes(1L), likes(null)).older())
        .isEqualTo(
            "{\"like_count\":\"2026-11-02T10:00:00Z\",\"captured_at\":\"2026-11-02T11:00:00Z\"}");
    assertThat(List.of(after(likes(1L), Counters.NONE).older().split(",")))
        .as("all six and the reading's")
        .hasSize(7);
  }
}
