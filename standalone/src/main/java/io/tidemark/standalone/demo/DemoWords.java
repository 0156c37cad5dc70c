package io.tidemark.standalone.demo;

import io.tidemark.tracker.cadence.StopReason;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Collectors;

/** The words of tables and answers in plain English. */
final class DemoWords {

  private DemoWords() {}

  static String tier(String word) {
    return plain(word);
  }

  /** Why a tweet is not polled any more. */
  static String stopped(String word) {
    return switch (StopReason.of(word)) {
      case AGE_LIMIT -> "at the age limit";
      case NO_CHANGE_BELOW_THRESHOLD -> "still and below the zone's P25";
      case DELETED -> "gone from the platform";
      case PRIVATE -> "no longer visible";
      case SUPERSEDED -> "edited";
      case NOT_WORTH_A_POLL -> "not worth a further poll";
    };
  }

  /** {@code call_out} is shown as "call out". */
  static String plain(String word) {
    return word.replace('_', ' ');
  }

  /** {@code instagram} is shown as "Instagram". */
  static String platform(String word) {
    return switch (word) {
      case "tiktok" -> "TikTok";
      default -> Character.toUpperCase(word.charAt(0)) + plain(word.substring(1));
    };
  }

  /** Counts in words, the largest first. */
  static String counts(Map<String, Integer> counts) {
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .map(count -> count.getValue() + " " + count.getKey())
        .collect(Collectors.joining(", "));
  }
}
