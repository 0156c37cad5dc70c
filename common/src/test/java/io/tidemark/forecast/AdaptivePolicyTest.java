package io.tidemark.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdaptivePolicyTest {

  private static final GrowthModel MODEL = Streams.model(2, 6, 3);

  @ParameterizedTest
  @CsvSource({"EACH, 0.03", "BALANCED, 0.01", "BALANCED, 0.1", "VOLUME, 0.004"})
  void decidesAsTheSlowReferenceDoes(Weight weight, double price) {
    var reference = new SlowReference(MODEL, weight, price);
    var policy = AdaptivePolicy.of(MODEL, weight, price);
    var random = new SplittableRandom(5);

    for (int i = 0; i < 20; i++) {
      long[] post = Streams.post(MODEL, random);
      List<Integer> ages = new ArrayList<>();
      Belief belief = Belief.prior(MODEL);
      int age = 0;
      while (true) {
        int[] read = ages.stream().mapToInt(Integer::intValue).toArray();
        long[] counts = ages.stream().mapToLong(at -> post[at]).toArray();
        double[] posterior = reference.posterior(read, counts);
        for (int cell = 0; cell < posterior.length; cell++) {
          assertThat(belief.probability(cell)).isEqualTo(posterior[cell], within(1e-9));
        }
        int expected = reference.next(posterior, age);
        NextPoll next = policy.next(belief, belief.age());
        if (!(next instanceof NextPoll.At at)) {
          assertThat(expected).isEqualTo(-1);
          break;
        }
        assertThat(at.age()).isEqualTo(Ages.ofMinutes(MODEL.ages().minutes(expected)));
        age = expected;
        ages.add(age);
        belief = belief.after(new Reading(at.age(), post[age]));
      }
    }
  }

  @Test
  void believesAsTheSlowReferenceDoesWhenCountersFall() {
    var reference = new SlowReference(MODEL, Weight.BALANCED, 0.01);
    var random = new SplittableRandom(6);

    for (int i = 0; i < 20; i++) {
      int[] ages = {3, 9, 14, 18, 21, 25, 28};
      long[] counts = new long[ages.length];
      Belief belief = Belief.prior(MODEL);
      for (int at = 0; at < ages.length; at++) {
        counts[at] = Math.max(0, (at == 0 ? 0 : counts[at - 1]) + random.nextInt(-15, 20));
        belief =
            belief.after(new Reading(Ages.ofMinutes(MODEL.ages().minutes(ages[at])), counts[at]));
      }
      double[] posterior = reference.posterior(ages, counts);
      for (int cell = 0; cell < posterior.length; cell++) {
        // No cell becomes impossible to a belief, however unlikely what was read.
        assertThat(belief.probability(cell)).isEqualTo(posterior[cell], within(1e-6));
      }
    }
  }

  @Test
  void aPostThatNeverMovesStopsAndSaysWhatIsLost() {
    var policy = AdaptivePolicy.of(MODEL, Weight.BALANCED, 0.02);
    Belief belief = Belief.prior(MODEL);
    for (int hours = 1; hours <= 10; hours++) {
      belief = belief.after(new Reading(Duration.ofHours(hours), 0));
    }

    NextPoll next = policy.next(belief, belief.age());

    assertThat(next.word()).isEqualTo("not_worth_a_poll");
    assertThat(next)
        .isInstanceOfSatisfying(
            NextPoll.NotWorthAPoll.class,
            stop -> {
              assertThat(stop.loss()).isBetween(0.0, 1.0);
              assertThat(stop.growth()).isBetween(0.0, 1.0);
            });
  }

  @Test
  void aStoppedPostThatMovedIsWorthAPollAgain() {
    var policy = AdaptivePolicy.of(MODEL, Weight.BALANCED, 0.02);
    Belief stopped = Belief.of(MODEL, List.of(new Reading(Duration.ofHours(6), 0)));
    assertThat(policy.next(stopped, stopped.age())).isInstanceOf(NextPoll.NotWorthAPoll.class);

    Belief moved = stopped.after(new Reading(Duration.ofHours(7), 40));

    assertThat(policy.next(moved, moved.age())).isInstanceOf(NextPoll.At.class);
  }

  @Test
  void aPostAtTheHorizonIsNotPolled() {
    var policy = AdaptivePolicy.of(MODEL, Weight.EACH, 1e-5);
    Belief belief = Belief.of(MODEL, List.of(new Reading(Duration.ofHours(20), 900)));

    assertThat(policy.next(belief, Duration.ofHours(24)).word()).isEqualTo("horizon_reached");
    assertThat(policy.next(belief, Duration.ofDays(3)).word()).isEqualTo("horizon_reached");
  }

  @Test
  void anAnswerWithoutACounterOnlyLetsTimePass() {
    var policy = AdaptivePolicy.of(MODEL, Weight.BALANCED, 0.005);
    Belief belief = Belief.of(MODEL, List.of(new Reading(Duration.ofHours(1), 30)));
    Duration absent = Duration.ofHours(5);

    assertThat(policy.next(belief, absent))
        .isInstanceOfSatisfying(
            NextPoll.At.class, at -> assertThat(at.age()).isGreaterThan(absent));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void aPriceThatIsNoneIsRefused(double price) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AdaptivePolicy.of(MODEL, Weight.EACH, price))
        .withMessageContaining("the price of a poll must be above zero");
  }

  @Test
  void theTablesOfTheShippedModelTakeLessThanAMegabyte() {
    assertThat(AdaptivePolicy.of(ShippedModel.tweets(), Weight.BALANCED, 0.01).bytes())
        .isLessThan(1 << 20);
  }
}
