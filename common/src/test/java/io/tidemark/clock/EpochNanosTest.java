package io.tidemark.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EpochNanosTest {

  @Test
  void distancesAreKeptHoweverOftenATimeIsRead() {
    long began = System.nanoTime();
    long first = EpochNanos.of(began);

    for (int read = 1; read < 100_000; read++) {
      assertThat(EpochNanos.of(began + read)).isEqualTo(first + read);
    }
  }

  @Test
  void theTimeIsThatOfTheSystemsClock() {
    long now = EpochNanos.of(System.nanoTime());

    assertThat(TimeUnit.NANOSECONDS.toMillis(now))
        .isCloseTo(Instant.now().toEpochMilli(), org.assertj.core.data.Offset.offset(200L));
  }
}
