package io.tidemark.tracker.tweets;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
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

  public static final Counters NONE = new Counters(null, null, null, null, null, null);

  /** Likes + retweets + replies + quotes; what was not given counts as nothing. */
  public long engagement() {
    return summed().mapToLong(Long::longValue).sum();
  }

  /** Whether at least one of the counters that make up the engagement was given. */
  public boolean hasEngagement() {
    return summed().findAny().isPresent();
  }

  /** Whether all of them were. */
  boolean hasAllEngagement() {
    return summed().count() == 4;
  }

  private Stream<Long> summed() {
    return Stream.of(likes, retweets, replies, quotes).filter(Objects::nonNull);
  }

  /** These counters; missing ones are taken from earlier counters. */
  public Counters orElse(Counters earlier) {
    return new Counters(
        or(retweets, earlier.retweets),
        or(replies, earlier.replies),
        or(likes, earlier.likes),
        or(quotes, earlier.quotes),
        or(views, earlier.views),
        or(bookmarks, earlier.bookmarks));
  }

  /** The change since earlier counters; null where either lacks the counter. */
  public Counters minus(Counters earlier) {
    return new Counters(
        minus(retweets, earlier.retweets),
        minus(replies, earlier.replies),
        minus(likes, earlier.likes),
        minus(quotes, earlier.quotes),
        minus(views, earlier.views),
        minus(bookmarks, earlier.bookmarks));
  }

  /**
   * Whether any counter is higher than the other's. Counters that are nowhere higher are old ones
   * that arrived late.
   */
  public boolean isAheadOf(Counters other) {
    return minus(other).all().anyMatch(delta -> delta > 0);
  }

  /** The higher value of each counter. */
  public Counters highest(Counters other) {
    return new Counters(
        higher(retweets, other.retweets),
        higher(replies, other.replies),
        higher(likes, other.likes),
        higher(quotes, other.quotes),
        higher(views, other.views),
        higher(bookmarks, other.bookmarks));
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
    return isFar(retweets, other.retweets)
        || isFar(replies, other.replies)
        || isFar(likes, other.likes)
        || isFar(quotes, other.quotes)
        || isFar(views, other.views)
        || isFar(bookmarks, other.bookmarks);
  }

  private static boolean isFar(@Nullable Long one, @Nullable Long other) {
    return one != null && other != null && one / 10.0 > Math.max(1, other);
  }

  private Stream<Long> all() {
    return Stream.of(retweets, replies, likes, quotes, views, bookmarks).filter(Objects::nonNull);
  }

  private static @Nullable Long higher(@Nullable Long one, @Nullable Long other) {
    return one == null || (other != null && other > one) ? other : one;
  }

  private static @Nullable Long or(@Nullable Long value, @Nullable Long otherwise) {
    return value == null ? otherwise : value;
  }

  private static @Nullable Long minus(@Nullable Long value, @Nullable Long earlier) {
    return value == null || earlier == null ? null : Long.valueOf(value - earlier);
  }
}
