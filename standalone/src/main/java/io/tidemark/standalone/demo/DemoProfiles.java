package io.tidemark.standalone.demo;

import io.tidemark.simulator.PlatformSimulator;
import io.tidemark.simulator.linkedin.LinkedInAuthor;
import io.tidemark.standalone.process.MainThread;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Synchronises LinkedIn authors over HTTP with the in-process models. */
final class DemoProfiles {

  private static final int AUTHORS = 4;
  private static final int TRIES = 20;

  private final Vertx vertx;
  private final WebClient client;
  private final String key;
  private final String address;
  private final List<Long> profiles = new ArrayList<>();

  DemoProfiles(Vertx vertx, WebClient client, String key, String address) {
    this.vertx = vertx;
    this.client = client;
    this.key = key;
    this.address = address;
  }

  void setUp(PlatformSimulator simulator) {
    for (LinkedInAuthor author : simulator.linkedin().authors().subList(0, AUTHORS)) {
      HttpResponse<Buffer> response =
          MainThread.await(
              client
                  .postAbs(address + "/api/profiles")
                  .bearerTokenAuthentication(key)
                  .sendJsonObject(
                      new JsonObject()
                          .put("full_name", author.publicId())
                          .put("linkedin_id", author.publicId())));
      if (response.statusCode() != 201) {
        throw new IllegalStateException(
            "a profile was answered %d: %s"
                .formatted(response.statusCode(), response.bodyAsString()));
      }
      profiles.add(response.bodyAsJsonObject().getLong("id"));
    }
  }

  /** The address of the similarity search. */
  String similarAddress() {
    return address + "/api/posts/similar?text=raising+prices";
  }

  /** Runs a profile sync and returns a summary. */
  Future<String> sync() {
    return sync(TRIES);
  }

  /** The weekly sync may be running; retries after it. */
  private Future<String> sync(int tries) {
    return client
        .postAbs(address + "/functions/v1/sync-profiles")
        .bearerTokenAuthentication(key)
        .sendJsonObject(new JsonObject())
        .compose(
            response ->
                response.statusCode() == 409 && tries > 1
                    ? vertx.timer(500, TimeUnit.MILLISECONDS).compose(waited -> sync(tries - 1))
                    : response.statusCode() == 200
                        ? mix().map(mix -> sentence(response.bodyAsJsonObject(), mix))
                        : Future.succeededFuture(
                            "the sync answered %d: %s"
                                .formatted(response.statusCode(), response.bodyAsString())));
  }

  private static String sentence(JsonObject answer, Map<String, Integer> mix) {
    return "%d posts of %d authors scraped, embedded and classified; their hooks: %s"
        .formatted(
            answer.getInteger("posts_new"),
            answer.getInteger("successful_profiles"),
            DemoWords.counts(mix));
  }

  private Future<Map<String, Integer>> mix() {
    List<Future<JsonArray>> pages =
        profiles.stream()
            .map(
                profile ->
                    client
                        .getAbs(address + "/api/profiles/" + profile + "/posts?limit=100")
                        .bearerTokenAuthentication(key)
                        .send()
                        .map(page -> page.bodyAsJsonObject().getJsonArray("posts")))
            .toList();
    return Future.all(pages)
        .map(
            all -> {
              Map<String, Integer> mix = new TreeMap<>();
              for (Future<JsonArray> page : pages) {
                for (int i = 0; i < page.result().size(); i++) {
                  String hook = page.result().getJsonObject(i).getString("hook_type");
                  mix.merge(hook == null ? "unclassified" : DemoWords.plain(hook), 1, Integer::sum);
                }
              }
              return mix;
            });
  }
}
