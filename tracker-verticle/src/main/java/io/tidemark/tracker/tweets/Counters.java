package io.tidemark.tracker.tweets;

import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One reading of a tweet's counters. A counter that the platform did not give is null, never 0; a
 * counter may be lower than before.
 */
public record Counters(
    @Nullable Long retweets,
    @Nullable Long replies,
    @Nullable Long likes,
    @Nullable Long quotes,
    @Nullable Long views,
    @Nullable Long bookmarks) {

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

  /** This reading, with what it lacks taken from an earlier one. */
  public Counters orElse(Counters earlier) {
    return new Counters(
        or(retweets, earlier.retweets),
        or(replies, earlier.replies),
        or(likes, earlier.likes),
        or(quotes, earlier.quotes),
        or(views, earlier.views),
        or(bookmarks, earlier.bookmarks));
  }

  /** The change since an earlier reading; null where either did not give the counter. */
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
   * Whether some counter is higher than in the other reading. What is lower everywhere is an older
   * reading that came late.
   */
  public boolean isAheadOf(Counters other) {
    return minus(other).all().anyMatch(delta -> delta > 0);
  }

  /** Of each counter the higher value of two readings. */
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
   * Whether no tweet can have had both readings at about one time: one is ahead in one counter and
   * behind in another, or some counter is more than tenfold in one of them.
   */
  public boolean excludes(Counters other) {
    return (isAheadOf(other) && other.isAheadOf(this)) || isFarFrom(other) || other.isFarFrom(this);
  }

  /** Whether some counter is more than ten times the other's, which counts as 1 at least. */
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
