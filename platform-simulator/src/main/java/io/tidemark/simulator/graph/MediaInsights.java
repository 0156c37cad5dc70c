package io.tidemark.simulator.graph;

import io.tidemark.simulator.endpoint.FaultyContent;
import io.tidemark.simulator.growth.SimulatedCounters;
import io.tidemark.simulator.studio.MediaProductType;
import io.tidemark.simulator.studio.PostState;
import io.tidemark.simulator.studio.StudioPost;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The insights of an Instagram media. One unsupported metric fails the whole call. */
final class MediaInsights {

  /** {@code replies} exists for stories only; the others exist for every kind of media. */
  private static final List<String> METRICS =
      List.of("reach replies saved likes comments shares total_interactions views".split(" "));

  private static final int NO_IMPRESSIONS_SINCE = 22;
  private static final int ENOUGH_VIEWERS = 5;

  private MediaInsights() {}

  static JsonObject of(StudioPost post, List<String> metrics, GraphCall call) {
    if (call.studio().state(post) == PostState.BEFORE_CONVERSION) {
      throw GraphException.beforeConversion();
    }
    if (metrics.isEmpty()) {
      throw GraphException.parameter("The parameter metric is required");
    }
    for (int i = 0; i < metrics.size(); i++) {
      check(metrics.get(i), i, post, call);
    }
    SimulatedCounters counters =
        FaultyContent.of(post.externalId(), post.countersAt(call.now()), call.request());
    if (isStory(post) && counters.views() < ENOUGH_VIEWERS) {
      throw GraphException.tooFewViewers();
    }
    InsightsData insights = new InsightsData(post);
    // No data is an empty list, not a zero.
    if (post.ageAt(call.now()).compareTo(post.insightsAfter()) >= 0) {
      boolean some = call.request().faults().content().nullCounters();
      metrics.forEach(metric -> insights.add(metric, value(metric, counters, some)));
    }
    return insights.in(call);
  }

  private static void check(String metric, int place, StudioPost post, GraphCall call) {
    if (metric.equals("impressions") && call.address().version() >= NO_IMPRESSIONS_SINCE) {
      throw GraphException.parameter(
          "Starting from version v22.0 and above, the impressions metric is no longer supported for"
              + " the queried media");
    }
    boolean foreign = metric.equals("replies") && !isStory(post);
    if (metric.equals("impressions") || foreign || post.unsupportedMetrics().contains(metric)) {
      throw GraphException.parameter(
          "The Media Insights API does not support the %s metric for this media product type."
              .formatted(metric));
    }
    if (!METRICS.contains(metric)) {
      throw GraphException.parameter(
          "metric[%d] must be one of the following values: %s"
              .formatted(place, String.join(", ", METRICS)));
    }
  }

  private static @Nullable Long value(String metric, SimulatedCounters c, boolean someAreMissing) {
    return switch (metric) {
      case "reach" -> c.views() * 7 / 10;
      case "replies", "comments" -> c.replies();
      case "saved" -> c.bookmarks();
      case "likes" -> c.likes();
      case "shares" -> c.retweets() + c.quotes();
      case "total_interactions" -> c.engagement() + c.bookmarks();
      case "views" -> someAreMissing ? null : c.views();
      default -> throw new IllegalStateException("no such metric " + metric);
    };
  }

  private static boolean isStory(StudioPost post) {
    return post.mediaProductType() == MediaProductType.STORY;
  }
}
