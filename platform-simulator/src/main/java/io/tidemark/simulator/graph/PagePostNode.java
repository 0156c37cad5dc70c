package io.tidemark.simulator.graph;

import io.tidemark.simulator.endpoint.FaultyContent;
import io.tidemark.simulator.growth.SimulatedCounters;
import io.tidemark.simulator.studio.MediaType;
import io.tidemark.simulator.studio.StudioPost;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;

/** A post of a Facebook page with the requested fields and current counters. */
final class PagePostNode {

  private PagePostNode() {}

  static JsonObject of(StudioPost post, List<GraphField> fields, GraphCall call) {
    SimulatedCounters counters =
        FaultyContent.of(post.externalId(), post.countersAt(call.now()), call.request());
    JsonObject node = new JsonObject();
    for (GraphField field : fields) {
      if (node.containsKey(field.key())) {
        throw GraphException.parameter(
            "Syntax error \"Field %s specified more than once\"".formatted(field.key()));
      }
      switch (field.name()) {
        case "id" -> {}
        case "message" -> node.put(field.key(), post.caption());
        case "created_time" -> node.put(field.key(), MediaNode.time(post.createdAt()));
        case "permalink_url" ->
            node.put(field.key(), "https://www.facebook.com/" + post.externalId());
        case "shares" -> {
          if (PagePostInsights.isReel(post)) {
            throw GraphException.noField("shares", "Video");
          }
          long shares = counters.retweets() + counters.quotes();
          if (shares > 0 && post.mediaType() != MediaType.IMAGE) {
            node.put(field.key(), new JsonObject().put("count", shares));
          }
        }
        case "comments" -> node.put(field.key(), comments(field, counters));
        case "reactions" -> node.put(field.key(), reactions(field, counters));
        case "insights" ->
            node.put(field.key(), PagePostInsights.of(post, MediaNode.metrics(field), call));
        default -> throw GraphException.noField(field.name(), "Post");
      }
    }
    return node.put("id", post.externalId());
  }

  private static JsonObject comments(GraphField field, SimulatedCounters counters) {
    return edge(
        field,
        new JsonObject()
            .put("order", "chronological")
            .put("total_count", counters.replies())
            .put("can_comment", true));
  }

  private static JsonObject reactions(GraphField field, SimulatedCounters counters) {
    String type = field.modifiers().get("type");
    long count = type == null ? counters.likes() : reaction(type).of(counters);
    return edge(field, new JsonObject().put("total_count", count).put("viewer_reaction", "NONE"));
  }

  private static Reaction reaction(String type) {
    return Arrays.stream(Reaction.values())
        .filter(reaction -> reaction.name().equals(type))
        .findFirst()
        .orElseThrow(
            () ->
                GraphException.parameter(
                    "Param type must be one of "
                        + Arrays.toString(Reaction.values())
                        + " - got \"%s\".".formatted(type)));
  }

  /** Individual comments and reactions are not simulated; only the summary is. */
  private static JsonObject edge(GraphField field, JsonObject summary) {
    JsonObject edge = new JsonObject().put("data", new JsonArray());
    return field.modifiers().containsKey("summary") ? edge.put("summary", summary) : edge;
  }
}
