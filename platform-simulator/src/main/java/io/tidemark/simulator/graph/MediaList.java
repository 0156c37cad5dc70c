package io.tidemark.simulator.graph;

import io.tidemark.simulator.endpoint.FaultyContent;
import io.tidemark.simulator.endpoint.PlatformResponse;
import io.tidemark.simulator.studio.StudioPost;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** {@code GET /{ig-user-id}/media}, the newest first. */
final class MediaList {

  private static final int USUAL_SIZE = 25;
  private static final int MOST = 100;

  private MediaList() {}

  /** Returns a page. A cursor names a post, so that new posts do not shift pages. */
  static PlatformResponse of(List<StudioPost> newestFirst, GraphCall call) {
    int from = start(newestFirst, call);
    int to = Math.min(newestFirst.size(), from + size(call));
    List<GraphField> fields = GraphField.list(call.address().parameter("fields"));
    JsonArray data = new JsonArray();
    List<String> returned = new ArrayList<>();
    for (StudioPost post : newestFirst.subList(from, to)) {
      if (!FaultyContent.omitted(post.externalId(), call.request())) {
        data.add(MediaNode.of(post, fields, call));
        returned.add(post.externalId());
      }
    }
    JsonObject body = new JsonObject().put("data", data);
    if (to > from) {
      boolean more = to < newestFirst.size() || call.request().faults().content().repeatingCursor();
      body.put("paging", paging(newestFirst.get(from), newestFirst.get(to - 1), more, call));
    }
    return PlatformResponse.ok(body).carrying(returned);
  }

  private static int start(List<StudioPost> newestFirst, GraphCall call) {
    String after = call.address().parameter("after");
    if (after.isEmpty() || call.request().faults().content().repeatingCursor()) {
      return 0;
    }
    for (int i = 0; i < newestFirst.size(); i++) {
      if (cursor(newestFirst.get(i)).equals(after)) {
        return i + 1;
      }
    }
    throw GraphException.parameter("Invalid cursors values");
  }

  private static int size(GraphCall call) {
    String limit = call.address().parameter("limit");
    if (limit.isEmpty()) {
      return USUAL_SIZE;
    }
    if (!limit.matches("[1-9][0-9]{0,5}")) {
      throw GraphException.parameter("The parameter limit must be a positive number");
    }
    return Math.min(MOST, Integer.parseInt(limit));
  }

  private static JsonObject paging(
      StudioPost first, StudioPost last, boolean more, GraphCall call) {
    JsonObject paging =
        new JsonObject()
            .put(
                "cursors",
                new JsonObject().put("before", cursor(first)).put("after", cursor(last)));
    return more ? paging.put("next", next(last, call)) : paging;
  }

  /** The next link contains the access token, as the platform's does. */
  private static String next(StudioPost last, GraphCall call) {
    StringBuilder url = new StringBuilder("http://");
    url.append(call.request().raw().authority());
    url.append("/v").append(call.address().version()).append(".0/");
    url.append(call.account().externalId()).append("/media?access_token=").append(call.token());
    for (String name : List.of("fields", "limit")) {
      String value = call.address().parameter(name);
      if (!value.isEmpty()) {
        url.append('&').append(name).append('=');
        url.append(URLEncoder.encode(value, StandardCharsets.UTF_8));
      }
    }
    return url.append("&after=").append(cursor(last)).toString();
  }

  private static String cursor(StudioPost post) {
    byte[] id = ("QVFIU" + post.externalId()).getBytes(StandardCharsets.US_ASCII);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
  }
}
