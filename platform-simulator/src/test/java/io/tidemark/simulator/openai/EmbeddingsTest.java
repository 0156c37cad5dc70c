package io.tidemark.simulator.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.simulator.RunningSimulator;
import io.tidemark.simulator.meter.Platform;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EmbeddingsTest {

  private final RunningSimulator world = new RunningSimulator();

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void everyTextHasAVectorOfLengthOneAtItsIndex() {
    JsonObject body = ok(ask("night trains to Lisbon", "pricing"));

    assertThat(body.getString("object")).isEqualTo("list");
    assertThat(body.getString("model")).isEqualTo("text-embedding-3-small");
    assertThat(body.getJsonObject("usage"))
        .isEqualTo(new JsonObject("{\"prompt_tokens\":8,\"total_tokens\":8}"));
    assertThat(indexes(body)).containsExactly(0, 1);
    double[] vector = vector(body, 0);
    assertThat(vector).hasSize(1_536);
    assertThat(dot(vector, vector)).isCloseTo(1, within(1e-5));
  }

  @Test
  void textsWithWordsInCommonAreAlike() {
    JsonObject body =
        ok(
            ask(
                "Why do founders postpone pricing?",
                "Founders who postpone pricing regret it",
                "The ferry terminal at night"));

    double near = dot(vector(body, 0), vector(body, 1));
    assertThat(near).isGreaterThan(0.4);
    assertThat(dot(vector(body, 0), vector(body, 2))).isLessThan(near / 2);
    assertThat(vector(ok(ask("The ferry terminal at night")), 0)).isEqualTo(vector(body, 2));
    JsonObject other =
        ok(ask("The ferry terminal at night").put("model", "text-embedding-ada-002"));
    assertThat(Math.abs(dot(vector(other, 0), vector(body, 2)))).isLessThan(0.3);
  }

  @Test
  void dimensionsAndBase64AreHeeded() {
    JsonObject wanted = ask("quiet leadership").put("dimensions", 256);
    double[] plain = vector(ok(wanted), 0);

    String text =
        ok(wanted.copy().put("encoding_format", "base64"))
            .getJsonArray("data")
            .getJsonObject(0)
            .getString("embedding");

    ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
    var floats = bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    assertThat(floats.remaining()).isEqualTo(256);
    for (int i = 0; i < plain.length; i++) {
      assertThat((double) floats.get(i)).isCloseTo(plain[i], within(1e-6));
    }
  }

  @Test
  void theOrderMayBeAnother() {
    world.simulator.change(s -> s.openAiShuffled(true));
    String[] texts = IntStream.range(0, 30).mapToObj(i -> "word" + i).toArray(String[]::new);

    JsonObject body = ok(ask(texts).put("dimensions", 64));

    assertThat(indexes(body))
        .isNotEqualTo(IntStream.range(0, 30).boxed().toList())
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 30).boxed().toList());
    double[] alone = vector(ok(ask("word7").put("dimensions", 64)), 0);
    assertThat(vector(body, indexes(body).indexOf(7))).isEqualTo(alone);
  }

  @Test
  void whatIsTooMuchOrNothingIsABadRequest() {
    String long8 = "abcd".repeat(8_193);
    String long7 = "abcd".repeat(7_000);
    String[] most = Collections.nCopies(2_048, "a").toArray(String[]::new);
    String[] tooMany = Collections.nCopies(2_049, "a").toArray(String[]::new);

    for (JsonObject bad :
        List.of(
            ask(),
            ask("a", ""),
            ask(long8),
            ask(tooMany),
            ask(Collections.nCopies(43, long7).toArray(String[]::new)),
            ask("a").put("dimensions", 1_537),
            ask("a").put("dimensions", 64).put("model", "text-embedding-ada-002"),
            ask("a").put("encoding_format", "hex"),
            ask("a").put("input", new JsonArray().add(1).add("a")))) {
      HttpResponse<Buffer> answer = embed(bad);
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.bodyAsJsonObject().getJsonObject("error").fieldNames())
          .containsExactly("message", "type", "param", "code");
    }
    assertThat(indexes(ok(ask(most).put("dimensions", 2)))).hasSize(2_048);
    assertThat(embed(ask("a").put("model", "word2vec")).statusCode()).isEqualTo(404);
  }

  @Test
  void theMeterCountsTextsAndTokens() {
    world.simulator.meter().recordCalls(true);
    ok(ask("night trains", "pricing"));

    var totals = world.simulator.meter().totals(Platform.OPENAI, "/v1/embeddings");
    assertThat(totals.idsAsked()).isEqualTo(2);
    assertThat(totals.credits()).isEqualTo(5);
    assertThat(world.simulator.meter().recordedCalls().getFirst().ids())
        .containsExactly("night trains", "pricing");
  }

  private static JsonObject ask(String... texts) {
    return new JsonObject()
        .put("model", "text-embedding-3-small")
        .put("input", new JsonArray(List.of(texts)));
  }

  private HttpResponse<Buffer> embed(JsonObject body) {
    return world.postAs("demo-key", "/v1/embeddings", body.encode());
  }

  private JsonObject ok(JsonObject body) {
    HttpResponse<Buffer> answer = embed(body);
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.bodyAsJsonObject();
  }

  private static List<Integer> indexes(JsonObject body) {
    return body.getJsonArray("data").stream()
        .map(item -> ((JsonObject) item).getInteger("index"))
        .toList();
  }

  private static double[] vector(JsonObject body, int place) {
    return body.getJsonArray("data").getJsonObject(place).getJsonArray("embedding").stream()
        .mapToDouble(number -> ((Number) number).doubleValue())
        .toArray();
  }

  private static double dot(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
  }
}
