package io.tidemark.profiles;

import static io.tidemark.boot.TestFoundation.await;

import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.SettableClock;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** A real HTTP server that answers as the test says, and the models of a process that asks it. */
public final class FakeOpenAi implements AutoCloseable {

  public static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

  public final List<JsonObject> seen = new CopyOnWriteArrayList<>();
  public volatile BiConsumer<JsonObject, HttpServerRequest> answers;
  public final SettableClock clock = new SettableClock(NOON);
  public final TestFoundation stores;

  private final io.vertx.core.Vertx vertx = io.vertx.core.Vertx.vertx();
  private final HttpServer server;
  private int keys;

  public FakeOpenAi() {
    server =
        await(
            vertx
                .createHttpServer()
                .requestHandler(
                    request ->
                        request
                            .body()
                            .onSuccess(
                                body -> {
                                  JsonObject question = body.toJsonObject();
                                  seen.add(question);
                                  answers.accept(question, request);
                                }))
                .listen(0, "127.0.0.1"));
    stores = TestFoundation.lay(clock, settings(Map.of()));
  }

  private Map<String, String> settings(Map<String, String> changes) {
    Map<String, String> all = new HashMap<>();
    all.put("TIDEMARK_OPENAI_BASE_URL", "http://127.0.0.1:" + server.actualPort());
    all.put("TIDEMARK_OPENAI_KEY", "sk-test-" + keys++);
    all.put("TIDEMARK_OPENAI_EMBEDDING_DIMENSIONS", "8");
    all.put("TIDEMARK_UPSTREAM_RETRY_DELAY", "1ms");
    all.putAll(changes);
    return all;
  }

  /** Models with a key of their own: what befell another test's key is not theirs. */
  public Models models(String... changes) {
    Map<String, String> changed = new HashMap<>();
    for (int i = 0; i < changes.length; i += 2) {
      changed.put(changes[i], changes[i + 1]);
    }
    changed.put("TIDEMARK_POSTGRES_URL", stores.postgresUrl());
    changed.put("TIDEMARK_REDIS_URL", stores.redisUrl());
    var app = stores.app();
    var settings = io.tidemark.settings.SettingsReader.of(settings(changed));
    seen.clear();
    return Models.of(
        new io.tidemark.boot.AppContext(
            app.vertx(),
            settings,
            app.clock(),
            app.pool(),
            app.redis(),
            app.meters(),
            app.budgets(),
            app.processes(),
            app.heartbeat(),
            app.failureDetector()));
  }

  public static void say(HttpServerRequest request, int status, String body, String... headers) {
    for (int i = 0; i < headers.length; i += 2) {
      request.response().putHeader(headers[i], headers[i + 1]);
    }
    request.response().setStatusCode(status).end(body);
  }

  public void sayAlways(int status, String body, String... headers) {
    answers = (question, request) -> say(request, status, body, headers);
  }

  public static String error(String type, String code, String param) {
    return new JsonObject()
        .put(
            "error",
            new JsonObject()
                .put("message", "No: " + code + " sk-abc123")
                .put("type", type)
                .put("code", code)
                .put("param", param))
        .encode();
  }

  /** A vector whose direction tells its text. */
  public static JsonObject vector(int index, String text) {
    var values = new JsonArray();
    for (int i = 0; i < 8; i++) {
      values.add(i == Math.floorMod(text.hashCode(), 8) ? 3.0 : 0.0);
    }
    return new JsonObject().put("object", "embedding").put("index", index).put("embedding", values);
  }

  public static JsonObject embeddings(List<JsonObject> data, int tokens) {
    return new JsonObject()
        .put("object", "list")
        .put("data", new JsonArray(data))
        .put("usage", new JsonObject().put("total_tokens", tokens));
  }

  /** Answers each question about a hook, which may be null for a broken answer. */
  public void sayHooks(Function<String, JsonObject> choice) {
    answers =
        (question, request) -> {
          JsonArray messages = question.getJsonArray("messages");
          String hook = messages.getJsonObject(messages.size() - 1).getString("content");
          var body =
              new JsonObject()
                  .put("choices", new JsonArray().add(choice.apply(hook)))
                  .put(
                      "usage",
                      new JsonObject().put("prompt_tokens", 100).put("completion_tokens", 10));
          say(request, 200, body.encode());
        };
  }

  public static JsonObject choice(String finish, String content, String refusal) {
    return new JsonObject()
        .put("finish_reason", finish)
        .put("message", new JsonObject().put("content", content).put("refusal", refusal));
  }

  @Override
  public void close() {
    stores.close();
    await(server.close());
    await(vertx.close());
  }
}
