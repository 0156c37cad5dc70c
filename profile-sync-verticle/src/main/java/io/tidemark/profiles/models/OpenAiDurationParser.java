package io.tidemark.profiles.models;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses durations of OpenAI's headers: {@code 20ms}, {@code 1s}, {@code 6m30s}. */
final class OpenAiDurationParser {

  private static final Pattern WHOLE =
      Pattern.compile("(?:\\d{1,6}(?:\\.\\d{1,9})?(?:ms|s|m|h|d))+");
  private static final Pattern PART = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,9})?)(ms|s|m|h|d)");

  /** The upper bound, longer than any window of OpenAI. */
  private static final Duration MOST = Duration.ofDays(2);

  private OpenAiDurationParser() {}

  /** Empty when the text is no duration; a bare number is seconds, as in {@code retry-after}. */
  static Optional<Duration> read(@Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    String given = text.strip();
    if (given.matches("\\d{1,6}(\\.\\d{1,9})?")) {
      given += "s";
    }
    if (!WHOLE.matcher(given).matches()) {
      return Optional.empty();
    }
    double millis = 0;
    Matcher part = PART.matcher(given);
    while (part.find()) {
      millis += Double.parseDouble(part.group(1)) * millisOf(part.group(2));
    }
    var wait = Duration.ofMillis((long) Math.ceil(millis));
    return Optional.of(wait.compareTo(MOST) > 0 ? MOST : wait);
  }

  private static long millisOf(String unit) {
    return switch (unit) {
      case "ms" -> 1;
      case "s" -> 1_000;
      case "m" -> 60_000;
      case "h" -> 3_600_000;
      default -> 86_400_000;
    };
  }
}
