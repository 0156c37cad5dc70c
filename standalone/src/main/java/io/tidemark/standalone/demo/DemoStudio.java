package io.tidemark.standalone.demo;

import io.tidemark.simulator.PlatformSimulator;
import io.tidemark.simulator.growth.SmallGrowth;
import io.tidemark.simulator.studio.AccountDraft;
import io.tidemark.simulator.studio.PostDraft;
import io.tidemark.simulator.studio.StudioAccount;
import io.tidemark.simulator.studio.StudioPost;
import io.tidemark.standalone.process.MainThread;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Sets up and refreshes a studio workspace with an account of each platform, over HTTP. */
final class DemoStudio {

  static final String WORKSPACE = "studio";

  private static final int POSTS = 20;
  private static final int TRIES = 20;

  private final Vertx vertx;
  private final WebClient client;
  private final String key;
  private final String address;

  DemoStudio(Vertx vertx, WebClient client, String key, String address) {
    this.vertx = vertx;
    this.client = client;
    this.key = key;
    this.address = address;
  }

  /** Connects the accounts and imports their posts of the last day. */
  void setUp(PlatformSimulator simulator, Instant now) {
    post(
        "/api/studio/workspaces",
        new JsonObject().put("id", WORKSPACE).put("name", "A studio workspace"),
        201);
    for (AccountDraft draft :
        List.of(AccountDraft.instagram(), AccountDraft.facebook(), AccountDraft.tiktok())) {
      StudioAccount account = simulator.studio().connect(draft);
      long id =
          post("/api/studio/workspaces/" + WORKSPACE + "/accounts", connected(account), 201)
              .getLong("id");
      var posts = new JsonArray();
      for (int i = 0; i < POSTS; i++) {
        Instant posted = now.minus(Duration.ofHours(i + 1));
        StudioPost made =
            simulator
                .studio()
                .publish(PostDraft.of(account).at(posted).growing(SmallGrowth.draw(i)));
        posts.add(
            new JsonObject()
                .put("account_id", id)
                .put("external_id", made.externalId())
                .put("posted_at", made.createdAt().toString()));
      }
      post(
          "/api/studio/workspaces/" + WORKSPACE + "/posts",
          new JsonObject().put("posts", posts),
          200);
    }
  }

  private static JsonObject connected(StudioAccount account) {
    var body =
        new JsonObject()
            .put("platform", account.platform().label())
            .put("external_id", account.externalId())
            .put("access_token", account.accessToken())
            .put("token_expires_at", account.accessExpiresAt().toString());
    return account.refreshToken() == null
        ? body
        : body.put("refresh_token", account.refreshToken());
  }

  /** The address of the statistics. */
  String statsAddress() {
    return address + "/api/studio/workspaces/" + WORKSPACE + "/stats";
  }

  /** Runs a metrics refresh and returns a summary. */
  Future<String> refresh() {
    return refresh(TRIES);
  }

  /** The regular run may be running; retries after it. */
  private Future<String> refresh(int tries) {
    return client
        .getAbs(address + "/api/cron/studio/metrics-refresh")
        .addQueryParam("workspace_id", WORKSPACE)
        .bearerTokenAuthentication(key)
        .send()
        .compose(
            response ->
                response.statusCode() == 409 && tries > 1
                    ? vertx.timer(250, TimeUnit.MILLISECONDS).compose(waited -> refresh(tries - 1))
                    : Future.succeededFuture(sentence(response)));
  }

  private static String sentence(HttpResponse<Buffer> response) {
    if (response.statusCode() != 200) {
      return "the refresh answered " + response.statusCode() + ": " + response.bodyAsString();
    }
    JsonObject answer = response.bodyAsJsonObject();
    JsonObject sums = answer.getJsonObject("summary").getJsonObject("byPlatform");
    Map<String, Integer> updated = new TreeMap<>();
    sums.forEach(
        sum ->
            updated.put(
                "on " + DemoWords.platform(sum.getKey()),
                sums.getJsonObject(sum.getKey()).getInteger("updated")));
    return "%s (%s)".formatted(answer.getString("message"), DemoWords.counts(updated));
  }

  private JsonObject post(String path, JsonObject body, int expected) {
    HttpResponse<Buffer> response =
        MainThread.await(
            client.postAbs(address + path).bearerTokenAuthentication(key).sendJsonObject(body));
    if (response.statusCode() != expected) {
      throw new IllegalStateException(
          "%s answered %d: %s".formatted(path, response.statusCode(), response.bodyAsString()));
    }
    return response.bodyAsJsonObject();
  }
}
