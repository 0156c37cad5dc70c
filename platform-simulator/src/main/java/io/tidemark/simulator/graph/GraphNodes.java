package io.tidemark.simulator.graph;

import io.tidemark.simulator.endpoint.PlatformResponse;
import io.tidemark.simulator.faults.GraphErrorKind;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.studio.StudioAccount;
import io.tidemark.simulator.studio.StudioPost;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/** Answers one Graph request, single or part of a batch. */
final class GraphNodes {

  private static final int MOST_IDS = 50;
  private static final Duration LIFE_OF_A_STORY = Duration.ofDays(1);

  private final GraphTokenCheck tokens;

  GraphNodes(GraphTokenCheck tokens) {
    this.tokens = tokens;
  }

  PlatformResponse answer(GraphCall call) {
    try {
      return found(call);
    } catch (GraphException refused) {
      return refused.answer();
    }
  }

  private PlatformResponse found(GraphCall call) {
    List<String> path = call.address().path();
    if (path.isEmpty()) {
      return byIds(call);
    }
    if (path.equals(List.of("refresh_access_token"))) {
      return tokens.renewed(call);
    }
    String id = path.getFirst().equals("me") ? call.account().externalId() : path.getFirst();
    return switch (path.size() == 1 ? "" : String.join("/", path.subList(1, path.size()))) {
      case "" -> PlatformResponse.ok(node(id, call)).carrying(List.of(id));
      case "insights" -> insights(id, call);
      case "video_insights" -> videoInsights(id, call);
      case "media" -> media(id, call);
      default ->
          throw GraphException.parameter(
              "Tried accessing nonexisting field (%s)".formatted(path.get(1)));
    };
  }

  /** Returns nodes by id; one invalid id fails the whole request. */
  private PlatformResponse byIds(GraphCall call) {
    List<String> ids = call.address().list("ids");
    if (ids.isEmpty() || ids.size() > MOST_IDS) {
      throw GraphException.parameter("The parameter ids must hold 1 to " + MOST_IDS + " ids");
    }
    List<String> aliases = ids.stream().filter(id -> !id.matches(GraphUri.ID)).toList();
    if (!aliases.isEmpty()) {
      throw GraphException.unknownAliases(aliases);
    }
    JsonObject body = new JsonObject();
    ids.forEach(id -> body.put(id, node(id, call)));
    return PlatformResponse.ok(body).carrying(ids);
  }

  private JsonObject node(String id, GraphCall call) {
    List<GraphField> fields = GraphField.list(call.address().parameter("fields"));
    if (id.equals(call.account().externalId())) {
      return AccountNode.of(call.account(), fields);
    }
    StudioPost post = post(id, call);
    return post.platform() == Platform.FACEBOOK
        ? PagePostNode.of(post, fields, call)
        : MediaNode.of(post, fields, call);
  }

  private PlatformResponse insights(String id, GraphCall call) {
    StudioPost post = post(id, call);
    List<String> metrics = call.address().list("metric");
    JsonObject body =
        post.platform() == Platform.FACEBOOK
            ? PagePostInsights.of(post, metrics, call)
            : MediaInsights.of(post, metrics, call);
    return PlatformResponse.ok(body).carrying(List.of(id));
  }

  private PlatformResponse videoInsights(String id, GraphCall call) {
    StudioPost post = post(id, call);
    if (post.platform() != Platform.FACEBOOK) {
      throw GraphException.noField("video_insights", "IGMedia");
    }
    return PlatformResponse.ok(PagePostInsights.ofReel(post, call.address().list("metric"), call))
        .carrying(List.of(id));
  }

  private PlatformResponse media(String id, GraphCall call) {
    StudioAccount account = call.account();
    if (!id.equals(account.externalId()) || account.platform() != Platform.INSTAGRAM) {
      throw GraphException.notFound(id);
    }
    return MediaList.of(call.studio().seenBy(account), call);
  }

  private StudioPost post(String id, GraphCall call) {
    if (!id.matches(GraphUri.ID) || call.request().faults().content().poisonIds().contains(id)) {
      throw GraphException.unknownAliases(List.of(id));
    }
    if (call.request().faults().content().unavailableIds().contains(id)) {
      throw GraphException.as(GraphErrorKind.SERVICE);
    }
    StudioPost post =
        call.studio().seenBy(call.account(), id).orElseThrow(() -> GraphException.notFound(id));
    boolean over =
        switch (post.mediaProductType()) {
          case STORY -> post.ageAt(call.now()).compareTo(LIFE_OF_A_STORY) >= 0;
          case FEED, REELS, AD -> false;
        };
    if (over) {
      throw GraphException.notFound(id);
    }
    return post;
  }
}
