package io.tidemark.simulator.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.simulator.RunningSimulator;
import io.tidemark.simulator.faults.CompletionFault;
import io.tidemark.simulator.faults.OpenAiError;
import io.tidemark.simulator.linkedin.HookKind;
import io.tidemark.simulator.linkedin.LinkedInPost;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompletionsTest {

  private static final List<String> LABELS =
      Arrays.stream(HookKind.values()).map(HookKind::label).toList();

  private final RunningSimulator world = new RunningSimulator();

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void theAnswerIsJsonThatFitsTheSchema() {
    JsonObject body = ok(ask("I failed at pricing, and it cost us everything."));

    JsonObject choice = body.getJsonArray("choices").getJsonObject(0);
    assertThat(choice.getString("finish_reason")).isEqualTo("stop");
    assertThat(choice.getJsonObject("message").getValue("refusal")).isNull();
    JsonObject content = new JsonObject(choice.getJsonObject("message").getString("content"));
    assertThat(content.fieldNames()).containsExactlyInAnyOrder("hook", "confidence");
    assertThat(content.getString("hook")).isEqualTo("confession");
    assertThat(content.getDouble("confidence")).isBetween(0.0, 1.0);
    assertThat(body.getJsonObject("usage").getInteger("total_tokens")).isPositive();
  }

  @Test
  void theLabelIsTakenFromTheSchemaWhateverItIsCalled() {
    JsonObject ask = ask("Unpopular opinion: hiring is overrated.");
    ask.getJsonObject("response_format")
        .getJsonObject("json_schema")
        .getJsonObject("schema")
        .getJsonObject("properties")
        .put("hook", new JsonObject("{\"type\":\"string\",\"enum\":[\"Story\",\"Bold claim\"]}"));

    assertThat(content(ok(ask)).getString("hook")).isEqualTo("Bold claim");
  }

  @Test
  void mostInventedPostsAreJudgedAsTheyAre() {
    var linkedIn = world.simulator.linkedin();
    List<LinkedInPost> posts =
        linkedIn.authors().stream().flatMap(author -> linkedIn.shown(author).stream()).toList();

    long right =
        posts.stream()
            .filter(post -> HookRules.label(post.text(), LABELS).equals(post.hook().label()))
            .count();

    assertThat(right / (double) posts.size()).isGreaterThan(0.85);
  }

  @Test
  void aCompletionMayGoWrongThoughItIsAnswered() {
    assertThat(choice(CompletionFault.REFUSAL).getJsonObject("message").getString("refusal"))
        .startsWith("I'm sorry");
    JsonObject cut = choice(CompletionFault.LENGTH);
    assertThat(cut.getString("finish_reason")).isEqualTo("length");
    String half = cut.getJsonObject("message").getString("content");
    assertThatThrownBy(() -> new JsonObject(half)).isInstanceOf(DecodeException.class);
    JsonObject filtered = choice(CompletionFault.CONTENT_FILTER);
    assertThat(filtered.getString("finish_reason")).isEqualTo("content_filter");
    assertThat(filtered.getJsonObject("message").getString("content")).isNull();
    JsonObject unknown = choice(CompletionFault.UNKNOWN_LABEL);
    assertThat(
            new JsonObject(unknown.getJsonObject("message").getString("content")).getString("hook"))
        .isNotIn(LABELS);
    world.simulator.change(s -> s.completionFaultRate(0));
    assertThat(choice(CompletionFault.REFUSAL).getJsonObject("message").getString("refusal"))
        .isNull();
  }

  @Test
  void anAnswerThatMayNotBeLongEnoughIsCut() {
    JsonObject body = ok(ask("What is yours?").put("max_tokens", 2));

    assertThat(body.getJsonArray("choices").getJsonObject(0).getString("finish_reason"))
        .isEqualTo("length");
  }

  @ParameterizedTest
  @CsvSource({
    "invalid_api_key,401,invalid_api_key",
    "insufficient_quota,429,insufficient_quota",
    "rate_limit_exceeded,429,rate_limit_exceeded",
    "model_not_found,404,model_not_found",
    "server_error,500,",
    "overloaded,503,"
  })
  void everyErrorHasItsStatusAndItsCode(String error, int status, String code) {
    world.send(
        HttpMethod.PATCH, "/simulator/switches", "{\"openAiError\":\"%s\"}".formatted(error));

    HttpResponse<Buffer> answer = complete(ask("Hello"));

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.bodyAsJsonObject().getJsonObject("error").getString("code")).isEqualTo(code);
  }

  @Test
  void limitsAreToldAsDurations() {
    world.simulator.change(s -> s.requestsPerWindow(2).windowSeconds(390));
    HttpResponse<Buffer> first = complete(ask("Hello"));
    assertThat(first.getHeader("x-ratelimit-limit-requests")).isEqualTo("2");
    assertThat(first.getHeader("x-ratelimit-remaining-requests")).isEqualTo("1");
    assertThat(first.getHeader("x-ratelimit-reset-requests")).isEqualTo("6m30s");
    assertThat(first.getHeader("x-ratelimit-reset-tokens")).isEqualTo("1m0s");
    complete(ask("Hello"));
    world.clock.advance(Duration.ofSeconds(389).plusMillis(980));

    HttpResponse<Buffer> third = complete(ask("Hello"));

    assertThat(third.statusCode()).isEqualTo(429);
    assertThat(third.getHeader("x-ratelimit-reset-requests")).isEqualTo("20ms");
    assertThat(third.bodyAsString()).contains("Please try again in 20ms");
    world.clock.advance(Duration.ofMillis(20));
    assertThat(complete(ask("Hello")).statusCode()).isEqualTo(200);
  }

  @Test
  void theWaitOfARefusalCanBeSet() {
    world.simulator.change(
        s -> s.openAiError(OpenAiError.RATE_LIMIT_EXCEEDED).retryAfterSeconds(9));

    HttpResponse<Buffer> answer = complete(ask("Hello"));

    assertThat(answer.getHeader("retry-after")).isEqualTo("9");
    assertThat(answer.getHeader("x-ratelimit-reset-requests")).isEqualTo("9s");
  }

  @Test
  void aSchemaThatIsNotStrictIsRefused() {
    JsonObject loose = ask("Hello");
    schema(loose).remove("additionalProperties");
    JsonObject optional = ask("Hello");
    schema(optional).put("required", new JsonArray().add("hook"));
    JsonObject named = ask("Hello");
    named.getJsonObject("response_format").getJsonObject("json_schema").put("name", "no spaces");
    JsonObject free = ask("Hello");
    free.remove("response_format");

    for (JsonObject bad : List.of(loose, optional, named, free, new JsonObject())) {
      assertThat(complete(bad).statusCode()).isEqualTo(400);
    }
    assertThat(world.postAs("other", "/v1/chat/completions", "{}").statusCode()).isEqualTo(401);
  }

  private JsonObject choice(CompletionFault fault) {
    world.simulator.change(s -> s.completionFault(fault));
    return ok(ask("What is yours?")).getJsonArray("choices").getJsonObject(0);
  }

  private static JsonObject content(JsonObject body) {
    JsonObject choice = body.getJsonArray("choices").getJsonObject(0);
    return new JsonObject(choice.getJsonObject("message").getString("content"));
  }

  private static JsonObject schema(JsonObject ask) {
    return ask.getJsonObject("response_format")
        .getJsonObject("json_schema")
        .getJsonObject("schema");
  }

  private static JsonObject ask(String hook) {
    JsonObject properties =
        new JsonObject()
            .put("hook", new JsonObject().put("type", "string").put("enum", new JsonArray(LABELS)))
            .put("confidence", new JsonObject().put("type", "number"));
    JsonObject schema =
        new JsonObject()
            .put("type", "object")
            .put("properties", properties)
            .put("required", new JsonArray().add("hook").add("confidence"))
            .put("additionalProperties", false);
    return new JsonObject()
        .put("model", "gpt-4o-mini")
        .put(
            "messages",
            new JsonArray()
                .add(new JsonObject().put("role", "system").put("content", "How does it begin?"))
                .add(new JsonObject().put("role", "user").put("content", hook)))
        .put(
            "response_format",
            new JsonObject()
                .put("type", "json_schema")
                .put(
                    "json_schema",
                    new JsonObject()
                        .put("name", "hook")
                        .put("strict", true)
                        .put("schema", schema)));
  }

  private HttpResponse<Buffer> complete(JsonObject body) {
    return world.postAs("demo-key", "/v1/chat/completions", body.encode());
  }

  private JsonObject ok(JsonObject body) {
    HttpResponse<Buffer> answer = complete(body);
    assertThat(answer.statusCode()).as(answer.bodyAsString()).isEqualTo(200);
    return answer.bodyAsJsonObject();
  }
}
