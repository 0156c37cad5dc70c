package io.tidemark.simulator.graph;

import io.tidemark.simulator.endpoint.FaultyContent;
import io.tidemark.simulator.growth.SimulatedCounters;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.studio.MediaProductType;
import io.tidemark.simulator.studio.StudioPost;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The insights of a page post that remain since June 2026. The platform recomputes them once a day,
 * so faster polls return the same values.
 */
final class PagePostInsights {

  private static final List<String> METRICS =
      List.of(
          ("post_media_view post_total_media_view_unique post_clicks"
                  + " post_reactions_by_type_total")
              .split(" "));

  private static final List<String> OF_REELS =
      List.of("blue_reels_play_count", "post_video_likes_by_reaction_type");

  private PagePostInsights() {}

  /** A reel is a video: its insights are at an edge of their own. */
  static boolean isReel(StudioPost post) {
    return post.platform() == Platform.FACEBOOK
        && post.mediaProductType() == MediaProductType.REELS;
  }

  static JsonObject of(StudioPost post, List<String> metrics, GraphCall call) {
    if (isReel(post)) {
      throw GraphException.noField("insights", "Video");
    }
    return insights(post, metrics, METRICS, call);
  }

  /** The edge {@code video_insights}. */
  static JsonObject ofReel(StudioPost post, List<String> metrics, GraphCall call) {
    if (!isReel(post)) {
      throw GraphException.noField("video_insights", "Post");
    }
    return insights(post, metrics, OF_REELS, call);
  }

  private static JsonObject insights(
      StudioPost post, List<String> metrics, List<String> known, GraphCall call) {
    if (metrics.isEmpty() || !known.containsAll(metrics)) {
      throw GraphException.parameter("The value must be a valid insights metric");
    }
    if (metrics.stream().anyMatch(post.unsupportedMetrics()::contains)) {
      throw GraphException.parameter("The value must be a valid insights metric");
    }
    InsightsData insights = new InsightsData(post);
    Duration age = post.ageAt(call.now());
    Duration every = Duration.ofHours(call.request().faults().graph().facebookInsightsHours());
    Duration counted = every.isZero() ? age : every.multipliedBy(age.dividedBy(every));
    boolean never = !every.isZero() && counted.isZero();
    if (!never && age.compareTo(post.insightsAfter()) >= 0) {
      SimulatedCounters counters =
          FaultyContent.of(post.externalId(), post.growth().at(counted), call.request());
      boolean some = call.request().faults().content().nullCounters();
      metrics.forEach(metric -> insights.add(metric, value(metric, counters, some)));
    }
    return insights.in(call);
  }

  private static @Nullable Object value(
      String metric, SimulatedCounters c, boolean someAreMissing) {
    return switch (metric) {
      case "post_media_view" -> c.views();
      case "post_total_media_view_unique" -> c.views() * 7 / 10;
      case "post_clicks" -> someAreMissing ? null : c.views() / 25;
      case "post_reactions_by_type_total" -> byType(c);
      case "blue_reels_play_count" -> c.views();
      case "post_video_likes_by_reaction_type" -> byType(c);
      default -> throw new IllegalStateException("no such metric " + metric);
    };
  }

  /** Kinds without a reaction are absent. */
  private static JsonObject byType(SimulatedCounters counters) {
    JsonObject byType = new JsonObject();
    for (Reaction reaction : Reaction.values()) {
      long count = reaction.of(counters);
      if (count > 0) {
        byType.put(reaction.inInsights(), count);
      }
    }
    return byType;
  }
}
