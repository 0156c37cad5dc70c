package io.tidemark.jobs;

import static io.tidemark.jobs.Watermark.ADVANCE_EVERY;
import static io.tidemark.jobs.Watermark.MARGIN;
import static io.tidemark.jobs.Watermark.NONE;
import static io.tidemark.jobs.Watermark.UNBOUNDED_AT_LEAST_EVERY;
import static io.tidemark.jobs.Watermark.UNBOUNDED_EVERY;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatermarkTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final long UNBOUNDED = UNBOUNDED_EVERY.toNanos();

  private final Watermark watermark = new Watermark();

  @ParameterizedTest
  @ValueSource(longs = {0, -5_000_000_000_000L, Long.MAX_VALUE - 10, Long.MIN_VALUE + 10})
  void theFirstLookIsUnboundedAndEveryFiveSecondsAnother(long start) {
    assertThat(watermark.from(NOON, start)).isEqualTo(NONE);
    watermark.advance(null, NOON);

    assertThat(watermark.from(NOON, start + 1)).isNotEqualTo(NONE);
    assertThat(watermark.from(NOON, start + UNBOUNDED - 1)).isNotEqualTo(NONE);
    assertThat(watermark.from(NOON, start + UNBOUNDED)).isEqualTo(NONE);
    assertThat(watermark.from(NOON, start + UNBOUNDED + 1)).isNotEqualTo(NONE);
    assertThat(watermark.from(NOON, start + 2 * UNBOUNDED)).isEqualTo(NONE);
  }

  @Test
  void unboundedLooksTakeAFiftiethOfTheTimeAtMost() {
    Duration took = Duration.ofMillis(200);

    watermark.from(NOON, 0);
    watermark.sawAll(took.toNanos());
    watermark.advance(null, NOON);

    assertThat(watermark.from(NOON, took.multipliedBy(50).toNanos() - 1)).isNotEqualTo(NONE);
    assertThat(watermark.from(NOON, took.multipliedBy(50).toNanos())).isEqualTo(NONE);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 30, 3_600, Integer.MAX_VALUE})
  void unboundedLooksAreNeverLongInComingHoweverLongTheyTake(long seconds) {
    watermark.from(NOON, 0);
    watermark.sawAll(Duration.ofSeconds(seconds).toNanos());
    watermark.advance(null, NOON);

    assertThat(watermark.from(NOON, UNBOUNDED_AT_LEAST_EVERY.toNanos())).isEqualTo(NONE);
  }

  @Test
  void inABacklogItReadsOnAndThenAgain() {
    watermark.from(NOON, 0);
    watermark.advance(NOON.minusSeconds(600), NOON);

    watermark.readOnFrom(NOON.minusSeconds(500));
    assertThat(watermark.from(NOON, 1)).isEqualTo(NOON.minusSeconds(500));

    assertThat(watermark.readAgain()).isTrue();
    assertThat(watermark.from(NOON, 2)).isEqualTo(NOON.minusSeconds(600));
    assertThat(watermark.readAgain()).as("nothing was passed over since").isFalse();
  }

  @Test
  void inABacklogItGoesBackToATimerThatWasFoundBelowIt() {
    watermark.from(NOON, 0);
    watermark.advance(NOON.minusSeconds(600), NOON);
    watermark.readOnFrom(NOON.minusSeconds(500));

    watermark.lower(NOON.minusSeconds(550));

    assertThat(watermark.from(NOON, 1)).isEqualTo(NOON.minusSeconds(550));
  }

  @Test
  void itStandsAtTheOldestUnfinishedTimer() {
    watermark.from(NOON, 0);

    watermark.advance(NOON.minusSeconds(600), NOON);

    assertThat(watermark.from(NOON, 1)).isEqualTo(NOON.minusSeconds(600));
  }

  @Test
  void itStaysAMarginBelowThePresent() {
    watermark.from(NOON, 0);

    watermark.advance(null, NOON);
    assertThat(watermark.from(NOON, 1)).isEqualTo(NOON.minus(MARGIN));

    watermark.advance(NOON.plusSeconds(3_600), NOON);
    assertThat(watermark.from(NOON, 2)).isEqualTo(NOON.minus(MARGIN));

    watermark.advance(NOON.minus(MARGIN).plusSeconds(1), NOON);
    assertThat(watermark.from(NOON, 3)).isEqualTo(NOON.minus(MARGIN));
  }

  @Test
  void itGoesBackToATimerThatWasFoundBelowIt() {
    watermark.from(NOON, 0);
    watermark.advance(null, NOON);

    watermark.advance(NOON.minusSeconds(7_200), NOON);

    assertThat(watermark.from(NOON, 1)).isEqualTo(NOON.minusSeconds(7_200));
  }

  @Test
  void aClockThatIsSetBackTakesItAway() {
    watermark.from(NOON, 0);
    watermark.advance(null, NOON);

    assertThat(watermark.from(NOON.minusSeconds(3_600), 1)).isEqualTo(NONE);
    assertThat(watermark.from(NOON, 2)).as("until it is advanced again").isEqualTo(NONE);
  }

  @Test
  void aClockThatIsSetBackEndsReadingOn() {
    watermark.from(NOON, 0);
    watermark.readOnFrom(NOON);

    assertThat(watermark.from(NOON.minusSeconds(1), 1)).isEqualTo(NONE);
  }

  @Test
  void itIsAdvancedTwiceASecondAtMost() {
    long step = ADVANCE_EVERY.toNanos();

    assertThat(watermark.wantsToAdvance(7)).isTrue();
    assertThat(watermark.wantsToAdvance(7 + step - 1)).isFalse();
    assertThat(watermark.wantsToAdvance(7 + step)).isTrue();
    assertThat(watermark.wantsToAdvance(7 + step + 1)).isFalse();
  }

  @Test
  void itIsLoweredToWhatSomebodySawAndNeverRaisedThatWay() {
    watermark.from(NOON, 0);
    watermark.advance(null, NOON);

    watermark.lower(NOON.plusSeconds(60));
    assertThat(watermark.from(NOON, 1)).isEqualTo(NOON.minus(MARGIN));

    watermark.lower(NOON.minusSeconds(7_200));
    assertThat(watermark.from(NOON, 2)).isEqualTo(NOON.minusSeconds(7_200));
  }
}
