package io.tidemark.tracker.reads;

import io.tidemark.tracker.reads.Curve.Point;
import io.tidemark.tracker.reads.SnapshotReads.Batch;
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
 * Reads all snapshots of a tweet or of a zone, page by page: tweets in the order of their arrival,
 * each with its snapshots in the order of time. Between two pages no transaction and no connection
 * is held, so a slow reader blocks nothing.
 *
 * <p>A page begins after the last row of the previous one, in an order that no write changes.
 * Therefore no snapshot is returned twice. A snapshot that existed when the first page was
 * requested is returned unless retention deletes it meanwhile. A snapshot written meanwhile may or
 * may not be returned. Tweets that arrive meanwhile are not, or reading a busy zone would never
 * end.
 */
public final class SnapshotPages {

  /**
   * @param tweetId the platform's id
   * @param id the row of twitter_tweets
   * @param sampled whether the tweet is polled densely, whatever the cadence of its zone
   */
  public record Line(String zoneId, String tweetId, long id, Point point, boolean sampled) {}

  /** Some of the snapshots; may be empty although more pages follow. */
  public record Page(List<Line> lines, boolean isLast) {}

  private final SnapshotReads snapshots;
  private final Range range;
  private final int size;

  /** The last tweet of the zone to read; null when reading a single tweet. */
  private final @Nullable TweetRef last;

  private List<TweetRef> tweets;

  /** The last tweet of the zone that was looked at; null before the first. */
  private @Nullable TweetRef end;

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
   * @param size the most lines of a page
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
   * @param range the times of the snapshots
   * @param size the most lines of a page, and the most tweets read for one
   * @return pages without lines when there is no such zone
   */
  public static Future<SnapshotPages> ofZone(Pool pool, String zone, Range range, int size) {
    var snapshots = new SnapshotReads(pool);
    return snapshots
        .newest(zone)
        .map(last -> new SnapshotPages(snapshots, range, size, last.orElse(null), List.of()));
  }

  /**
   * Reads the next page. Call it only after the previous page has arrived, and not after the last.
   */
  public Future<Page> next() {
    return place == null && last != null
        ? snapshots.tweets(last.zoneId(), end, last, range, size).compose(this::begin)
        : more();
  }

  private Future<Page> begin(Batch next) {
    if (next.end() == null) {
      return Future.succeededFuture(new Page(List.of(), true));
    }
    tweets = next.tweets();
    end = next.end();
    return tweets.isEmpty() ? Future.succeededFuture(new Page(List.of(), !moreTweets())) : more();
  }

  private boolean moreTweets() {
    return last != null && (end == null || end.id() != last.id());
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
    return new Page(lines, !moreOfThese && !moreTweets());
  }

  private static Line line(TweetRef tweet, Point point) {
    return new Line(tweet.zoneId(), tweet.tweetId(), tweet.id(), point, tweet.sampled());
  }
}
