package io.tidemark.tracker.tweets;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.counters.OddValues;
import io.tidemark.tracker.tweets.Tweet.CreatedFrom;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
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
          "[A-Za-z]{3} ([A-Za-z]{3}) ([0-9]{1,2}) ([0-9]{2}):([0-9]{2}):([0-9]{2})"
              + " (UTC|GMT|Z|[+-][0-9]{2}:?[0-9]{2}) ([0-9]{4})");
  private static final Pattern ISO =
      Pattern.compile(
          "([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]{1,9})?)?)"
              + " ?(UTC|GMT|[Zz]|[+-][0-9]{2}:?[0-9]{2})?");
  private static final Pattern UNIX = Pattern.compile("[0-9]{9,14}");

  private static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

  private CreationTimes() {}

  /**
   * The creation time of a tweet.
   *
   * @param at never before the first tweet, perhaps after now ({@link Tweet#arrived})
   * @param text the time of the text whatever the id says, for ids with an impossible time ({@link
   *     Tweet#arrived}); never before the first tweet; null when it cannot be parsed
   */
  public record Created(Instant at, CreatedFrom from, @Nullable Instant text) {}

  /**
   * @param given the time as it was given; null when it was not
   * @param tweetId digits, without leading zeros
   * @param source the source under which unused times are counted
   * @param field the field under which unused times are counted
   * @return empty when neither the text nor the id contains a time
   */
  public static Optional<Created> of(
      @Nullable JsonNode given, String tweetId, String source, String field) {
    Optional<Instant> stated = given == null ? Optional.empty() : parse(given);
    Instant text = stated.map(at -> at.isBefore(FIRST_TWEET) ? FIRST_TWEET : at).orElse(null);
    Optional<Instant> ofId = ofId(tweetId);
    boolean holds =
        text != null
            && ofId.map(id -> Duration.between(id, text).abs().compareTo(MOST_APART) <= 0)
                .orElse(true);
    boolean used = holds && stated.equals(Optional.of(text));
    if (!used && given != null && !given.isNull()) {
      OddValues.count(source, field, given.isValueNode() ? given.asText() : "not a time");
    }
    return holds
        ? Optional.of(new Created(text, CreatedFrom.TEXT, text))
        : ofId.map(id -> new Created(id, CreatedFrom.ID, text));
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
        return Optional.of(
            LocalDateTime.of(
                    Integer.parseInt(classic.group(7)),
                    MONTHS.indexOf(classic.group(1)) + 1,
                    Integer.parseInt(classic.group(2)),
                    Integer.parseInt(classic.group(3)),
                    Integer.parseInt(classic.group(4)),
                    Integer.parseInt(classic.group(5)))
                .toInstant(zone(classic.group(6))));
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
