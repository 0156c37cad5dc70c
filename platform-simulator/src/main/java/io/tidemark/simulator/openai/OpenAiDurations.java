package io.tidemark.simulator.openai;

import java.time.Duration;

/** Durations as in OpenAI's headers: {@code 20ms}, {@code 1s}, {@code 6m30s}. */
final class OpenAiDurations {

  private OpenAiDurations() {}

  static String text(Duration duration) {
    if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
      return Math.max(0, duration.toMillis()) + "ms";
    }
    long seconds = duration.plusNanos(999_999_999).toSeconds();
    String text = seconds % 60 == 0 && seconds >= 60 ? "" : seconds % 60 + "s";
    if (seconds >= 60) {
      text = seconds / 60 % 60 + "m" + (text.isEmpty() ? "0s" : text);
    }
    return seconds >= 3_600 ? seconds / 3_600 + "h" + text : text;
  }
}
