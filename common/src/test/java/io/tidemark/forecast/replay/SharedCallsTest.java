package io.tidemark.forecast.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.forecast.Reading;
import io.tidemark.forecast.replay.SharedCalls.Cost;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedCallsTest {

  private static final List<List<Reading>> TWO_POLLS =
      List.of(List.of(new Reading(Duration.ofHours(1), 1), new Reading(Duration.ofHours(20), 2)));

  @Test
  void aBusyStreamMakesACallAMinute() {
    Cost cost = new SharedCalls(1_000, 5, Duration.ofMinutes(1), 1).of(TWO_POLLS, () -> {});

    assertThat(cost.calls()).isBetween(50.0, 62.0);
    assertThat(cost.twitterapiUsd()).isEqualTo(2 * 1_000 * 0.00015, within(1e-9));
  }

  @Test
  void aLongerDelaySharesMore() {
    Cost cost = new SharedCalls(1_000, 5, Duration.ofMinutes(5), 1).of(TWO_POLLS, () -> {});

    assertThat(cost.calls()).isBetween(19.0, 30.0);
  }

  @Test
  void aQuietStreamMakesACallForEachLot() {
    Cost cost = new SharedCalls(5, 5, Duration.ofMinutes(1), 1).of(TWO_POLLS, () -> {});

    assertThat(cost.calls()).isBetween(370.0, 400.0);
  }

  @Test
  void everyPostIsChecked() {
    var checks = new AtomicInteger();
    new SharedCalls(10, 1, Duration.ofMinutes(1), 1).of(TWO_POLLS, checks::incrementAndGet);

    assertThat(checks).hasValue(240);
  }

  @Test
  void xChargesAPostOnceInADay() {
    List<List<Reading>> often =
        List.of(
            List.of(
                new Reading(Duration.ofMinutes(1), 1),
                new Reading(Duration.ofMinutes(2), 1),
                new Reading(Duration.ofMinutes(3), 1)));

    assertThat(new SharedCalls(1_000, 1, Duration.ofMinutes(1), 1).of(often, () -> {}).xUsd())
        .isBetween(5.0, 5.1);
  }
}
