package io.tidemark.simulator.graph;

import io.tidemark.simulator.door.Readings;
import io.tidemark.simulator.growth.Counters;
import io.tidemark.simulator.studio.StudioPost;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The insights of a page post that are left since June 2026. They are counted once a day only, so
 * that who polls faster reads the same again.
 */
final class PagePostInsights {

  private static final List<String> METRICS =
      List.of(
          "post_media_view",
          "post_total_media_view_unique",
          "post_clicks",
          "post_reactions_by_type_total");

  private PagePostInsights() {}

  static JsonObject of(StudioPost post, List<String> metrics, GraphCall call) {
    if (metrics.isEmpty() || !METRICS.containsAll(metrics)) {
      throw Refused.parameter("The value must be a valid insights metric");
    }
    if (metrics.stream().anyMatch(post.unsupportedMetrics()::contains)) {
      throw Refused.parameter("The value must be a valid insights metric");
    }
    Insights insights = new Insights(post);
    Duration age = post.ageAt(call.now());
    Duration every = Duration.ofHours(call.visit().switches().facebookInsightsHours());
    Duration counted = every.isZero() ? age : every.multipliedBy(age.dividedBy(every));
    boolean never = !every.isZero() && counted.isZero();
    if (!never && age.compareTo(post.insightsAfter()) >= 0) {
      Counters counters = Readings.of(post.externalId(), post.growth().at(counted), call.visit());
      boolean some = call.visit().switches().nullCounters();
      metrics.forEach(metric -> insights.add(metric, value(metric, counters, some)));
    }
    return insights.in(call);
  }

  private static @Nullable Object value(String metric, Counters c, boolean someAreMissing) {
    return switch (metric) {
      case "post_media_view" -> c.views();
      case "post_total_media_view_unique" -> c.views() * 7 / 10;
      case "post_clicks" -> someAreMissing ? null : c.views() / 25;
      case "post_reactions_by_type_total" -> byType(c);
      default -> throw new IllegalStateException("no such metric " + metric);
    };
  }

  /** A kind without a reaction is absent. */
  private static JsonObject byType(Counters counters) {
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
