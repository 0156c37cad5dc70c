package io.tidemark.tracker.tweets;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.counters.OddValues;
import io.tidemark.tracker.tweets.Tweet.CreatedFrom;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses and checks the creation times of tweets, for all sources. It accepts these forms:
 * Twitter's ({@code Wed Sep 10 17:28:07 +0000 2025}, also with {@code UTC}), ISO 8601 with or
 * without a zone, {@code 2025-09-10 17:28:07}, seconds and milliseconds of the Unix epoch; without
 * a zone it is UTC. If a time cannot be parsed, or differs by more than a day from the time encoded
 * in the tweet's id, the id's time is used, unless that is after the arrival ({@link
 * Tweet#arrived}). {@link OddValues} counts each time that was given and not used.
 */
public final class CreationTimes {

  /** The day of the first tweet; no tweet is older. */
  public static final Instant FIRST_TWEET = Instant.parse("2006-03-21T00:00:00Z");

  /** Milliseconds of the Unix epoch from which snowflake ids count. */
  private static final long SNOWFLAKE_EPOCH = 1_288_834_974_657L;

  /** Ids below this are older than snowflakes and carry no time. */
  private static final long FIRST_SNOWFLAKE = 29_700_859_247L;

  /**
   * The greatest difference between a text and the id: clocks and time zones are wrong by hours,
   * not by days.
   */
  private static final Duration MOST_APART = Duration.ofDays(1);

  /** Numbers from here on are milliseconds: as seconds they would be after the year 5000. */
  private static final long FIRST_MILLIS = 100_000_000_000L;

  private static final Pattern CLASSIC =
      Pattern.compile(
          "[A-Za-z]{3} ([A-Za-z]{3} [0-9]{1,2}) ([0-9]{2}:[0-9]{2}:[0-9]{2})"
              + " (UTC|GMT|Z|[+-][0-9]{2}:?[0-9]{2}) ([0-9]{4})");
  private static final Pattern ISO =
      Pattern.compile(
          "([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]{1,9})?)?)"
              + " ?(UTC|GMT|[Zz]|[+-][0-9]{2}:?[0-9]{2})?");
  private static final Pattern UNIX = Pattern.compile("[0-9]{9,14}");

  private static final DateTimeFormatter CLASSIC_TIME =
      DateTimeFormatter.ofPattern("MMM d uuuu HH:mm:ss", Locale.ENGLISH);

  private CreationTimes() {}

  /** The creation time of a tweet, and its source. */
  public record Created(Instant at, CreatedFrom from) {}

  /**
   * @param given the time as it was given; null when it was not
   * @param tweetId digits, without leading zeros
   * @param source the source under which unused times are counted
   * @param field the field under which unused times are counted
   * @return never before the first tweet, perhaps after now ({@link Tweet#arrived}); empty when
   *     neither the text nor the id contains a time
   */
  public static Optional<Created> of(
      @Nullable JsonNode given, String tweetId, String source, String field) {
    Optional<Instant> stated = given == null ? Optional.empty() : parse(given);
    Optional<Instant> ofId = ofId(tweetId);
    boolean holds =
        stated.isPresent()
            && ofId.map(id -> Duration.between(id, stated.get()).abs().compareTo(MOST_APART) <= 0)
                .orElse(true);
    if (!holds && given != null && !given.isNull()) {
      OddValues.count(source, field, given.isValueNode() ? given.asText() : "not a time");
    }
    if (holds) {
      boolean tooOld = stated.get().isBefore(FIRST_TWEET);
      if (tooOld) {
        OddValues.count(source, field, stated.get().toString());
      }
      return Optional.of(new Created(tooOld ? FIRST_TWEET : stated.get(), CreatedFrom.TEXT));
    }
    return ofId.map(id -> new Created(id, CreatedFrom.ID));
  }

  /**
   * The time of a text, regardless of the tweet's id. It is used when the id's time is impossible
   * ({@link Tweet#arrived}).
   *
   * @return never before the first tweet; null when it cannot be parsed
   */
  public static @Nullable Instant ofText(@Nullable JsonNode given) {
    return given == null
        ? null
        : parse(given).map(at -> at.isBefore(FIRST_TWEET) ? FIRST_TWEET : at).orElse(null);
  }

  /**
   * Parses a time, truncated to microseconds as in the database; empty when it has none of the
   * forms.
   */
  static Optional<Instant> parse(JsonNode given) {
    if (given.isNumber()) {
      double number = given.doubleValue();
      return number == Math.rint(number) && number > 0 && number < 1e14
          ? Optional.of(ofUnix((long) number))
          : Optional.empty();
    }
    return given.isTextual() ? parse(given.asText().strip()) : Optional.empty();
  }

  private static Optional<Instant> parse(String text) {
    try {
      if (UNIX.matcher(text).matches()) {
        return Optional.of(ofUnix(Long.parseLong(text)));
      }
      Matcher classic = CLASSIC.matcher(text);
      if (classic.matches()) {
        String local = classic.group(1) + " " + classic.group(4) + " " + classic.group(2);
        return Optional.of(
            LocalDateTime.parse(local, CLASSIC_TIME).toInstant(zone(classic.group(3))));
      }
      Matcher iso = ISO.matcher(text);
      if (iso.matches()) {
        return Optional.of(
            LocalDateTime.parse(iso.group(1) + "T" + iso.group(2))
                .toInstant(zone(iso.group(3)))
                .truncatedTo(ChronoUnit.MICROS));
      }
      return Optional.empty();
    } catch (DateTimeException noSuchTime) {
      return Optional.empty();
    }
  }

  private static ZoneOffset zone(@Nullable String zone) {
    return zone == null || !(zone.startsWith("+") || zone.startsWith("-"))
        ? ZoneOffset.UTC
        : ZoneOffset.of(zone);
  }

  private static Instant ofUnix(long number) {
    return number < FIRST_MILLIS ? Instant.ofEpochSecond(number) : Instant.ofEpochMilli(number);
  }

  /** The time encoded in a tweet's id; empty for ids from before November 2010. */
  static Optional<Instant> ofId(String tweetId) {
    long id = Long.parseLong(tweetId);
    return id < FIRST_SNOWFLAKE
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli((id >> 22) + SNOWFLAKE_EPOCH));
  }
}
