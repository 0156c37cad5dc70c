package io.tidemark.simulator.graph;

import static io.tidemark.simulator.RunningSimulator.NOON;
import static io.tidemark.simulator.RunningSimulator.SOME;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.simulator.RunningSimulator;
import io.tidemark.simulator.faults.GraphErrorKind;
import io.tidemark.simulator.growth.ScriptedGrowth;
import io.tidemark.simulator.meter.AccountTotals;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.studio.AccountDraft;
import io.tidemark.simulator.studio.PostDraft;
import io.tidemark.simulator.studio.StudioAccount;
import io.tidemark.simulator.studio.StudioPost;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphBatchTest {

  private final RunningSimulator world = new RunningSimulator();
  private final StudioAccount account = world.simulator.studio().connect(AccountDraft.instagram());
  private final StudioPost post = publish(account);

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void partsAreAnsweredInOrderAndFailuresStayWithTheirPart() {
    StudioPost deleted = publish(account);
    world.simulator.studio().delete(deleted.externalId());

    JsonArray answers =
        batch(
            insights(post, "reach"),
            insights(deleted, "reach"),
            insights(post, "impressions"),
            "/" + post.externalId() + "?fields=like_count",
            "v25.0/me");

    assertThat(codes(answers)).containsExactly(200, 400, 400, 200, 200);
    assertThat(body(answers, 0).getJsonArray("data").getJsonObject(0).getString("name"))
        .isEqualTo("reach");
    assertThat(error(answers, 1).getInteger("error_subcode")).isEqualTo(33);
    assertThat(error(answers, 2).getString("message")).contains("impressions");
    assertThat(body(answers, 3).getLong("like_count")).isEqualTo(140);
    assertThat(body(answers, 4).getString("id")).isEqualTo(account.externalId());
    assertThat(answers.getJsonObject(0).getJsonArray("headers"))
        .contains(new JsonObject().put("name", "content-type").put("value", "application/json"));
  }

  @Test
  void headersMayBeLeftOut() {
    Map<String, String> form = form(List.of("v25.0/me"));
    form.put("include_headers", "false");

    JsonObject part = world.submit("/", form).bodyAsJsonArray().getJsonObject(0);

    assertThat(part.fieldNames()).containsExactly("code", "body");
  }

  @Test
  void fiftyPartsAreOneBatchAndOneMoreIsRefused() {
    List<String> fifty = Collections.nCopies(50, insights(post, "reach,saved,likes,comments"));

    assertThat(codes(batch(fifty.toArray(String[]::new)))).hasSize(50).containsOnly(200);
    HttpResponse<Buffer> refused = world.submit("/", form(Collections.nCopies(51, "v25.0/me")));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.bodyAsJsonObject().getJsonObject("error").getString("message"))
        .endsWith("Maximum batch size is 50");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{}", "nonsense", "[null]", "[\"v25.0/me\"]"})
  void whatIsNoBatchIsRefused(String batch) {
    HttpResponse<Buffer> refused =
        world.submit("/", Map.of("batch", batch, "access_token", account.accessToken()));

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.bodyAsJsonObject().getJsonObject("error").getInteger("code")).isEqualTo(100);
  }

  @Test
  void partsThatRanOutOfTimeAreNull() {
    StudioPost slow = publish(account);
    world.simulator.change(s -> s.nullIds(slow.externalId()));

    JsonArray answers = batch(insights(post, "reach"), insights(slow, "reach"));
    assertThat(answers.getValue(1)).isNull();
    assertThat(answers.getJsonObject(0).getInteger("code")).isEqualTo(200);

    world.simulator.change(s -> s.nullIds().nullElement(true));
    answers = batch(insights(post, "reach"), insights(slow, "reach"));
    assertThat(answers.getValue(0)).isNull();
    assertThat(answers.getJsonObject(1).getInteger("code")).isEqualTo(200);
  }

  @Test
  void onePartMayFailForTheMomentAndOneForItsId() {
    StudioPost passing = publish(account);
    StudioPost poison = publish(account);
    world.simulator.change(
        s -> s.unavailableIds(passing.externalId()).poisonIds(poison.externalId()));

    JsonArray answers =
        batch(insights(passing, "reach"), insights(poison, "reach"), insights(post, "reach"));

    assertThat(codes(answers)).containsExactly(400, 400, 200);
    assertThat(error(answers, 0).getInteger("code")).isEqualTo(2);
    assertThat(error(answers, 0).getBoolean("is_transient")).isTrue();
    assertThat(error(answers, 1).getInteger("code")).isEqualTo(803);
  }

  @Test
  void everyPartMayHaveATokenOfItsOwn() {
    StudioAccount other = world.simulator.studio().connect(AccountDraft.instagram());
    StudioPost theirs = publish(other);
    world.simulator.studio().accounts().refuse(other.externalId(), GraphErrorKind.PASSWORD_CHANGED);
    Map<String, String> form =
        form(
            List.of(
                insights(post, "reach") + "&access_token=" + account.accessToken(),
                insights(theirs, "reach") + "&access_token=" + other.accessToken(),
                insights(post, "reach") + "&access_token=unheard-of",
                insights(post, "reach")));
    form.remove("access_token");

    JsonArray answers = world.submit("/", form).bodyAsJsonArray();

    assertThat(codes(answers)).containsExactly(200, 400, 400, 400);
    assertThat(error(answers, 1).getInteger("error_subcode")).isEqualTo(460);
    assertThat(error(answers, 2).getInteger("code")).isEqualTo(190);
    assertThat(error(answers, 3).getInteger("code")).isEqualTo(190);
  }

  @Test
  void aDeadTokenOfTheWholeBatchRefusesAll() {
    world.simulator.studio().accounts().expire(account.externalId());

    HttpResponse<Buffer> refused = world.submit("/v25.0/", form(List.of("me")));

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.bodyAsJsonObject().getJsonObject("error").getInteger("error_subcode"))
        .isEqualTo(463);
  }

  @Test
  void onlyReadingPartsAreServed() {
    JsonObject part = new JsonObject().put("method", "DELETE").put("relative_url", "v25.0/me");
    Map<String, String> form = form(List.of());
    form.put("batch", JsonArray.of(part).encode());

    JsonArray answers = world.submit("/", form).bodyAsJsonArray();

    assertThat(error(answers, 0).getInteger("code")).isEqualTo(100);
  }

  @Test
  void eachPartIsCountedAsACallOfItsAccount() {
    world.simulator.change(s -> s.requestsPerWindow(2).windowSeconds(600));

    HttpResponse<Buffer> answer =
        world.submit("/", form(List.of("v25.0/me", "v25.0/me", "v25.0/me")));

    assertThat(answer.statusCode()).isEqualTo(200);
    JsonArray answers = answer.bodyAsJsonArray();
    assertThat(codes(answers)).containsExactly(200, 200, 400);
    assertThat(error(answers, 2).getInteger("code")).isEqualTo(80_002);
    assertThat(usage(answers, 1)).contains("\"call_count\":100").contains("access\":0}");
    assertThat(usage(answers, 2)).contains("\"estimated_time_to_regain_access\":10");
    world.clock.advance(Duration.ofMinutes(10));
    assertThat(codes(batch("v25.0/me"))).containsExactly(200);
  }

  @Test
  void theMeterKnowsPartsIdsAndPosts() {
    StudioAccount other = world.simulator.studio().connect(AccountDraft.instagram());
    StudioPost theirs = publish(other);

    batch(
        insights(post, "reach"),
        "v25.0/?ids=" + post.externalId() + ",17900000000009999",
        insights(theirs, "reach") + "&access_token=" + other.accessToken());

    var totals = world.simulator.meter().totals(Platform.INSTAGRAM, "POST /");
    assertThat(totals.calls()).isEqualTo(1);
    assertThat(totals.idsAsked()).isEqualTo(4);
    assertThat(totals.tweetsReturned()).isEqualTo(2);
    assertThat(world.simulator.meter().account(account.externalId()))
        .isEqualTo(new AccountTotals(1, 2, 3, 1));
    assertThat(world.simulator.meter().account(other.externalId()))
        .isEqualTo(new AccountTotals(1, 1, 1, 1));
  }

  private StudioPost publish(StudioAccount of) {
    return world
        .simulator
        .studio()
        .publish(
            PostDraft.of(of)
                .growing(ScriptedGrowth.always(SOME))
                .at(NOON.minus(Duration.ofHours(1))));
  }

  private JsonArray batch(String... urls) {
    var answer = world.submit("/", form(List.of(urls)));
    assertThat(answer.statusCode()).as(answer.bodyAsString()).isEqualTo(200);
    return answer.bodyAsJsonArray();
  }

  private Map<String, String> form(List<String> urls) {
    JsonArray parts = new JsonArray();
    urls.forEach(url -> parts.add(new JsonObject().put("method", "GET").put("relative_url", url)));
    Map<String, String> form = new HashMap<>();
    form.put("batch", parts.encode());
    form.put("access_token", account.accessToken());
    return form;
  }

  private static String insights(StudioPost of, String metrics) {
    return "v25.0/" + of.externalId() + "/insights?metric=" + metrics;
  }

  private static List<Integer> codes(JsonArray answers) {
    return answers.stream().map(part -> ((JsonObject) part).getInteger("code")).toList();
  }

  private static JsonObject body(JsonArray answers, int place) {
    return new JsonObject(answers.getJsonObject(place).getString("body"));
  }

  private static JsonObject error(JsonArray answers, int place) {
    return body(answers, place).getJsonObject("error");
  }

  private static String usage(JsonArray answers, int place) {
    return answers.getJsonObject(place).getJsonArray("headers").stream()
        .map(JsonObject.class::cast)
        .filter(header -> header.getString("name").equals("x-business-use-case-usage"))
        .map(header -> header.getString("value"))
        .findFirst()
        .orElseThrow();
  }
}
