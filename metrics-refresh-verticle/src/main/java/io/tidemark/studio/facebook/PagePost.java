package io.tidemark.studio.facebook;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.counters.CounterReader;
import io.tidemark.studio.graph.InsightValues;
import io.tidemark.studio.platforms.Metric;
import io.tidemark.studio.platforms.Metrics;
import io.tidemark.studio.platforms.StudioSource.PostRef;
import io.tidemark.upstream.Answers;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A page's post as the Graph API shows it (Graph API reference, Page Post). */
public final class PagePost {

  /** Fields of a post. */
  public static final List<String> FIELDS =
      List.of(
          "shares",
          "comments.limit(0).summary(total_count)",
          "reactions.limit(0).summary(total_count)");

  /** Metrics of a reel, which has an edge of its own. */
  public static final List<String> REEL_METRICS =
      List.of("blue_reels_play_count", "post_video_likes_by_reaction_type");

  private static final CounterReader COUNTERS = CounterReader.of("facebook");

  private PagePost() {}

  /**
   * @param unasked fields that were left out of the request because the node lacks them
   * @param insights empty when they were not requested or not given
   * @param lacking which requested insights are lacking, and why; empty when none is
   */
  static PostOutcome<Metrics> outcome(
      PostRef post, JsonNode node, Set<String> unasked, List<JsonNode> insights, String lacking) {
    Long comments =
        COUNTERS.read(node.path("comments").path("summary").get("total_count"), "comments");
    Long reactions =
        COUNTERS.read(node.path("reactions").path("summary").get("total_count"), "reactions");
    var values = new InsightValues(insights);
    Map<Metric, String> origins = new EnumMap<>(Metric.class);
    Long views = values.count("post_media_view");
    if (views == null) {
      views = values.count("blue_reels_play_count");
      if (views != null) {
        origins.put(Metric.VIEWS, "blue_reels_play_count");
      }
    }
    for (String byType :
        List.of("post_video_likes_by_reaction_type", "post_reactions_by_type_total")) {
      Long sum = reactions == null ? values.sum(byType) : null;
      if (sum != null) {
        reactions = sum;
        origins.put(Metric.LIKES, byType);
      }
    }
    if (comments == null && reactions == null && !node.has("shares") && values.isEmpty()) {
      return new PostOutcome.Unknown<>("the answer held no counters");
    }
    JsonObject raw = Answers.object(node);
    if (!insights.isEmpty()) {
      raw.put("insights", Answers.object(values.raw()));
    }
    Map<Metric, Long> counters = new EnumMap<>(Metric.class);
    counters.put(Metric.IMPRESSIONS, values.count("post_impressions"));
    counters.put(Metric.REACH, values.count("post_total_media_view_unique"));
    counters.put(Metric.VIEWS, views);
    counters.put(Metric.LIKES, reactions);
    counters.put(Metric.COMMENTS, comments);
    counters.put(Metric.SHARES, shares(post, node, unasked));
    counters.put(Metric.CLICKS, values.count("post_clicks"));
    return new PostOutcome.Present<>(new Metrics(counters, raw, origins, lacking, ""));
  }

  /**
   * The platform leaves shares out when there are none, and on photos always: a photo without them
   * has an unknown number, as has a node that was not asked for them.
   */
  private static @Nullable Long shares(PostRef post, JsonNode node, Set<String> unasked) {
    if (node.has("shares")) {
      return COUNTERS.read(node.path("shares").get("count"), "shares");
    }
    if (unasked.contains("shares")) {
      return null;
    }
    String type = post.mediaType() == null ? "" : post.mediaType().toUpperCase(Locale.ROOT);
    return switch (type) {
      case "VIDEO", "REELS", "LINK", "STATUS", "TEXT" -> 0L;
      default -> null;
    };
  }
}
