package io.tidemark.studio.posts;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.settings.SettingsReader;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefreshCadenceTest {

  private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");

  private final RefreshCadence fresh =
      RefreshCadence.at(NOW, SettingsReader.of(Map.of()).studio(), false);

  @ParameterizedTest
  @CsvSource({
    // age, hours since the last reading (-1: none), failed runs, due
    "PT1H, 6, 0, true",
    "PT1H, 0, 0, true",
    "PT48H, 6, 0, true",
    "PT49H, 6, 0, false",
    "PT49H, 8, 0, false",
    "PT49H, 9, 0, true",
    "PT49H, 12, 0, true",
    "PT49H, -1, 0, true",
    "PT49H, 6, 1, true",
    "PT167H, 12, 0, true",
    "PT168H, 12, 0, false",
    "PT168H, 20, 0, false",
    "PT168H, 21, 0, true",
    "PT720H, 24, 0, true",
    "PT721H, 24, 0, false",
    "PT721H, -1, 3, false",
    "PT-1H, -1, 0, false"
  })
  void aPostIsDueByItsAgeAndItsLastReading(
      Duration age, long hoursSinceReading, int failedRuns, boolean due) {
    Instant read = hoursSinceReading < 0 ? null : NOW.minus(Duration.ofHours(hoursSinceReading));

    assertThat(isDue(fresh, NOW.minus(age), read, failedRuns)).isEqualTo(due);
  }

  /**
   * The same condition as {@link Posts#IS_DUE}, for one post.
   *
   * @param readAt null when it was never read
   */
  static boolean isDue(
      RefreshCadence fresh, Instant postedAt, @Nullable Instant readAt, int failedRuns) {
    if (postedAt.isBefore(fresh.windowFrom()) || postedAt.isAfter(fresh.now())) {
      return false;
    }
    if (failedRuns > 0 || readAt == null || !postedAt.isBefore(fresh.freshFrom())) {
      return true;
    }
    return !readAt.isAfter(
        postedAt.isAfter(fresh.settledUntil()) ? fresh.middleReadBy() : fresh.settledReadBy());
  }
}
