package io.tidemark.tracker.economy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingTest {

  private static final long FIRST = 1_864_500_000_000_000_001L;

  /** Of a chi-squared distribution with 19 degrees of freedom, exceeded once in a thousand. */
  private static final double UNLIKELY = 43.8;

  @Test
  void theChoiceIsTheHashOfTheId() {
    // printf 1864500000000000001 | sha256sum begins da1090a4b6eb8256
    double share = 0xda1090a4b6eb8256L / 0x1p64 + 1;

    assertThat(Sampling.fraction(Long.toString(FIRST))).isCloseTo(share, within(1e-15));
    assertThat(Sampling.isSampled(Long.toString(FIRST), share + 1e-9)).isTrue();
    assertThat(Sampling.isSampled(Long.toString(FIRST), share - 1e-9)).isFalse();
  }

  @Test
  void aShareOfOneTakesAllAndOneOfZeroNone() {
    assertThat(LongStream.range(FIRST, FIRST + 1_000).mapToObj(Long::toString))
        .allMatch(id -> Sampling.isSampled(id, 1))
        .noneMatch(id -> Sampling.isSampled(id, 0));
  }

  @ParameterizedTest(name = "ids {0} apart")
  @ValueSource(longs = {1, 4_096, 4_194_304, 1_000_003_000})
  void idsSpreadEvenly(long apart) {
    int[] parts = new int[20];
    int ids = 20_000;
    for (long i = 0; i < ids; i++) {
      parts[(int) (20 * Sampling.fraction(Long.toString(FIRST + apart * i)))]++;
    }

    double expected = ids / 20.0;
    double chiSquared =
        IntStream.of(parts).mapToDouble(part -> Math.pow(part - expected, 2) / expected).sum();
    assertThat(chiSquared).isLessThan(UNLIKELY);
  }

  @Test
  void aHigherShareKeepsTheTweetsOfALowerOne() {
    assertThat(
            LongStream.range(FIRST, FIRST + 5_000)
                .mapToObj(Long::toString)
                .filter(id -> Sampling.isSampled(id, 0.01)))
        .isNotEmpty()
        .allMatch(id -> Sampling.isSampled(id, 0.02));
  }
}
