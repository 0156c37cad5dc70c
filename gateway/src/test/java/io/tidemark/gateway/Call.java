package io.tidemark.gateway;

import static io.tidemark.boot.TestFoundation.await;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import java.util.function.Function;

/** A request to the gateway; its answer is checked before a test sees it. */
public final class Call {

  private final HttpRequest<Buffer> request;
  private final Function<HttpResponse<Buffer>, Future<Answer>> check;

  Call(HttpRequest<Buffer> request, Function<HttpResponse<Buffer>, Future<Answer>> check) {
    this.request = request;
    this.check = check;
  }

  public Call header(String name, String value) {
    request.putHeader(name, value);
    return this;
  }

  public Call bearer(String key) {
    return header("Authorization", "Bearer " + key);
  }

  public Call query(String name, Object value) {
    request.addQueryParam(name, value.toString());
    return this;
  }

  public Answer send() {
    return await(request.send().compose(check));
  }

  public Answer send(JsonObject body) {
    return send(body.encode());
  }

  public Answer send(JsonArray body) {
    return send(body.encode());
  }

  /** As {@code application/json}. */
  public Answer send(String body) {
    return await(sending(body));
  }

  /** As whatever its headers say. */
  public Answer send(Buffer body) {
    return await(request.sendBuffer(body).compose(check));
  }

  /** Does not wait for the answer. */
  public Future<Answer> sending(String body) {
    return header("Content-Type", "application/json")
        .request
        .sendBuffer(Buffer.buffer(body))
        .compose(check);
  }
}
