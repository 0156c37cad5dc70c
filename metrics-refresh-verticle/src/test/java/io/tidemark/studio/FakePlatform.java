package io.tidemark.studio;

import static io.tidemark.boot.TestFoundation.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** A real HTTP server that answers as the test says and remembers what it was asked. */
public final class FakePlatform implements AutoCloseable {

  public record Seen(String uri, String authorization, String body) {

    /** The fields of a form. */
    public Map<String, String> form() {
      Map<String, String> fields = new HashMap<>();
      for (String field : body.split("&")) {
        String[] both = field.split("=", 2);
        fields.put(both[0], URLDecoder.decode(both[1], StandardCharsets.UTF_8));
      }
      return fields;
    }

    /** What the parts of a Graph batch ask for. */
    public List<String> parts() {
      return new JsonArray(form().get("batch"))
          .stream().map(part -> ((JsonObject) part).getString("relative_url")).toList();
    }
  }

  public final List<Seen> seen = new CopyOnWriteArrayList<>();
  public volatile BiConsumer<Seen, HttpServerRequest> answers;

  private final HttpServer server;

  public FakePlatform(Vertx vertx) {
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
                                  var visit =
                                      new Seen(
                                          request.uri(),
                                          String.valueOf(request.getHeader("Authorization")),
                                          body.toString());
                                  seen.add(visit);
                                  answers.accept(visit, request);
                                }))
                .listen(0, "127.0.0.1"));
  }

  public String url() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /** Answers everything alike. */
  public void say(int status, String body, String... headers) {
    answers =
        (visit, request) -> {
          for (int i = 0; i < headers.length; i += 2) {
            request.response().putHeader(headers[i], headers[i + 1]);
          }
          request.response().setStatusCode(status).end(body);
        };
  }

  /** Answers each part of a Graph batch: with a body, an error (which has status 400), or null. */
  public void sayParts(Function<String, JsonObject> part) {
    answers =
        (visit, request) -> {
          if (!visit.body().contains("batch=")) {
            request.response().setStatusCode(404).end();
            return;
          }
          var all = new JsonArray();
          for (String url : visit.parts()) {
            JsonObject body = part.apply(url);
            all.add(
                body == null
                    ? null
                    : new JsonObject()
                        .put("code", body.containsKey("error") ? 400 : 200)
                        .put("body", body.encode()));
          }
          request.response().end(all.encode());
        };
  }

  public static JsonObject error(int code, int subcode, String message) {
    return new JsonObject()
        .put(
            "error",
            new JsonObject()
                .put("message", message)
                .put("type", "OAuthException")
                .put("code", code)
                .put("error_subcode", subcode == 0 ? null : subcode)
                .put("fbtrace_id", "A1"));
  }

  /** The insights of a question, each metric with this value. */
  public static JsonObject insights(String url, Object value) {
    var data = new JsonArray();
    for (String metric : url.replaceFirst(".*metric=", "").split(",")) {
      data.add(
          new JsonObject()
              .put("name", metric)
              .put("period", "lifetime")
              .put("values", new JsonArray().add(new JsonObject().put("value", value))));
    }
    return new JsonObject().put("data", data);
  }

  @Override
  public void close() {
    await(server.close());
  }
}
