package io.tidemark.gateway.reads;

import io.tidemark.tracker.reads.Curve.Point;
import io.tidemark.tracker.reads.SnapshotPages.Line;
import io.tidemark.tracker.reads.SnapshotPages.Page;
import io.tidemark.tracker.tweets.Counters;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Writes snapshots as CSV (RFC 4180), in columns named like those of the tables. Nothing is quoted:
 * a field is a number, a time, an origin or the id of a zone or tweet, and none of these contains a
 * comma, a quote or a line break. A counter that was not given is empty.
 */
final class CsvLines implements CsvForm {

  static final String HEADER =
      "zone_id,tweet_id,id,snapshot_at,origin,round,"
          + "retweet_count,reply_count,like_count,quote_count,view_count,bookmark_count,"
          + "delta_retweets,delta_replies,delta_likes,delta_quotes,delta_views,"
          + "total_engagement,engagement_velocity,sampled\r\n";

  @Override
  public String header() {
    return HEADER;
  }

  @Override
  public String lines(Page page) {
    var text = new StringBuilder();
    page.lines().forEach(line -> text.append(of(line)).append("\r\n"));
    return text.toString();
  }

  /** The fields of a snapshot. */
  static String of(Line line) {
    Point point = line.point();
    Counters counters = point.counters();
    Counters deltas = point.deltas();
    return fields(
        line.zoneId(),
        line.tweetId(),
        line.id(),
        point.at(),
        point.origin(),
        point.round(),
        counters.retweets(),
        counters.replies(),
        counters.likes(),
        counters.quotes(),
        counters.views(),
        counters.bookmarks(),
        deltas.retweets(),
        deltas.replies(),
        deltas.likes(),
        deltas.quotes(),
        deltas.views(),
        point.engagement(),
        point.velocity(),
        line.sampled());
  }

  static String fields(@Nullable Object... values) {
    var fields = new StringJoiner(",");
    for (Object value : values) {
      fields.add(value == null ? "" : value.toString());
    }
    return fields.toString();
  }
}
