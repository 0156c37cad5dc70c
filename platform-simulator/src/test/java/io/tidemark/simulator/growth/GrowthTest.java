package io.tidemark.simulator.growth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GrowthTest {

  private static final Duration WEEK = Duration.ofDays(7);

  @Test
  void countersOfDrawnTweetsNeverFall() {
    drawn(100)
        .forEach(
            growth -> {
              SimulatedCounters before = growth.at(Duration.ofSeconds(-5));
              assertThat(before).isEqualTo(SimulatedCounters.ZERO);
              for (Duration age = Duration.ZERO;
                  age.compareTo(WEEK) < 0;
                  age = age.plusSeconds(29 + age.toSeconds() / 50)) {
                SimulatedCounters now = growth.at(age);
                assertThat(now.retweets()).isGreaterThanOrEqualTo(before.retweets());
                assertThat(now.replies()).isGreaterThanOrEqualTo(before.replies());
                assertThat(now.likes()).isGreaterThanOrEqualTo(before.likes());
                assertThat(now.quotes()).isGreaterThanOrEqualTo(before.quotes());
                assertThat(now.views()).isGreaterThanOrEqualTo(before.views());
                assertThat(now.bookmarks()).isGreaterThanOrEqualTo(before.bookmarks());
                before = now;
              }
            });
  }

  @Test
  void theSameSeedGrowsTheSameWay() {
    Duration age = Duration.ofHours(5);
    for (long seed = 0; seed < 50; seed++) {
      assertThat(CascadeGrowth.draw(seed).at(age)).isEqualTo(CascadeGrowth.draw(seed).at(age));
      assertThat(SmallGrowth.draw(seed).at(age)).isEqualTo(SmallGrowth.draw(seed).at(age));
      assertThat(NoGrowth.draw(seed)).isEqualTo(NoGrowth.draw(seed));
    }
    assertThat(CascadeGrowth.draw(1).at(age)).isNotEqualTo(CascadeGrowth.draw(2).at(age));
  }

  @Test
  void aDeadTweetGetsNothingButViews() {
    SimulatedCounters end = new NoGrowth(40).at(WEEK);

    assertThat(end.engagement()).isZero();
    assertThat(end.bookmarks()).isZero();
    assertThat(end.views()).isBetween(38L, 40L);
  }

  @Test
  void everyCascadeIsLoadedWithoutTheTweetItself() {
    List<RecordedCascade> all = RecordedCascade.all();

    assertThat(all).hasSize(48);
    assertThat(all.stream().mapToInt(RecordedCascade::size).sum()).isEqualTo(190_464 - 48);
    assertThat(all).allMatch(cascade -> cascade.seconds(cascade.size() - 1) <= WEEK.toSeconds());
  }

  /** The medians of the 48 recorded ones: 32 %, 59 % and 85 % (of all 100: 37, 68 and 89 %). */
  @Test
  void cascadesReachTheRealShareOfTheirFinalSizeInTime() {
    assertThat(medianShareAt(Duration.ofHours(1))).isCloseTo(0.32, within(0.05));
    assertThat(medianShareAt(Duration.ofHours(6))).isCloseTo(0.59, within(0.05));
    assertThat(medianShareAt(Duration.ofHours(24))).isCloseTo(0.85, within(0.05));
  }

  @Test
  void theOtherCountersOfACascadeStayInProportion() {
    for (long seed = 0; seed < 50; seed++) {
      RecordedCascade recorded = RecordedCascade.any(new SplittableRandom(seed));
      SimulatedCounters end = CascadeGrowth.draw(seed).at(WEEK);
      double retweets = end.retweets();
      assertThat(end.retweets()).isEqualTo(recorded.size());
      assertThat(end.likes() / retweets).isBetween(4.9, 9.1);
      assertThat(end.replies() / retweets).isBetween(0.29, 0.61);
      assertThat(end.quotes() / retweets).isBetween(0.09, 0.31);
      assertThat(end.views() / retweets).isBetween(197.0, 603.0);
      assertThat(end.bookmarks() / (end.likes() / 5.0)).isBetween(0.19, 0.51);
    }
  }

  @Test
  void smallTweetsHaveAHeavyTail() {
    int[] events =
        LongStream.range(0, 20_000).mapToInt(i -> SmallGrowth.draw(i).events()).toArray();

    for (int n : new int[] {1, 2, 5, 10, 100}) {
      double share = Arrays.stream(events).filter(e -> e >= n).count() / (double) events.length;
      assertThat(share).isCloseTo(1.0 / n, within(0.01));
    }
    assertThat(Arrays.stream(events).max().orElseThrow()).isEqualTo(SmallGrowth.MOST_EVENTS);
  }

  @Test
  void mostReactionsToSmallTweetsAreLikes() {
    long[] sums = new long[4];
    for (long seed = 0; seed < 30; seed++) {
      SimulatedCounters end = SmallGrowth.withEvents(1_000, seed).at(WEEK);
      assertThat(end.engagement()).isEqualTo(1_000);
      sums[0] += end.likes();
      sums[1] += end.retweets();
      sums[2] += end.replies();
      sums[3] += end.quotes();
    }
    assertThat(sums[0] / 30_000.0).isCloseTo(0.75, within(0.01));
    assertThat(sums[1] / 30_000.0).isCloseTo(0.12, within(0.01));
    assertThat(sums[2] / 30_000.0).isCloseTo(0.08, within(0.01));
    assertThat(sums[3] / 30_000.0).isCloseTo(0.05, within(0.01));
  }

  @Test
  void aScriptHoldsItsLastStepAndMayFall() {
    SimulatedCounters high = new SimulatedCounters(5, 0, 50, 0, 900, 0);
    SimulatedCounters low = new SimulatedCounters(5, 0, 48, 0, 950, 0);
    ScriptedGrowth script = ScriptedGrowth.always(high).then(Duration.ofHours(2), low);

    assertThat(script.at(Duration.ofMinutes(119))).isEqualTo(high);
    assertThat(script.at(Duration.ofHours(2))).isEqualTo(low);
    assertThat(script.at(WEEK)).isEqualTo(low);
    assertThatThrownBy(() -> script.then(Duration.ofHours(1), high)).hasMessageContaining("order");
  }

  private static double medianShareAt(Duration age) {
    return IntStream.range(0, 400)
        .mapToObj(CascadeGrowth::draw)
        .mapToDouble(c -> c.at(age).engagement() / (double) c.at(WEEK).engagement())
        .sorted()
        .skip(200)
        .findFirst()
        .orElseThrow();
  }

  private static Stream<Growth> drawn(int seeds) {
    return LongStream.range(0, seeds)
        .boxed()
        .flatMap(s -> Stream.of(NoGrowth.draw(s), SmallGrowth.draw(s), CascadeGrowth.draw(s)));
  }
}
