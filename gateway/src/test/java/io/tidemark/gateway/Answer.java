package io.tidemark.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What the gateway answered, read to its end. */
public record Answer(int status, MultiMap headers, String body) {

  static Answer of(HttpResponse<Buffer> response) {
    String body = Optional.ofNullable(response.body()).map(Buffer::toString).orElse("");
    return new Answer(response.statusCode(), response.headers(), body);
  }

  public JsonObject json() {
    return new JsonObject(body);
  }

  /** The body of a request that succeeded. */
  public JsonObject ok() {
    assertThat(status).as(body).isEqualTo(200);
    return json();
  }

  public String header(String name) {
    return headers.get(name);
  }

  /** The objects of an array in the body. */
  public List<JsonObject> list(String field) {
    var array = json().getJsonArray(field);
    return IntStream.range(0, array.size()).mapToObj(array::getJsonObject).toList();
  }

  /**
   * @param type the last part of the problem's URN
   * @return the problem's detail
   */
  public String problem(int expectedStatus, String type) {
    assertThat(status).as(body).isEqualTo(expectedStatus);
    isProblem();
    assertThat(json().getString("type")).isEqualTo("urn:tidemark:problem:" + type);
    return json().getString("detail");
  }

  /** Checks that it is a problem document with all that RFC 9457 and we ask of one. */
  void isProblem() {
    assertThat(header("Content-Type")).isEqualTo("application/problem+json");
    JsonObject problem = json();
    assertThat(problem.getString("type")).matches("urn:tidemark:problem:[a-z]+(-[a-z]+)*");
    assertThat(problem.getString("title")).isNotBlank();
    assertThat(problem.getString("detail")).isNotBlank();
    assertThat(problem.getInteger("status")).isEqualTo(status);
  }
}
