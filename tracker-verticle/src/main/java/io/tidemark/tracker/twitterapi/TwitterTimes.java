package io.tidemark.tracker.twitterapi;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** The two ways in which Twitter's times are written (UPSTREAMS 10.5). */
final class TwitterTimes {

  private static final DateTimeFormatter CLASSIC =
      DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss Z yyyy", Locale.ENGLISH);

  /** Milliseconds of the Unix epoch from which snowflake ids count. */
  private static final long SNOWFLAKE_EPOCH = 1_288_834_974_657L;

  /** Ids below this are older than snowflakes and carry no time. */
  private static final long FIRST_SNOWFLAKE = 29_700_859_247L;

  private TwitterTimes() {}

  /** {@code Wed Sep 10 17:28:07 +0000 2025} or ISO 8601; empty when it is neither. */
  static Optional<Instant> parse(String text) {
    try {
      return Optional.of(
          Character.isDigit(text.charAt(0))
              ? OffsetDateTime.parse(text).toInstant()
              : OffsetDateTime.parse(text, CLASSIC).toInstant());
    } catch (DateTimeException | IndexOutOfBoundsException notATime) {
      return Optional.empty();
    }
  }

  /** The time that a tweet's id carries; empty for ids from before November 2010. */
  static Optional<Instant> ofId(String tweetId) {
    long id = Long.parseLong(tweetId);
    return id < FIRST_SNOWFLAKE
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli((id >> 22) + SNOWFLAKE_EPOCH));
  }
}
