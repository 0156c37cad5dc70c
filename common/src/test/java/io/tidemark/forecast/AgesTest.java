package io.tidemark.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgesTest {

  @Test
  void aDayHasThirtyOneAgesFromThreeMinutesOn() {
    Ages ages = Ages.upTo(Duration.ofDays(1));

    assertThat(ages.size()).isEqualTo(32);
    assertThat(ages.toArray()).startsWith(0, 3, 4, 5, 6, 8).endsWith(1000, 1200, 1440);
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 7, 12, 25, 48, 168, 720})
  void agesIncreaseToTheHorizonWhateverItIs(int hours) {
    Ages ages = Ages.upTo(Duration.ofHours(hours));

    assertThat(ages.horizon()).isEqualTo(Duration.ofHours(hours));
    for (int age = 2; age < ages.size(); age++) {
      assertThat(ages.minutes(age) / ages.minutes(age - 1)).isBetween(1.05, 1.41);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT5H59M", "P31D", "PT-1H"})
  void aHorizonThatIsTooShortOrTooLongIsRefused(Duration horizon) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ages.upTo(horizon))
        .withMessageContaining("from 6 hours to 30 days");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 0",
    "1.5, 3",
    "2, 3",
    "59.5, 60",
    "60.4, 60",
    "67.4, 60",
    "67.5, 75",
    "74, 75",
    "1100, 1200",
    "1410, 1200",
    "1412, 1440",
    "1000000, 1440"
  })
  void anAgeCountsAsTheNearest(double age, double nearest) {
    Ages ages = Ages.upTo(Duration.ofDays(1));

    assertThat(ages.minutes(ages.indexAt(age))).isEqualTo(nearest);
  }
}
