package io.tidemark.gateway.events;

import static io.tidemark.boot.TestFoundation.await;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.ApiClient;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.parsetools.RecordParser;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A client that listens to a gateway, as a browser does. */
final class OpenStream {

  /** One event as it came. */
  record Heard(String kind, String id, String data) {}

  private record Wanted(Predicate<Heard> which, Promise<Heard> promise) {}

  private final HttpClientResponse response;
  private final List<Heard> heard = new ArrayList<>();
  private final List<Wanted> wanted = new ArrayList<>();

  private OpenStream(HttpClientResponse response) {
    this.response = response;
    response.handler(
        RecordParser.newDelimited("\n\n", frame -> take(frame.toString().lines().toList())));
  }

  static OpenStream open(HttpClient client, ApiClient api, String key, @Nullable String lastId) {
    return await(
        client
            .request(HttpMethod.GET, api.gateway().port(), "127.0.0.1", "/api/events")
            .compose(
                request -> {
                  request.putHeader("Authorization", "Bearer " + key);
                  if (lastId != null) {
                    request.putHeader("Last-Event-ID", lastId);
                  }
                  return request.send();
                })
            .compose(
                response -> {
                  var stream = new OpenStream(response);
                  // Its body never ends; what it consists of is the test's to see.
                  var begun = new Answer(response.statusCode(), response.headers(), "id: 1");
                  return api.inContract("streamEvents", begun).map(stream);
                }));
  }

  HttpClientResponse response() {
    return response;
  }

  private synchronized void take(List<String> lines) {
    if (lines.stream().noneMatch(line -> line.startsWith("event: "))) {
      return;
    }
    var event = new Heard(field(lines, "event: "), field(lines, "id: "), field(lines, "data: "));
    heard.add(event);
    for (Wanted one : List.copyOf(wanted)) {
      if (one.which().test(event)) {
        wanted.remove(one);
        one.promise().complete(event);
      }
    }
  }

  private static String field(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .findFirst()
        .orElseThrow()
        .substring(name.length());
  }

  synchronized List<Heard> heard() {
    return List.copyOf(heard);
  }

  /** The first event of a kind, now or later. */
  Heard first(String kind) {
    return await(firstOf(event -> event.kind().equals(kind)));
  }

  private synchronized Future<Heard> firstOf(Predicate<Heard> which) {
    for (Heard event : heard) {
      if (which.test(event)) {
        return Future.succeededFuture(event);
      }
    }
    Promise<Heard> promise = Promise.promise();
    wanted.add(new Wanted(which, promise));
    return promise.future();
  }
}
