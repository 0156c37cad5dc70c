package io.tidemark.profiles.embeddings;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.profiles.FakeOpenAi.NOON;
import static io.tidemark.profiles.FakeOpenAi.embeddings;
import static io.tidemark.profiles.FakeOpenAi.error;
import static io.tidemark.profiles.FakeOpenAi.say;
import static io.tidemark.profiles.FakeOpenAi.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.tidemark.profiles.FakeOpenAi;
import io.tidemark.profiles.models.ModelUnavailableException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("server")
class OpenAiEmbedderTest {

  private static FakeOpenAi openai;

  @BeforeAll
  static void lay() {
    openai = new FakeOpenAi();
  }

  @AfterAll
  static void close() {
    openai.close();
  }

  @BeforeEach
  void answerBackwards() {
    openai.answers = (question, request) -> answer(question, request, 0);
  }

  @Test
  void vectorsArePlacedByIndexAndEmptyTextsAreNotSent() {
    List<Embedded> all = embed("one", " \t", "two", "three");

    assertThat(directions(all)).containsExactly(of("one"), -1, of("two"), of("three"));
    assertThat(openai.seen).hasSize(1);
    assertThat(openai.seen.get(0))
        .isEqualTo(
            new JsonObject()
                .put("model", "text-embedding-3-small")
                .put("input", new JsonArray().add("one").add("two").add("three"))
                .put("dimensions", 8)
                .put("encoding_format", "float"));
  }

  @Test
  void noCallIsLargerThanThePlatformAllowsAndALongTextIsCut() {
    List<String> texts = new ArrayList<>(Collections.nCopies(150, "short"));
    texts.addAll(Collections.nCopies(60, "é".repeat(4_000)));
    texts.add("word ".repeat(5_000));

    List<Embedded> all = await(openai.models().embedder().embed(texts));

    assertThat(all).hasSize(211).allMatch(one -> one instanceof Embedded.Vector);
    assertThat(openai.seen).hasSize(3);
    for (JsonObject question : openai.seen) {
      List<String> input = inputs(question);
      assertThat(input).hasSizeLessThanOrEqualTo(128);
      assertThat(input).allMatch(text -> bytes(text) <= 8_192);
      assertThat(input.stream().mapToInt(OpenAiEmbedderTest::bytes).sum()).isLessThan(300_001);
    }
    assertThat(inputs(openai.seen.get(2))).last().asString().endsWith("word");
  }

  @Test
  void aMissingIndexIsRequestedOnceMoreAndADisputedOneDropped() {
    openai.answers =
        (question, request) -> {
          List<String> texts = inputs(question);
          List<JsonObject> data = new ArrayList<>();
          for (int i = 0; i < texts.size(); i++) {
            if (!texts.get(i).equals("lost")) {
              data.add(vector(i, texts.get(i)));
            }
            if (texts.get(i).equals("twice") && texts.size() > 2) {
              data.add(vector(i, "another"));
            }
          }
          data.add(vector(99, "nobody's"));
          say(request, 200, embeddings(data, 5).encode());
        };

    List<Embedded> all = embed("one", "lost", "twice", "two");

    assertThat(of("twice")).isNotEqualTo(of("another"));
    assertThat(directions(all)).containsExactly(of("one"), -1, of("twice"), of("two"));
    assertThat(openai.seen.stream().map(OpenAiEmbedderTest::inputs))
        .containsExactly(List.of("one", "lost", "twice", "two"), List.of("lost", "twice"));
  }

  @Test
  void oneBadTextIsFoundAndTheOthersAreTaken() {
    refuse(text -> text.equals("poison"), null);

    List<Embedded> all = embed("a", "b", "c", "poison", "e", "f", "g");

    assertThat(directions(all))
        .containsExactly(of("a"), of("b"), of("c"), -1, of("e"), of("f"), of("g"));
    assertThat(openai.seen).hasSizeLessThan(8);
  }

  @Test
  void aBadTextThatIsNamedIsLeftOutAtOnce() {
    refuse(text -> text.equals("poison"), "input[1]");

    assertThat(directions(embed("a", "poison", "c"))).containsExactly(of("a"), -1, of("c"));
    assertThat(openai.seen).hasSize(2);
  }

  @Test
  void aModelThatTakesNothingIsNotAskedTextByText() {
    refuse(text -> true, null);

    ModelUnavailableException trouble = trouble(Collections.nCopies(128, "text"));

    assertThat(trouble.terminal()).isTrue();
    assertThat(openai.seen).hasSizeLessThan(30);
  }

  @ParameterizedTest
  @CsvSource({
    "401, invalid_request_error, invalid_api_key, ''",
    "429, insufficient_quota, insufficient_quota, ''",
    "404, invalid_request_error, model_not_found, model",
    "400, invalid_request_error, unsupported, dimensions",
  })
  void whatOnlyAPersonCanEndHasNoEnd(int status, String type, String code, String param) {
    openai.sayAlways(status, error(type, code, param));

    ModelUnavailableException trouble = trouble(List.of("a", "b"));

    assertThat(trouble.terminal()).isTrue();
    assertThat(trouble).hasMessageContaining(code).hasMessageNotContaining("abc123");
    assertThat(openai.seen).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 6m30s, 10, 20ms, 390",
    "10, 6m30s, 0, 2s, 2",
    "0, 1s, 0, 1m, 60",
    "5, 3s, 5, 4s, 4",
    "0, soon, 0, later, 900",
  })
  void aBurstEndsWithTheWindowThatIsUsedUp(
      String requests, String requestsReset, String tokens, String tokensReset, long seconds) {
    openai.sayAlways(
        429,
        error("requests", "rate_limit_exceeded", null),
        "x-ratelimit-remaining-requests",
        requests,
        "x-ratelimit-reset-requests",
        requestsReset,
        "x-ratelimit-remaining-tokens",
        tokens,
        "x-ratelimit-reset-tokens",
        tokensReset);

    assertThat(trouble(List.of("a")).until()).isEqualTo(NOON.plusSeconds(seconds));
  }

  @Test
  void aFailingPlatformIsTriedAgainAndThenLater() {
    openai.sayAlways(500, "<html>");

    assertThat(trouble(List.of("a")).until()).isAfter(NOON);
    assertThat(openai.seen).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({"<html>", "{}", "[]"})
  void anAnswerWithoutVectorsIsTroubleThatPasses(String body) {
    openai.sayAlways(200, body);

    assertThat(trouble(List.of("a")).terminal()).isFalse();
  }

  @Test
  void vectorsOfAnotherLengthAreNotMixedIn() {
    var models = openai.models("TIDEMARK_OPENAI_EMBEDDING_DIMENSIONS", "16");

    assertThatThrownBy(() -> await(models.embedder().embed(List.of("a"))))
        .asInstanceOf(type(ModelUnavailableException.class))
        .returns(true, ModelUnavailableException::terminal);
  }

  @Test
  void whatIsSpentIsCountedByTheTokensThatWereUsed() {
    openai.answers = (question, request) -> answer(question, request, 1_000_000);
    var models =
        openai.models(
            "TIDEMARK_OPENAI_MONTHLY_USD", "0.0002",
            "TIDEMARK_OPENAI_EMBEDDING_USD_PER_MILLION", "0.1");

    // 1,500 bytes may cost 150 micro-dollars of 200, and did; for as many again nothing is left.
    await(models.embedder().embed(List.of("word ".repeat(300))));
    assertThatThrownBy(() -> await(models.embedder().embed(List.of("word ".repeat(300)))))
        .asInstanceOf(type(ModelUnavailableException.class))
        .extracting(ModelUnavailableException::until)
        .isEqualTo(java.time.Instant.parse("2026-04-01T00:00:00Z"));
    assertThat(openai.seen).hasSize(1);

    openai.answers = (question, request) -> answer(question, request, 100);
    var others =
        openai.models(
            "TIDEMARK_OPENAI_MONTHLY_USD", "0.0002",
            "TIDEMARK_OPENAI_EMBEDDING_USD_PER_MILLION", "0.1");
    await(others.embedder().embed(List.of("word ".repeat(300))));
    await(others.embedder().embed(List.of("word ".repeat(300))));
    assertThat(openai.seen).hasSize(2);
  }

  private void refuse(Predicate<String> bad, String param) {
    openai.answers =
        (question, request) -> {
          if (inputs(question).stream().anyMatch(bad)) {
            say(request, 400, error("invalid_request_error", "invalid", param));
          } else {
            answer(question, request, 0);
          }
        };
  }

  @Test
  void aCallShrinksToWhatTheBudgetHasLeftAndTheOtherTextsWait() {
    openai.answers = (question, request) -> answer(question, request, 4 * inputs(question).size());
    var embedder =
        openai
            .models(
                "TIDEMARK_OPENAI_MONTHLY_USD", "0.00001",
                "TIDEMARK_OPENAI_EMBEDDING_USD_PER_MILLION", "1")
            .embedder();

    // 4 micro-dollars each, and 10 to spend.
    List<Embedded> all = await(embedder.embed(List.of("aaaa", "bbbb", "cccc", "dddd")));

    assertThat(all.subList(0, 2)).allMatch(one -> one instanceof Embedded.Vector);
    assertThat(all.subList(2, 4))
        .allSatisfy(
            one ->
                assertThat(one)
                    .asInstanceOf(type(Embedded.NotAsked.class))
                    .extracting(Embedded.NotAsked::until)
                    .isEqualTo(java.time.Instant.parse("2026-04-01T00:00:00Z")));
    assertThat(openai.seen)
        .extracting(OpenAiEmbedderTest::inputs)
        .containsExactly(List.of("aaaa", "bbbb"));
    assertThatThrownBy(() -> await(embedder.embed(List.of("cccc", "dddd"))))
        .isInstanceOf(ModelUnavailableException.class);
    assertThat(openai.seen).hasSize(1);
  }

  private static void answer(JsonObject question, HttpServerRequest request, int tokens) {
    List<String> texts = inputs(question);
    List<JsonObject> data =
        new ArrayList<>(
            IntStream.range(0, texts.size()).mapToObj(i -> vector(i, texts.get(i))).toList());
    Collections.reverse(data);
    say(request, 200, embeddings(data, tokens).encode());
  }

  private static List<Embedded> embed(String... texts) {
    return await(openai.models().embedder().embed(List.of(texts)));
  }

  private static ModelUnavailableException trouble(List<String> texts) {
    try {
      await(openai.models().embedder().embed(texts));
      throw new AssertionError("there was no trouble");
    } catch (ModelUnavailableException trouble) {
      return trouble;
    }
  }

  private static List<Integer> directions(List<Embedded> all) {
    return all.stream()
        .map(
            one ->
                switch (one) {
                  case Embedded.Refused refused -> -1;
                  case Embedded.NotAsked waiting -> -2;
                  case Embedded.Vector vector ->
                      IntStream.range(0, 8).filter(i -> vector.values()[i] == 1f).sum();
                })
        .toList();
  }

  private static int of(String text) {
    return Math.floorMod(text.hashCode(), 8);
  }

  private static List<String> inputs(JsonObject question) {
    return question.getJsonArray("input").stream().map(String::valueOf).toList();
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
