package io.tidemark.simulator.tiktok;

import static io.tidemark.simulator.RunningSimulator.NOON;
import static io.tidemark.simulator.RunningSimulator.SOME;
import static io.tidemark.simulator.tiktok.TikTokCaller.RESEARCH;
import static io.tidemark.simulator.tiktok.TikTokCaller.shown;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.simulator.RunningSimulator;
import io.tidemark.simulator.growth.ScriptedGrowth;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.studio.AccountDraft;
import io.tidemark.simulator.studio.PostDraft;
import io.tidemark.simulator.studio.StudioAccount;
import io.tidemark.simulator.studio.StudioPost;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResearchTest {

  private final RunningSimulator world = new RunningSimulator();
  private final TikTokCaller tiktok = new TikTokCaller(world);
  private final StudioAccount account =
      world.simulator.studio().connect(AccountDraft.tiktok().named("harbour"));
  private final String token = tiktok.clientToken();

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void idsAreBareNumbersThatNoDoubleHolds() {
    StudioPost post = publish(NOON.minusSeconds(60));

    String body =
        tiktok
            .post(
                token,
                "/v2/research/video/query/?fields=id,create_time,username,like_count,"
                    + "comment_count,share_count,view_count,favorites_count,favourites_count",
                byIds(post.externalId()))
            .bodyAsString();

    assertThat(body).contains("\"id\":" + post.externalId() + ",");
    assertThat(Long.parseLong(post.externalId())).isGreaterThan(1L << 53);
    assertThat(new JsonObject(body).getJsonObject("data").getJsonArray("videos").getJsonObject(0))
        .isEqualTo(
            new JsonObject(
                """
                {"id":VIDEO,"create_time":1773143940,"username":"harbour","like_count":140,
                 "comment_count":3,"share_count":13,"view_count":9120,"favorites_count":7,
                 "favourites_count":7}\
                """
                    .replace("VIDEO", post.externalId())));
  }

  @Test
  void anIdIsFoundOnlyInTheWindowOfItsCreation() {
    StudioPost old = publish(Instant.parse("2026-02-01T23:59:59Z"));

    assertThat(shown(data(byIds(old.externalId())))).isEmpty();
    JsonObject body =
        byIds(old.externalId()).put("start_date", "20260102").put("end_date", "20260201");
    assertThat(shown(data(body))).hasSize(1);
  }

  @Test
  void pagesAreFollowedWithTheirSearchIdAndMayBeShort() {
    List<Object> published = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      published.add(Long.valueOf(publish(NOON.minusSeconds(60 + i)).externalId()));
    }
    world.simulator.studio().delete(published.get(1).toString());
    JsonObject body = condition("EQ", "username", "harbour").put("max_count", 2);

    JsonObject first = data(body);
    JsonObject second = data(next(body, first));
    JsonObject last = data(next(body, second));

    assertThat(shown(first)).containsExactly(published.get(0));
    assertThat(first.getInteger("cursor")).isEqualTo(2);
    assertThat(first.getBoolean("has_more")).isTrue();
    assertThat(shown(second)).isEqualTo(published.subList(2, 4));
    assertThat(shown(last)).isEqualTo(published.subList(4, 5));
    assertThat(last.getBoolean("has_more")).isFalse();
    assertThat(last.getString("search_id")).isEqualTo(first.getString("search_id"));
    assertThat(refused(next(body, first).put("search_id", "7"))).isEqualTo("invalid_params");
    assertThat(refused(body.copy().put("cursor", 6))).isEqualTo("invalid_params");
  }

  @Test
  void aCursorMayBringTheSamePageForEver() {
    publish(NOON.minusSeconds(60));
    world.simulator.change(s -> s.repeatingCursor(true));
    JsonObject body = condition("EQ", "username", "harbour").put("max_count", 1);

    JsonObject first = data(body);

    assertThat(data(next(body, first))).isEqualTo(first);
    assertThat(first.getBoolean("has_more")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "IN,username,harbour,2",
    "EQ,username,nobody,0",
    "EQ,create_date,20260310,1",
    "GT,create_date,20260309,1",
    "GTE,create_date,20260309,2",
    "LT,create_date,20260310,1",
    "LTE,create_date,20260310,2",
    "EQ,keyword,tide,2"
  })
  void conditionsAreHeld(String operation, String field, String value, int found) {
    publish(NOON.minusSeconds(60));
    publish(Instant.parse("2026-03-09T08:00:00Z"));

    assertThat(shown(data(condition(operation, field, value)))).hasSize(found);
  }

  @Test
  void conditionsAreCombined() {
    StudioPost one = publish(NOON.minusSeconds(60));
    StudioPost two = publish(NOON.minusSeconds(61));
    JsonObject isOne = part("EQ", "video_id", one.externalId());
    JsonObject isTwo = part("EQ", "video_id", two.externalId());

    assertThat(shown(data(query(new JsonObject().put("or", JsonArray.of(isOne, isTwo))))))
        .hasSize(2);
    assertThat(shown(data(query(new JsonObject().put("and", JsonArray.of(isOne, isTwo))))))
        .isEmpty();
    assertThat(shown(data(query(new JsonObject().put("not", JsonArray.of(isOne))))))
        .containsExactly(Long.valueOf(two.externalId()));
  }

  @Test
  void someVideosAreLeftOutAndSomeFailTheCall() {
    StudioPost post = publish(NOON.minusSeconds(60));
    world.simulator.change(s -> s.omitIds(post.externalId()));
    assertThat(shown(data(byIds(post.externalId())))).isEmpty();

    world.simulator.change(s -> s.poisonIds(post.externalId()));
    assertThat(refused(byIds(post.externalId()))).isEqualTo("invalid_params");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"start_date":"20260301","end_date":"20260401"}
          {"start_date":"20260311","end_date":"20260310"}
          {"start_date":"2026-03-01"}
          {"start_date":"20260230"}
          {"end_date":null}
          {"query":{}}
          {"query":{"and":[7]}}
          {"query":{"and":[{"operation":"EQ","field_name":"region_code","field_values":["DE"]}]}}
          {"query":{"and":[{"operation":"GT","field_name":"username","field_values":["a"]}]}}
          {"query":{"and":[{"operation":"LIKE","field_name":"username","field_values":["a"]}]}}
          {"query":{"and":[{"operation":"EQ","field_name":"username","field_values":[]}]}}
          {"query":{"and":[{"operation":"EQ","field_name":"username","field_values":["a","b"]}]}}
          {"query":{"and":[{"operation":"EQ","field_name":"create_date","field_values":["today"]}]}}
          {"max_count":101}
          {"max_count":"20"}
          {"cursor":-1}
          """)
  void whatCannotBeReadIsRefused(String change) {
    assertThat(refused(condition("EQ", "username", "harbour").mergeIn(new JsonObject(change))))
        .isEqualTo("invalid_params");
  }

  @Test
  void thereIsNoPlayCount() {
    assertThat(
            tiktok.refusal(
                400,
                token,
                "/v2/research/video/query/?fields=id,play_count",
                condition("EQ", "username", "harbour")))
        .isEqualTo("invalid_params");
  }

  @Test
  void theMeterKnowsTheIdsAndNoAccount() {
    data(byIds("7000000000000000001", "7000000000000000002"));

    var totals = world.simulator.meter().totals(Platform.TIKTOK, "/v2/research/video/query/");
    assertThat(totals.idsAsked()).isEqualTo(2);
    assertThat(world.simulator.meter().accounts()).isEmpty();
  }

  private StudioPost publish(Instant at) {
    return world
        .simulator
        .studio()
        .publish(
            PostDraft.of(account)
                .at(at)
                .withCaption("Low tide")
                .growing(ScriptedGrowth.always(SOME)));
  }

  private static JsonObject byIds(String... ids) {
    return condition("IN", "video_id", ids);
  }

  private static JsonObject condition(String operation, String field, String... values) {
    return query(new JsonObject().put("and", JsonArray.of(part(operation, field, values))));
  }

  private static JsonObject part(String operation, String field, String... values) {
    return new JsonObject()
        .put("operation", operation)
        .put("field_name", field)
        .put("field_values", new JsonArray(List.of(values)));
  }

  private static JsonObject query(JsonObject query) {
    return new JsonObject()
        .put("query", query)
        .put("start_date", "20260301")
        .put("end_date", "20260331");
  }

  private static JsonObject next(JsonObject body, JsonObject page) {
    return body.copy()
        .put("cursor", page.getInteger("cursor"))
        .put("search_id", page.getString("search_id"));
  }

  private JsonObject data(JsonObject body) {
    return tiktok.data(token, RESEARCH, body);
  }

  private String refused(JsonObject body) {
    return tiktok.refusal(400, token, RESEARCH, body);
  }
}
