package io.tidemark.studio.tiktok;

import io.tidemark.studio.FakePlatform;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Rotates refresh tokens and shows the videos of whoever has the present access token. */
final class FakeTikTok {

  final Set<String> left = new HashSet<>();
  final Set<String> malformed = new HashSet<>();
  final List<String> refreshedWith = new ArrayList<>();
  final AtomicInteger rotations = new AtomicInteger();
  volatile String access = "act.secret-0";
  volatile String refresh = "rft.secret-0";

  void answer(FakePlatform.Seen visit, HttpServerRequest request) {
    if (visit.uri().startsWith("/v2/oauth/token/")) {
      token(visit, request);
    } else if (!visit.authorization().equals("Bearer " + access)) {
      request
          .response()
          .setStatusCode(401)
          .end(
              error(
                  "access_token_invalid",
                  "The access token is invalid or not found in the request. "
                      + visit.authorization()));
    } else {
      videos(visit, request);
    }
  }

  private synchronized void token(FakePlatform.Seen visit, HttpServerRequest request) {
    String given = visit.form().get("refresh_token");
    refreshedWith.add(given);
    if (!refresh.equals(given)) {
      request
          .response()
          .setStatusCode(400)
          .end(
              new JsonObject()
                  .put("error", "invalid_grant")
                  .put("error_description", "Refresh token " + given + " is invalid.")
                  .encode());
      return;
    }
    int number = rotations.incrementAndGet();
    access = "act.secret-" + number;
    refresh = "rft.secret-" + number;
    request
        .response()
        .end(
            new JsonObject()
                .put("open_id", "me")
                .put("access_token", access)
                .put("expires_in", 7_200)
                .put("refresh_token", refresh)
                .put("refresh_expires_in", 15_552_000)
                .put("token_type", "Bearer")
                .encode());
  }

  private void videos(FakePlatform.Seen visit, HttpServerRequest request) {
    JsonArray ids = new JsonObject(visit.body()).getJsonObject("filters").getJsonArray("video_ids");
    var videos = new JsonArray();
    for (Object id : ids) {
      if (malformed.contains(id.toString())) {
        request.response().setStatusCode(400).end(error("invalid_params", "bad id " + id));
        return;
      }
      if (!left.contains(id.toString())) {
        videos.add(
            new JsonObject()
                .put("id", id)
                .put("create_time", 1_648_492_800)
                .put("like_count", 5)
                .put("comment_count", 1)
                .put("share_count", 0)
                .put("view_count", 210));
      }
    }
    request
        .response()
        .end(
            new JsonObject()
                .put("data", new JsonObject().put("videos", videos))
                .put("error", new JsonObject().put("code", "ok").put("message", ""))
                .encode());
  }

  static String error(String code, String message) {
    return new JsonObject()
        .put("data", new JsonObject())
        .put(
            "error",
            new JsonObject().put("code", code).put("message", message).put("log_id", "2022"))
        .encode();
  }
}
