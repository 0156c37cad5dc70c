package io.tidemark.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BeliefTest {

  private static final GrowthModel MODEL = Streams.model(3, 10, 1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  @Test
  void aCounterThatFellIsNoIncrement() {
    Belief before = Belief.of(MODEL, List.of(new Reading(HOUR, 50)));
    Belief after = before.after(new Reading(HOUR.multipliedBy(2), 40));

    assertThat(probabilities(after)).isEqualTo(probabilities(before));
    assertThat(after.count()).isEqualTo(40);
    assertThat(after.age()).isEqualTo(HOUR.multipliedBy(2));
  }

  @Test
  void growthIsWhatExceedsTheHighestCounter() {
    Belief high = Belief.of(MODEL, List.of(new Reading(HOUR, 50)));
    Belief again = high.after(hours(2, 40)).after(hours(3, 48)).after(hours(4, 50));
    Belief still = high.after(hours(3, 50)).after(hours(4, 50));
    Belief beyond = high.after(hours(2, 40)).after(hours(3, 57));
    Belief grown = high.after(hours(3, 57));

    assertThat(probabilities(again)).isEqualTo(probabilities(still));
    assertThat(probabilities(beyond)).isEqualTo(probabilities(grown));
    assertThat(again.readings()).isEqualTo(4);
    assertThat(beyond.count()).isEqualTo(57);
  }

  private static Reading hours(int hours, long count) {
    return new Reading(HOUR.multipliedBy(hours), count);
  }

  @Test
  void twoReadingsOfOneAgeAreTheHigherOne() {
    Belief belief = Belief.of(MODEL, List.of(new Reading(HOUR, 50), new Reading(HOUR, 40)));

    assertThat(belief.count()).isEqualTo(50);
    assertThat(belief.readings()).isEqualTo(1);
  }

  @Test
  void aReadingBeyondTheHorizonTellsNothingOfTheCell() {
    Belief before = Belief.of(MODEL, List.of(new Reading(DAY, 50)));

    assertThat(probabilities(before.after(new Reading(DAY.multipliedBy(2), 5_000))))
        .isEqualTo(probabilities(before));
  }

  @Test
  void probabilitiesSumToOneWhateverWasRead() {
    Belief belief =
        Belief.of(
            MODEL,
            List.of(
                new Reading(Duration.ofMinutes(1), 0),
                new Reading(Duration.ofMinutes(2), 1L << 40),
                new Reading(HOUR, 3)));

    double sum = 0;
    for (double probability : probabilities(belief)) {
      assertThat(probability).isPositive();
      sum += probability;
    }
    assertThat(sum).isEqualTo(1, within(1e-9));
  }

  @Test
  void aBurstAfterALongStillnessIsBelieved() {
    GrowthModel model = ShippedModel.tweets();
    Belief belief = Belief.prior(model);
    for (int age = 1; age <= 20; age++) {
      belief = belief.after(new Reading(Ages.ofMinutes(model.ages().minutes(age)), 0));
    }

    Belief woken = belief.after(new Reading(Ages.ofMinutes(model.ages().minutes(21)), 2_000));

    double high = 0;
    for (int cell = 0; cell < model.cells(); cell++) {
      high += model.level(cell % model.levels()) >= 1_000 ? woken.probability(cell) : 0;
    }
    assertThat(high).isGreaterThan(0.99);
  }

  @Test
  void aReadingHasNeitherANegativeAgeNorCount() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Reading(HOUR, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Reading(HOUR.negated(), 1));
  }

  private static double[] probabilities(Belief belief) {
    double[] probabilities = new double[MODEL.cells()];
    for (int cell = 0; cell < probabilities.length; cell++) {
      probabilities[cell] = belief.probability(cell);
    }
    return probabilities;
  }
}
