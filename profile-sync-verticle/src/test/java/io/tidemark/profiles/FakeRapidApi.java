package io.tidemark.profiles;

import static io.tidemark.boot.TestFoundation.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A real HTTP server that answers for each profile as the test says. */
public final class FakeRapidApi implements AutoCloseable {

  /** The urls of profiles that were asked for. */
  public final List<String> seen = new CopyOnWriteArrayList<>();

  public final List<String> headers = new CopyOnWriteArrayList<>();
  public final Map<String, Consumer<HttpServerRequest>> answers = new HashMap<>();

  private final HttpServer server;

  public FakeRapidApi(Vertx vertx) {
    server =
        await(
            vertx
                .createHttpServer()
                .requestHandler(
                    request -> {
                      String url = request.getParam("linkedin_url");
                      seen.add(url);
                      headers.add(
                          request.path()
                              + " "
                              + request.getParam("type")
                              + " "
                              + request.getHeader("x-rapidapi-key")
                              + " "
                              + request.getHeader("x-rapidapi-host"));
                      String id = url.replaceFirst(".*/in/", "").replace("/", "");
                      answers.getOrDefault(id, other -> say(other, 200, page())).accept(request);
                    })
                .listen(0, "127.0.0.1"));
  }

  public String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  public void say(String id, int status, JsonObject body, String... headers) {
    answers.put(id, request -> say(request, status, body, headers));
  }

  public void posts(String id, JsonObject... posts) {
    say(id, 200, page(posts));
  }

  private static void say(
      HttpServerRequest request, int status, JsonObject body, String... headers) {
    for (int i = 0; i < headers.length; i += 2) {
      request.response().putHeader(headers[i], headers[i + 1]);
    }
    request.response().setStatusCode(status).end(body.encode());
  }

  public static JsonObject message(String text) {
    return new JsonObject().put("message", text);
  }

  public static JsonObject page(JsonObject... posts) {
    return new JsonObject()
        .put("data", new JsonArray(List.of(posts)))
        .put("message", "ok")
        .put("paging", new JsonObject().put("count", 50).put("start", 0));
  }

  /** A post as the provider gives it: without counters, which are absent when they are 0. */
  public static JsonObject post(long number, String text) {
    return new JsonObject()
        .put("urn", Long.toString(number))
        .put("post_url", "https://www.linkedin.com/feed/update/urn:li:activity:" + number + "/")
        .put("text", text)
        .put("posted", "2026-03-07 18:30:19")
        .put("reshared", false);
  }

  @Override
  public void close() {
    await(server.close());
  }
}
