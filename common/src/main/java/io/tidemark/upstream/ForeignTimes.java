package io.tidemark.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.clock.WorldClock;
import io.vertx.ext.web.client.HttpResponse;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every time that a platform gives: when a limit resets, when to ask again, how long a token
 * lives. Each use has a plausible window. A time outside of it is not believed; it is counted as
 * {@code tidemark_implausible_times_total{source,field}} and logged, and the caller's default
 * holds.
 *
 * <p>Zero, negative and past times are outside of every window. No text makes a method fail.
 */
public final class ForeignTimes {

  private static final Logger log = LoggerFactory.getLogger(ForeignTimes.class);

  /** A 429 without a time given pauses for 15 minutes. */
  public static final Duration DEFAULT = Duration.ofMinutes(15);

  /** No limit that is not of a month lasts longer. */
  public static final Duration LONGEST_REST = Duration.ofDays(1);

  /** The longest month of a plan. */
  public static final Duration LONGEST_MONTH = Duration.ofDays(31);

  /** What is said to live longer is taken to live so long. */
  public static final Duration LONGEST_LIFE = Duration.ofDays(3_650);

  /** Clocks differ, and resets are given in whole seconds. */
  private static final Duration SKEW = Duration.ofSeconds(5);

  private static final Pattern WHOLE = Pattern.compile("[0-9]{1,18}");
  private static final BigDecimal MOST_SECONDS = BigDecimal.valueOf(LONGEST_LIFE.toSeconds());

  /** Headers come with every answer; a wrong one is logged once a minute. */
  private static final long LOG_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final WorldClock clock;
  private final String source;
  private final MeterRegistry meters;
  private final Map<String, Long> logged = new ConcurrentHashMap<>();

  /**
   * @param source the platform, as a label of the counter
   */
  public ForeignTimes(WorldClock clock, String source, MeterRegistry meters) {
    this.clock = clock;
    this.source = source;
    this.meters = meters;
  }

  public Instant now() {
    return clock.instant();
  }

  /** When to ask again where no plausible time was given. */
  public Instant byDefault() {
    return now().plus(DEFAULT);
  }

  /**
   * The header {@code Retry-After}: whole seconds, or a date as HTTP writes it (RFC 9110, 10.2.3).
   *
   * @return empty when it is absent or not within {@link #LONGEST_REST}
   */
  public Optional<Instant> retryAfter(HttpResponse<?> response) {
    return retryAfter(response.getHeader("Retry-After"));
  }

  Optional<Instant> retryAfter(@Nullable String header) {
    return header != null && !WHOLE.matcher(header.strip()).matches()
        ? date(header.strip())
            .map(at -> within("retry-after", header, at, LONGEST_REST))
            .orElseGet(() -> implausible("retry-after", header))
        : inSeconds("retry-after", header, LONGEST_REST);
  }

  /**
   * A header that gives a number of seconds from now.
   *
   * @return empty when it is absent or not within {@code longest}
   */
  public Optional<Instant> inSeconds(HttpResponse<?> response, String header, Duration longest) {
    return inSeconds(header, response.getHeader(header), longest);
  }

  Optional<Instant> inSeconds(String field, @Nullable String header, Duration longest) {
    return whole(field, header, longest, this::seconds);
  }

  /**
   * A header that gives a time in seconds since 1970.
   *
   * @return empty when it is absent or not within {@code longest}
   */
  public Optional<Instant> atEpochSecond(
      HttpResponse<?> response, String header, Duration longest) {
    return atEpochSecond(header, response.getHeader(header), longest);
  }

  Optional<Instant> atEpochSecond(String field, @Nullable String header, Duration longest) {
    return whole(field, header, longest, ForeignTimes::epochSecond);
  }

  private Optional<Instant> whole(
      String field, @Nullable String header, Duration longest, LongFunction<Instant> time) {
    if (header == null) {
      return Optional.empty();
    }
    String text = header.strip();
    return WHOLE.matcher(text).matches()
        ? within(field, text, time.apply(Long.parseLong(text)), longest)
        : implausible(field, text);
  }

  /**
   * A duration that was read already.
   *
   * @return empty when it is not within {@code longest}
   */
  public Optional<Instant> in(String field, Duration wait, Duration longest) {
    return wait.isPositive() && wait.compareTo(longest.plus(SKEW)) <= 0
        ? Optional.of(now().plus(wait))
        : implausible(field, wait.toString());
  }

  /**
   * When something ends that lives so many seconds, at most {@link #LONGEST_LIFE}.
   *
   * @param seconds a number, or a text of digits
   * @param otherwise how long it is taken to live when that cannot be read, or is none
   */
  public Instant lifetime(JsonNode seconds, String field, Duration otherwise) {
    Optional<BigDecimal> lives = number(seconds).filter(number -> number.signum() > 0);
    if (lives.isEmpty()) {
      if (!seconds.isMissingNode() && !seconds.isNull()) {
        implausible(field, seconds.toString());
      }
      return now().plus(otherwise);
    }
    if (lives.get().compareTo(MOST_SECONDS) > 0) {
      implausible(field, seconds.toString());
      return now().plus(LONGEST_LIFE);
    }
    return now().plusSeconds(Math.max(1, lives.get().longValue()));
  }

  private static Optional<BigDecimal> number(JsonNode seconds) {
    if (seconds.isFloatingPointNumber() && !Double.isFinite(seconds.doubleValue())) {
      return Optional.empty();
    }
    if (seconds.isNumber()) {
      return Optional.of(seconds.decimalValue());
    }
    String text = seconds.asText("").strip();
    return text.matches("[0-9]{1,40}") ? Optional.of(new BigDecimal(text)) : Optional.empty();
  }

  private Optional<Instant> within(String field, String text, Instant at, Duration longest) {
    Instant now = now();
    return at.isAfter(now) && !at.isAfter(now.plus(longest).plus(SKEW))
        ? Optional.of(at)
        : implausible(field, text);
  }

  /** A time beyond the range of Instant; no window reaches that far. */
  private Instant seconds(long seconds) {
    return now().plusSeconds(Math.min(seconds, 1_000_000_000_000L));
  }

  private static Instant epochSecond(long second) {
    return Instant.ofEpochSecond(Math.min(second, Instant.MAX.getEpochSecond()));
  }

  private static Optional<Instant> date(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
              .toInstant()
              .truncatedTo(ChronoUnit.SECONDS));
    } catch (DateTimeException noDate) {
      return Optional.empty();
    }
  }

  private Optional<Instant> implausible(String field, String text) {
    meters.counter("tidemark.implausible.times", "source", source, "field", field).increment();
    long now = System.nanoTime();
    Long before = logged.get(field);
    if (before == null || now - before > LOG_AGAIN_NANOS) {
      logged.put(field, now);
      log.atWarn()
          .addKeyValue("source", source)
          .addKeyValue("field", field)
          .addKeyValue("value", Answers.shorten(text))
          .log("A time that a platform told is not believed");
    }
    return Optional.empty();
  }
}
