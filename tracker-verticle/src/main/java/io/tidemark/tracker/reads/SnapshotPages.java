package io.tidemark.tracker.reads;

import io.tidemark.tracker.reads.Curve.Point;
import io.tidemark.tracker.reads.SnapshotReads.SnapshotRow;
import io.tidemark.tracker.reads.SnapshotReads.TweetRef;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All readings of a tweet, or of a zone, page by page: the zone's tweets as they arrived, each with
 * its readings in order. Between two pages nothing is held, neither a transaction nor a connection,
 * so whoever reads slowly is in nobody's way.
 *
 * <p>A page begins after the last row of the one before, in an order that no write changes. So no
 * reading comes twice, and none that was there when the first page was asked for is left out unless
 * the retention takes it away meanwhile. Readings that are written meanwhile may come or not;
 * tweets that arrive at the end of the zone do not, or a busy zone would have no end.
 */
public final class SnapshotPages {

  /**
   * @param tweetId the platform's
   * @param id ours
   */
  public record Line(String zoneId, String tweetId, long id, Point point) {}

  /** Some of the readings, perhaps none although more follow. */
  public record Page(List<Line> lines, boolean isLast) {}

  private final SnapshotReads snapshots;
  private final Range range;
  private final int size;

  /** The last of the zone's tweets; null when the readings are those of a single one. */
  private final @Nullable TweetRef last;

  private List<TweetRef> tweets;
  private @Nullable SnapshotRow place;

  private SnapshotPages(
      SnapshotReads snapshots,
      Range range,
      int size,
      @Nullable TweetRef last,
      List<TweetRef> tweets) {
    this.snapshots = snapshots;
    this.range = range;
    this.size = size;
    this.last = last;
    this.tweets = tweets;
  }

  /**
   * @param id the row of twitter_tweets
   * @param size lines of a page at most
   * @return empty when there is no such tweet
   */
  public static Future<Optional<SnapshotPages>> ofTweet(Pool pool, long id, int size) {
    var snapshots = new SnapshotReads(pool);
    return snapshots
        .tweet(id)
        .map(
            tweet ->
                tweet.map(
                    one -> new SnapshotPages(snapshots, Range.ALL, size, null, List.of(one))));
  }

  /**
   * @param range of the time of the readings
   * @param size lines of a page, and tweets looked at for it, at most
   * @return pages without a line when there is no such zone
   */
  public static Future<SnapshotPages> ofZone(Pool pool, String zone, Range range, int size) {
    var snapshots = new SnapshotReads(pool);
    return snapshots
        .newest(zone)
        .map(last -> new SnapshotPages(snapshots, range, size, last.orElse(null), List.of()));
  }

  /** The next page; ask for it when the one before has come, and not after the last. */
  public Future<Page> next() {
    return place == null && last != null
        ? snapshots.tweets(last.zoneId(), end(), last, range, size).compose(this::begin)
        : more();
  }

  private @Nullable TweetRef end() {
    return tweets.isEmpty() ? null : tweets.getLast();
  }

  private Future<Page> begin(List<TweetRef> next) {
    if (next.isEmpty()) {
      return Future.succeededFuture(new Page(List.of(), true));
    }
    tweets = next;
    return more();
  }

  private Future<Page> more() {
    if (tweets.isEmpty()) {
      return Future.succeededFuture(new Page(List.of(), true));
    }
    return snapshots.of(tweets, place, range, size).map(this::page);
  }

  private Page page(List<SnapshotRow> found) {
    boolean moreOfThese = found.size() == size;
    place = moreOfThese ? found.getLast() : null;
    Map<Long, TweetRef> byId =
        tweets.stream().collect(Collectors.toMap(TweetRef::id, Function.identity()));
    List<Line> lines =
        found.stream().map(snapshot -> line(byId.get(snapshot.tweet()), snapshot.point())).toList();
    boolean moreTweets = last != null && tweets.getLast().id() != last.id();
    return new Page(lines, !moreOfThese && !moreTweets);
  }

  private static Line line(TweetRef tweet, Point point) {
    return new Line(tweet.zoneId(), tweet.tweetId(), tweet.id(), point);
  }
}
