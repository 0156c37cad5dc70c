package io.tidemark.simulator.tiktok;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.simulator.RunningSimulator;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A client of a simulated TikTok. */
record TikTokCaller(RunningSimulator world) {

  static final String QUERY = "/v2/video/query/?fields=id,like_count";
  static final String LIST = "/v2/video/list/?fields=id";
  static final String RESEARCH = "/v2/research/video/query/?fields=id,view_count";

  HttpResponse<Buffer> post(String token, String path, JsonObject body) {
    return world.postAs(token, path, body.encode());
  }

  JsonObject data(String token, String path, JsonObject body) {
    HttpResponse<Buffer> answer = post(token, path, body);
    assertThat(answer.statusCode()).as(answer.bodyAsString()).isEqualTo(200);
    JsonObject error = answer.bodyAsJsonObject().getJsonObject("error");
    assertThat(error.getString("code")).isEqualTo("ok");
    assertThat(error.getString("message")).isEmpty();
    assertThat(error.getString("log_id")).matches("2026[0-9]{10}[0-9A-F]{20}");
    return answer.bodyAsJsonObject().getJsonObject("data");
  }

  /** The error's code, which comes with this status. */
  String refusal(int status, String token, String path, JsonObject body) {
    HttpResponse<Buffer> answer = post(token, path, body);
    assertThat(answer.statusCode()).as(answer.bodyAsString()).isEqualTo(status);
    return answer.bodyAsJsonObject().getJsonObject("error").getString("code");
  }

  HttpResponse<Buffer> token(String grant, Map<String, String> more) {
    Map<String, String> form = new HashMap<>(more);
    form.put("grant_type", grant);
    form.putIfAbsent("client_key", "demo-key");
    form.putIfAbsent("client_secret", "demo-key");
    return world.submit("/v2/oauth/token/", form);
  }

  HttpResponse<Buffer> refresh(String refreshToken) {
    return token("refresh_token", Map.of("refresh_token", refreshToken));
  }

  String clientToken() {
    return token("client_credentials", Map.of()).bodyAsJsonObject().getString("access_token");
  }

  static JsonObject ids(String... ids) {
    return new JsonObject()
        .put("filters", new JsonObject().put("video_ids", new JsonArray(List.of(ids))));
  }

  static List<Object> shown(JsonObject data) {
    return data.getJsonArray("videos").stream()
        .map(video -> ((JsonObject) video).getValue("id"))
        .toList();
  }
}
