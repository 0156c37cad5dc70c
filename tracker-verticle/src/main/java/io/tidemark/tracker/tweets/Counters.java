package io.tidemark.tracker.tweets;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The counters of a tweet at one time. A counter that the platform did not return is null, never 0.
 * Counters may fall over time.
 */
public record Counters(
    @JsonProperty("retweet_count") @Nullable Long retweets,
    @JsonProperty("reply_count") @Nullable Long replies,
    @JsonProperty("like_count") @Nullable Long likes,
    @JsonProperty("quote_count") @Nullable Long quotes,
    @JsonProperty("view_count") @Nullable Long views,
    @JsonProperty("bookmark_count") @Nullable Long bookmarks) {

  /**
   * One of the counters, in the order of their columns, in which {@link OutcomeJson} stores them.
   */
  public enum Counter {
    RETWEETS("retweet_count", Counters::retweets),
    REPLIES("reply_count", Counters::replies),
    LIKES("like_count", Counters::likes),
    QUOTES("quote_count", Counters::quotes),
    VIEWS("view_count", Counters::views),
    BOOKMARKS("bookmark_count", Counters::bookmarks);

    private final String column;
    private final Function<Counters, @Nullable Long> value;

    Counter(String column, Function<Counters, @Nullable Long> value) {
      this.column = column;
      this.value = value;
    }

    /** Its column in the tables of tweets and of snapshots. */
    public String column() {
      return column;
    }

    /** Its value; null when it was not given. */
    public @Nullable Long of(Counters counters) {
      return value.apply(counters);
    }
  }

  public static final Counters NONE = new Counters(null, null, null, null, null, null);

  /** The counters as columns of a statement. */
  public static final List<Function<Counters, @Nullable Long>> COLUMNS =
      List.of(
          Counters::retweets,
          Counters::replies,
          Counters::likes,
          Counters::quotes,
          Counters::views,
          Counters::bookmarks);

  /** The changes of counters as columns; the change of bookmarks is not stored. */
  public static final List<Function<Counters, @Nullable Long>> DELTA_COLUMNS =
      COLUMNS.subList(0, 5);

  static final List<Counter> OF_ENGAGEMENT =
      List.of(Counter.LIKES, Counter.RETWEETS, Counter.REPLIES, Counter.QUOTES);

  /** Takes each counter from a function. */
  public static Counters of(Function<Counter, @Nullable Long> value) {
    return new Counters(
        value.apply(Counter.RETWEETS),
        value.apply(Counter.REPLIES),
        value.apply(Counter.LIKES),
        value.apply(Counter.QUOTES),
        value.apply(Counter.VIEWS),
        value.apply(Counter.BOOKMARKS));
  }

  /** Reads the six counters of a row, selected under their column names. */
  public static Counters of(Row row) {
    return of(counter -> row.getLong(counter.column()));
  }

  /** Likes + retweets + replies + quotes; a counter that was not given counts as 0. */
  public long engagement() {
    return summed().mapToLong(Long::longValue).sum();
  }

  /** Whether at least one of the counters that make up the engagement was given. */
  public boolean hasEngagement() {
    return summed().findAny().isPresent();
  }

  /** Whether all of them were. */
  boolean hasAllEngagement() {
    return summed().count() == OF_ENGAGEMENT.size();
  }

  private Stream<Long> summed() {
    return OF_ENGAGEMENT.stream().map(counter -> counter.of(this)).filter(Objects::nonNull);
  }

  /** These counters; missing ones are taken from earlier counters. */
  public Counters orElse(Counters earlier) {
    return with(earlier, (value, otherwise) -> value == null ? otherwise : value);
  }

  /** The change since earlier counters; null where either lacks the counter. */
  public Counters minus(Counters earlier) {
    return with(
        earlier,
        (value, before) -> value == null || before == null ? null : Long.valueOf(value - before));
  }

  /** The higher value of each counter. */
  public Counters highest(Counters other) {
    return with(other, (one, two) -> one == null || (two != null && two > one) ? two : one);
  }

  private Counters with(Counters other, BinaryOperator<@Nullable Long> combined) {
    return of(counter -> combined.apply(counter.of(this), counter.of(other)));
  }

  /**
   * Whether any counter is higher than the other's. Counters that are nowhere higher are old ones
   * that arrived late.
   */
  public boolean isAheadOf(Counters other) {
    Counters deltas = minus(other);
    return COLUMNS.stream()
        .map(counter -> counter.apply(deltas))
        .anyMatch(delta -> delta != null && delta > 0);
  }

  /**
   * Whether no tweet can have had both sets of counters at about the same time: one is higher in
   * one counter and lower in another, or one counter differs more than tenfold.
   */
  public boolean excludes(Counters other) {
    return (isAheadOf(other) && other.isAheadOf(this)) || isFarFrom(other) || other.isFarFrom(this);
  }

  /** Whether some counter is more than ten times the other's (at least 1). */
  private boolean isFarFrom(Counters other) {
    return COLUMNS.stream().anyMatch(counter -> isFar(counter.apply(this), counter.apply(other)));
  }

  private static boolean isFar(@Nullable Long one, @Nullable Long other) {
    return one != null && other != null && one / 10.0 > Math.max(1, other);
  }
}
