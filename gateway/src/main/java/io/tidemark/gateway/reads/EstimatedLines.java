package io.tidemark.gateway.reads;

import io.tidemark.tracker.forecasts.CurvePoint;
import io.tidemark.tracker.forecasts.EngagementForecast.Bounds;
import io.tidemark.tracker.reads.Curve.TweetRow;
import io.tidemark.tracker.reads.SnapshotPages.Line;
import io.tidemark.tracker.reads.SnapshotPages.Page;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The snapshots of one tweet with the estimated points of its curve between and after them. */
final class EstimatedLines implements CsvForm {

  static final String HEADER =
      CsvLines.HEADER.strip()
          + ",estimated,interval_80_from,interval_80_to,interval_90_from,interval_90_to\r\n";

  private final TweetRow tweet;
  private final Deque<CurvePoint> estimated;

  /**
   * @param curve by time
   */
  EstimatedLines(TweetRow tweet, List<CurvePoint> curve) {
    this.tweet = tweet;
    this.estimated =
        curve.stream()
            .filter(CurvePoint::estimated)
            .collect(Collectors.toCollection(ArrayDeque::new));
  }

  @Override
  public String header() {
    return HEADER;
  }

  @Override
  public String lines(Page page) {
    var text = new StringBuilder();
    for (Line line : page.lines()) {
      estimatesBefore(line.point().at(), text);
      text.append(CsvLines.of(line)).append(",false,,,,\r\n");
    }
    if (page.isLast()) {
      estimatesBefore(Instant.MAX, text);
    }
    return text.toString();
  }

  private void estimatesBefore(Instant time, StringBuilder text) {
    while (!estimated.isEmpty() && estimated.getFirst().at().isBefore(time)) {
      text.append(of(estimated.removeFirst())).append("\r\n");
    }
  }

  private String of(CurvePoint point) {
    String none = ",".repeat(11);
    return CsvLines.fields(
        tweet.zoneId(),
        tweet.tweetId(),
        tweet.id(),
        point.at(),
        "estimate",
        none,
        point.totalEngagement(),
        null,
        tweet.sampled(),
        true,
        from(point.of80()),
        to(point.of80()),
        from(point.of90()),
        to(point.of90()));
  }

  private static @Nullable Long from(@Nullable Bounds bounds) {
    return bounds == null ? null : Long.valueOf(bounds.from());
  }

  private static @Nullable Long to(@Nullable Bounds bounds) {
    return bounds == null ? null : Long.valueOf(bounds.to());
  }
}
