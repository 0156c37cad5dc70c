package io.tidemark.simulator.graph;

import io.tidemark.simulator.endpoint.FaultyContent;
import io.tidemark.simulator.growth.SimulatedCounters;
import io.tidemark.simulator.studio.StudioPost;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;

/** An Instagram media with the requested fields and its id. */
final class MediaNode {

  /** An offset without a colon, which {@code ISO_OFFSET_DATE_TIME} does not read. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxx").withZone(ZoneOffset.UTC);

  private MediaNode() {}

  static JsonObject of(StudioPost post, List<GraphField> fields, GraphCall call) {
    SimulatedCounters counters =
        FaultyContent.of(post.externalId(), post.countersAt(call.now()), call.request());
    JsonObject node = new JsonObject();
    for (GraphField field : fields) {
      switch (field.name()) {
        case "id" -> {}
        case "caption" -> node.put("caption", post.caption());
        case "media_type" -> node.put("media_type", String.valueOf(post.mediaType()));
        case "media_product_type" -> node.put("media_product_type", post.mediaProductType().name());
        case "timestamp" -> node.put("timestamp", time(post.createdAt()));
        case "permalink" ->
            node.put("permalink", "https://www.instagram.com/p/" + post.externalId() + "/");
        case "comments_count" -> node.put("comments_count", counters.replies());
        case "like_count" -> {
          // Absent, not zero, when the owner hides the likes.
          if (!post.hidesLikes() && !call.request().faults().content().nullCounters()) {
            node.put("like_count", counters.likes());
          }
        }
        case "insights" -> node.put("insights", MediaInsights.of(post, metrics(field), call));
        default ->
            throw GraphException.parameter(
                "Tried accessing nonexisting field (%s) on node type (IGMedia)"
                    .formatted(field.name()));
      }
    }
    return node.put("id", post.externalId());
  }

  static String time(Instant instant) {
    return TIME.format(instant);
  }

  static List<String> metrics(GraphField insights) {
    return Arrays.stream(insights.modifiers().getOrDefault("metric", "").split(","))
        .map(String::strip)
        .filter(metric -> !metric.isEmpty())
        .toList();
  }
}
