package io.tidemark.simulator.graph;

import static io.tidemark.simulator.RunningSimulator.NOON;
import static io.tidemark.simulator.RunningSimulator.SOME;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.simulator.RunningSimulator;
import io.tidemark.simulator.faults.GraphErrorKind;
import io.tidemark.simulator.growth.ScriptedGrowth;
import io.tidemark.simulator.growth.SimulatedCounters;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.studio.AccountDraft;
import io.tidemark.simulator.studio.MediaProductType;
import io.tidemark.simulator.studio.MediaType;
import io.tidemark.simulator.studio.PostDraft;
import io.tidemark.simulator.studio.StudioAccount;
import io.tidemark.simulator.studio.StudioPost;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FacebookTest {

  private static final String COUNTERS =
      "shares,comments.limit(0).summary(total_count),reactions.limit(0).summary(total_count),"
          + "reactions.type(LOVE).limit(0).summary(total_count).as(love)";
  private static final String LEFT =
      "post_media_view,post_total_media_view_unique,post_clicks,post_reactions_by_type_total";

  private final RunningSimulator world = new RunningSimulator();
  private final StudioAccount page =
      world.simulator.studio().connect(AccountDraft.facebook().named("Harbour"));
  private final StudioPost post = publish(some(SOME));

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void thePostItselfCarriesCountersThatAreCurrent() {
    assertThat(post.externalId()).startsWith(page.externalId() + "_");
    assertThat(node(post, "id,created_time,message,permalink_url," + COUNTERS))
        .isEqualTo(
            new JsonObject(
                """
                {"id":"POST","created_time":"2026-03-08T12:00:00+0000","message":"Ahoy",
                 "permalink_url":"https://www.facebook.com/POST","shares":{"count":13},
                 "comments":{"data":[],
                   "summary":{"order":"chronological","total_count":3,"can_comment":true}},
                 "reactions":{"data":[],
                   "summary":{"total_count":140,"viewer_reaction":"NONE"}},
                 "love":{"data":[],"summary":{"total_count":17,"viewer_reaction":"NONE"}}}\
                """
                    .replace("POST", post.externalId())));
  }

  @Test
  void withoutASummaryNothingIsCounted() {
    assertThat(node(post, "reactions.limit(0)").getJsonObject("reactions").fieldNames())
        .containsExactly("data");
    assertThat(node(post, "").fieldNames()).containsExactly("id");
  }

  @Test
  void sharesAreAbsentWhenThereAreNoneAndOnPhotos() {
    StudioPost unshared = publish(some(new SimulatedCounters(0, 3, 140, 0, 9_120, 7)));
    StudioPost photo = publish(some(SOME).as(MediaType.IMAGE, MediaProductType.FEED));

    assertThat(node(unshared, COUNTERS).fieldNames())
        .containsExactlyInAnyOrder("id", "comments", "reactions", "love");
    assertThat(node(photo, COUNTERS).containsKey("shares")).isFalse();
  }

  @Test
  void reactionsOfAllKindsSumUpToTheirTotal() {
    StringBuilder fields = new StringBuilder();
    for (Reaction reaction : Reaction.values()) {
      fields.append(
          "reactions.type(%1$s).limit(0).summary(total_count).as(%1$s),".formatted(reaction));
    }

    JsonObject shown = node(post, fields.toString());

    long sum = 0;
    for (Reaction reaction : Reaction.values()) {
      sum += shown.getJsonObject(reaction.name()).getJsonObject("summary").getLong("total_count");
    }
    assertThat(sum).isEqualTo(140);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "likes_of_mine",
        "reactions.type(JOY).summary(total_count)",
        "reactions.type(LOVE),reactions.type(WOW)",
        "comments.limit"
      })
  void fieldsThatCannotBeReadAreRefused(String fields) {
    assertThat(refused(nodeOf(post) + "?fields=" + fields).getInteger("code")).isEqualTo(100);
  }

  @Test
  void theInsightsThatAreLeft() {
    Map<String, Object> values = values(insights(post, LEFT));

    assertThat(values)
        .containsEntry("post_media_view", 9_120)
        .containsEntry("post_total_media_view_unique", 6_384)
        .containsEntry("post_clicks", 364)
        .containsEntry(
            "post_reactions_by_type_total",
            new JsonObject("{\"like\":118,\"love\":17,\"wow\":3,\"haha\":2}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"post_impressions_unique", "post_impressions", "post_video_views", "reach"})
  void aMetricThatIsGoneFailsTheWholeCall(String metric) {
    JsonObject error = refused(nodeOf(post) + "/insights?metric=post_clicks," + metric);

    assertThat(error.getInteger("code")).isEqualTo(100);
    assertThat(error.getString("message"))
        .isEqualTo("(#100) The value must be a valid insights metric");
  }

  @Test
  void aMetricMayBeMissingOnOnePostOnly() {
    StudioPost odd = publish(some(SOME).without("post_clicks"));

    assertThat(refused(nodeOf(odd) + "/insights?metric=" + LEFT).getInteger("code")).isEqualTo(100);
    assertThat(values(insights(odd, "post_media_view"))).hasSize(1);
    world.simulator.change(s -> s.nullCounters(true));
    assertThat(values(insights(post, LEFT))).hasSize(3).doesNotContainKey("post_clicks");
  }

  @Test
  void insightsAreCountedOnceADayAndTheNodeAtOnce() {
    StudioPost growing =
        publish(
            some(SOME)
                .at(NOON)
                .growing(
                    ScriptedGrowth.always(SOME)
                        .then(
                            Duration.ofHours(30),
                            new SimulatedCounters(12, 3, 141, 1, 10_000, 7))));

    assertThat(insights(growing, LEFT)).isEqualTo(new JsonObject("{\"data\":[]}"));
    world.clock.advance(Duration.ofHours(47));
    assertThat(values(insights(growing, LEFT))).containsEntry("post_media_view", 9_120);
    assertThat(
            node(growing, "reactions.summary(total_count)")
                .getJsonObject("reactions")
                .getJsonObject("summary")
                .getLong("total_count"))
        .isEqualTo(141);
    world.simulator.change(s -> s.facebookInsightsHours(0));
    assertThat(values(insights(growing, LEFT))).containsEntry("post_media_view", 10_000);
    world.simulator.change(s -> s.facebookInsightsHours(24));
    world.clock.advance(Duration.ofHours(1));
    assertThat(values(insights(growing, LEFT))).containsEntry("post_media_view", 10_000);
  }

  @Test
  void pagePostsComeInBatchesAndByIds() {
    StudioPost deleted = publish(some(SOME));
    world.simulator.studio().delete(deleted.externalId());
    JsonArray parts =
        JsonArray.of(
            part(nodeOf(post) + "?fields=" + COUNTERS), part(nodeOf(deleted) + "?fields=shares"));

    JsonArray answers =
        world
            .submit("/", Map.of("batch", parts.encode(), "access_token", page.accessToken()))
            .bodyAsJsonArray();

    assertThat(new JsonObject(answers.getJsonObject(0).getString("body")).getJsonObject("shares"))
        .isEqualTo(new JsonObject().put("count", 13));
    assertThat(answers.getJsonObject(1).getString("body")).contains("\"error_subcode\":33");
    JsonObject map = get("/?fields=shares&ids=" + post.externalId());
    assertThat(map.getJsonObject(post.externalId()).containsKey("shares")).isTrue();
    assertThat(refused("/?ids=" + post.externalId() + "," + deleted.externalId())).isNotNull();
    assertThat(world.simulator.meter().totals(Platform.FACEBOOK).calls()).isEqualTo(3);
    assertThat(world.simulator.meter().totals(Platform.INSTAGRAM).calls()).isZero();
  }

  @Test
  void aPageIsThrottledUnderItsOwnCode() {
    world.simulator.change(s -> s.businessUsagePercent(100).regainAccessMinutes(7));

    JsonObject error = refused(nodeOf(post));

    assertThat(error.getInteger("code")).isEqualTo(80_001);
    assertThat(error.getString("message"))
        .startsWith(
            "(#80001) There have been too many calls to this Page account. Wait a bit and try"
                + " again.");
    assertThat(world.getAs(page.accessToken(), nodeOf(post)).getHeader("x-business-use-case-usage"))
        .contains("\"type\":\"pages\"", "\"estimated_time_to_regain_access\":7");
  }

  @Test
  void theUsualTokenRulesHold() {
    var accounts = world.simulator.studio().accounts();
    accounts.refuse(page.externalId(), GraphErrorKind.PAGES_PERMISSION);
    assertThat(refused(nodeOf(post)).getString("message")).contains("pages_read_engagement");
    accounts.refuse(page.externalId(), null);

    assertThat(refused("/refresh_access_token?grant_type=ig_refresh_token").getInteger("code"))
        .isEqualTo(190);
    assertThat(refused("/v25.0/" + page.externalId() + "/media").getInteger("error_subcode"))
        .isEqualTo(33);
    assertThat(get("/v25.0/me?fields=name").getString("name")).isEqualTo("Harbour");
    accounts.expire(page.externalId());
    assertThat(refused(nodeOf(post)).getInteger("error_subcode")).isEqualTo(463);
  }

  private PostDraft some(SimulatedCounters counters) {
    return PostDraft.of(page)
        .withCaption("Ahoy")
        .growing(ScriptedGrowth.always(counters))
        .at(NOON.minus(Duration.ofDays(2)));
  }

  private StudioPost publish(PostDraft draft) {
    return world.simulator.studio().publish(draft);
  }

  private static JsonObject part(String url) {
    return new JsonObject().put("method", "GET").put("relative_url", url.substring(1));
  }

  private static String nodeOf(StudioPost of) {
    return "/v25.0/" + of.externalId();
  }

  private JsonObject node(StudioPost of, String fields) {
    return get(nodeOf(of) + "?fields=" + fields);
  }

  private JsonObject insights(StudioPost of, String metrics) {
    return get(nodeOf(of) + "/insights?metric=" + metrics);
  }

  private JsonObject get(String path) {
    var answer = world.getAs(page.accessToken(), path);
    assertThat(answer.statusCode()).as(answer.bodyAsString()).isEqualTo(200);
    return answer.bodyAsJsonObject();
  }

  private JsonObject refused(String path) {
    var answer = world.getAs(page.accessToken(), path);
    assertThat(answer.statusCode()).isEqualTo(400);
    return answer.bodyAsJsonObject().getJsonObject("error");
  }

  private static Map<String, Object> values(JsonObject insights) {
    Map<String, Object> values = new HashMap<>();
    for (Object item : insights.getJsonArray("data")) {
      JsonObject insight = (JsonObject) item;
      values.put(
          insight.getString("name"),
          insight.getJsonArray("values").getJsonObject(0).getValue("value"));
    }
    return values;
  }
}
