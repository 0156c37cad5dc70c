package io.tidemark.simulator.linkedin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.simulator.RunningSimulator;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkedInControlTest {

  private static final String AUTHORS = "/simulator/linkedin/authors";
  private static final String POSTS = "/simulator/linkedin/posts";

  private final RunningSimulator world = new RunningSimulator();

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void anAuthorJoinsAndPostsAndTheTruthIsKnown() {
    JsonObject author =
        post(AUTHORS, "{\"publicId\":\"lea-roux\",\"language\":\"fr\",\"style\":\"punchy-lists\"}");
    assertThat(author.getString("url")).isEqualTo("https://www.linkedin.com/in/lea-roux");
    assertThat(world.json(AUTHORS).getJsonArray("authors")).contains(author);

    JsonObject post =
        post(POSTS, "{\"author\":\"lea-roux\",\"hook\":\"how-to\",\"age\":\"PT1H\"}")
            .getJsonArray("posts")
            .getJsonObject(0);

    assertThat(post.getString("hook")).isEqualTo("how-to");
    assertThat(post.getString("createdAt")).isEqualTo("2026-03-10T11:00:00Z");
    assertThat(world.json(POSTS + "?author=lea-roux").getJsonArray("posts")).containsExactly(post);
    String path = POSTS + "/" + post.getString("urn");
    assertThat(world.json(path)).isEqualTo(post);
    world.send(HttpMethod.DELETE, path, null);
    assertThat(world.json(path).getBoolean("deleted")).isTrue();
    assertThat(world.json(POSTS + "?author=lea-roux").getJsonArray("posts")).isEmpty();
  }

  @Test
  void whatIsNotThereIsNotFound() {
    assertThat(world.get(POSTS + "?author=nobody").statusCode()).isEqualTo(404);
    assertThat(world.get(POSTS + "/4").statusCode()).isEqualTo(404);
    assertThat(world.send(HttpMethod.DELETE, POSTS + "/4", null).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /authors | {}                                             | publicId
          /authors | {"publicId":"No Body"}                         | publicId
          /authors | {"publicId":"a-b-c","language":"la"}           | language
          /posts   | {}                                             | author
          /posts   | {"author":"nobody"}                            | author
          /posts   | {"author":"mira-holt","hook":"cliffhanger"}    | hook
          /posts   | {"author":"mira-holt","count":0}               | count
          /posts   | {"author":"mira-holt","reshareOf":"4"}         | reshareOf
          /posts   | {"author":"mira-holt","likes":4}               | likes
          """)
  void badInputIsRefusedByTheNameOfItsField(String path, String body, String field) {
    var answer = world.send(HttpMethod.POST, "/simulator/linkedin" + path, body);

    assertThat(answer.statusCode()).as(answer.bodyAsString()).isEqualTo(400);
    assertThat(answer.bodyAsJsonObject().getString("field")).isEqualTo(field);
  }

  private JsonObject post(String path, String body) {
    var answer = world.send(HttpMethod.POST, path, body);
    assertThat(answer.statusCode()).as(answer.bodyAsString()).isEqualTo(201);
    return answer.bodyAsJsonObject();
  }
}
