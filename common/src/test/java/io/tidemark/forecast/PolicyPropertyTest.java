package io.tidemark.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;

/** What holds for every model, price and post. */
class PolicyPropertyTest {

  private static final Duration DAY = Duration.ofDays(1);

  @Property(tries = 40)
  void nothingIsScheduledInThePast(
      @ForAll @LongRange(min = 0, max = 1_000) long seed,
      @ForAll @Scale(4) @DoubleRange(min = 0.0005, max = 0.5) double price,
      @ForAll Weight weight,
      @ForAll @IntRange(min = 0, max = 3_000) int lateByMinutes) {
    GrowthModel model = Streams.model(3, 8, seed);
    var policy = AdaptivePolicy.of(model, weight, price);
    long[] post = Streams.post(model, new SplittableRandom(seed));
    Belief belief = Belief.prior(model);
    Duration now = Duration.ZERO;

    while (policy.next(belief, now) instanceof NextPoll.At at) {
      assertThat(at.age()).isGreaterThan(now).isGreaterThan(belief.age()).isLessThanOrEqualTo(DAY);
      assertThat(at.worth()).isPositive();
      now = at.age().plusMinutes(lateByMinutes);
      belief = belief.after(new Reading(now, Streams.at(model, post, now)));
    }
  }

  @Property(tries = 20)
  void theSameReadingsGiveTheSameDecisions(
      @ForAll @LongRange(min = 0, max = 1_000) long seed, @ForAll Weight weight) {
    assertThat(polls(seed, weight, 0.01)).isEqualTo(polls(seed, weight, 0.01));
  }

  @Property(tries = 20)
  void dearerPollsAreNotMade(
      @ForAll @LongRange(min = 0, max = 1_000) long seed,
      @ForAll Weight weight,
      @ForAll @Scale(4) @DoubleRange(min = 0.001, max = 0.1) double price) {
    assertThat(polls(seed, weight, 2 * price).size())
        .isLessThanOrEqualTo(polls(seed, weight, price).size());
  }

  /** The ages of all polls of 200 posts. */
  private static List<Duration> polls(long seed, Weight weight, double price) {
    GrowthModel model = Streams.model(3, 8, seed);
    var policy = AdaptivePolicy.of(model, weight, price);
    var random = new SplittableRandom(seed);
    List<Duration> polls = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      long[] post = Streams.post(model, random);
      Belief belief = Belief.prior(model);
      while (policy.next(belief, belief.age()) instanceof NextPoll.At at) {
        polls.add(at.age());
        belief = belief.after(new Reading(at.age(), Streams.at(model, post, at.age())));
      }
    }
    return polls;
  }

  /** Of a post whose cell is known, so that the tables can be read through a belief. */
  @Property(tries = 20)
  void theTablesAreMonotone(
      @ForAll @LongRange(min = 0, max = 1_000) long seed,
      @ForAll Weight weight,
      @ForAll @Scale(4) @DoubleRange(min = 0.001, max = 0.1) double price) {
    GrowthModel model = oneCell(Streams.model(3, 8, seed));
    Belief belief = Belief.prior(model);
    var cheap = PolicyTables.build(model, weight, price);
    var dear = PolicyTables.build(model, weight, 2 * price);
    int size = model.ages().size();

    for (int age = 0; age < size - 1; age++) {
      assertThat(cheap.stop(belief, age)).isGreaterThanOrEqualTo(cheap.stop(belief, age + 1));
      assertThat(dear.stop(belief, age)).isEqualTo(cheap.stop(belief, age));
      for (int later = age + 1; later < size; later++) {
        assertThat(dear.next(belief, age, later)).isGreaterThan(cheap.next(belief, age, later));
      }
    }
    assertThat(planned(model, dear, belief)).isLessThanOrEqualTo(planned(model, cheap, belief));
  }

  private static GrowthModel oneCell(GrowthModel model) {
    double[] shares = new double[model.ages().size()];
    for (int age = 0; age < shares.length; age++) {
      shares[age] = model.shareAt(1, age);
    }
    return new GrowthModel(
        model.ages(),
        new double[][] {shares},
        new double[] {1},
        new double[] {model.level(5)},
        new double[] {1},
        1,
        "one cell",
        null);
  }

  private static int planned(GrowthModel model, PolicyTables tables, Belief belief) {
    int polls = 0;
    int age = 0;
    while (age < model.ages().size() - 1) {
      int best = age;
      double least = tables.stop(belief, age);
      for (int later = age + 1; later < model.ages().size(); later++) {
        double cost = tables.next(belief, age, later);
        if (cost < least) {
          least = cost;
          best = later;
        }
      }
      if (best == age) {
        return polls;
      }
      polls++;
      age = best;
    }
    return polls;
  }

  @Property(tries = 40)
  void higherCountersAreNeverBelievedToGrowLess(
      @ForAll @LongRange(min = 0, max = 1_000) long seed,
      @ForAll @IntRange(min = 0, max = 500) int count,
      @ForAll @IntRange(min = 1, max = 1_000) int minutes) {
    GrowthModel model = Streams.model(1, 12, seed);
    Duration age = Duration.ofMinutes(minutes);

    assertThat(expected(model, age, count + 10))
        .isGreaterThanOrEqualTo(expected(model, age, count));
  }

  private static double expected(GrowthModel model, Duration age, long count) {
    return Belief.of(model, List.of(new Reading(age, count))).expectedGrowth(age, DAY);
  }
}
