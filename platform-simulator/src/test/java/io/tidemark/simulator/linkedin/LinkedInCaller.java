package io.tidemark.simulator.linkedin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.simulator.RunningSimulator;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.util.List;
import java.util.Map;

/** A client of the simulated scraper. */
record LinkedInCaller(RunningSimulator world) {

  static final Map<String, String> KEYS =
      Map.of("x-rapidapi-key", "demo-key", "x-rapidapi-host", LinkedInPolicy.HOST);

  HttpResponse<Buffer> posts(String publicId) {
    return posts(publicId, "");
  }

  HttpResponse<Buffer> posts(String publicId, String more) {
    return RunningSimulator.await(asking(publicId, more));
  }

  Future<HttpResponse<Buffer>> asking(String publicId, String more) {
    return world.askingWith(KEYS, path(publicId) + "&type=posts" + more);
  }

  JsonObject page(String publicId, String more) {
    HttpResponse<Buffer> answer = posts(publicId, more);
    assertThat(answer.statusCode()).as(answer.bodyAsString()).isEqualTo(200);
    return answer.bodyAsJsonObject();
  }

  List<JsonObject> data(String publicId) {
    return data(page(publicId, ""));
  }

  static List<JsonObject> data(JsonObject page) {
    return page.getJsonArray("data").stream().map(JsonObject.class::cast).toList();
  }

  static String path(String publicId) {
    return "/get-profile-posts?linkedin_url=https%3A%2F%2Fwww.linkedin.com%2Fin%2F"
        + publicId
        + "%2F";
  }
}
