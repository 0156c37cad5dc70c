package io.tidemark.simulator.graph;

import static io.tidemark.simulator.RunningSimulator.NOON;
import static io.tidemark.simulator.RunningSimulator.SOME;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.simulator.RunningSimulator;
import io.tidemark.simulator.growth.ScriptedGrowth;
import io.tidemark.simulator.growth.SimulatedCounters;
import io.tidemark.simulator.studio.AccountDraft;
import io.tidemark.simulator.studio.MediaProductType;
import io.tidemark.simulator.studio.MediaType;
import io.tidemark.simulator.studio.PostDraft;
import io.tidemark.simulator.studio.PostState;
import io.tidemark.simulator.studio.StudioAccount;
import io.tidemark.simulator.studio.StudioPost;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstagramTest {

  private static final String SAFE = "reach,saved,likes,comments,shares,total_interactions,views";

  private final RunningSimulator world = new RunningSimulator();
  private final StudioAccount account =
      world.simulator.studio().connect(AccountDraft.instagram().named("harbour"));
  private final StudioPost post = publish(some());

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void theSafeMetricsAreFoundByTheirNames() {
    assertThat(values(insights(post, SAFE)))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "reach",
                6_384,
                "saved",
                7,
                "likes",
                140,
                "comments",
                3,
                "shares",
                13,
                "total_interactions",
                163,
                "views",
                9_120));
  }

  @Test
  void anInsightHasTheRecordedShape() {
    assertThat(insights(post, "reach").getJsonArray("data").getJsonObject(0))
        .isEqualTo(
            new JsonObject(
                """
                {"name":"reach","period":"lifetime","values":[{"value":6384}],"title":"Reach",
                 "description":"The reach of this post.","id":"ID/insights/reach/lifetime"}\
                """
                    .replace("ID", post.externalId())));
  }

  @Test
  void theTokenMayStandInTheQueryAndTheVersionMayBeMissing() {
    String path = "/" + post.externalId() + "/insights?metric=views&access_token=";

    assertThat(values(world.getWithoutKey(path + account.accessToken()).bodyAsJsonObject()))
        .containsEntry("views", 9_120);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          25 | engagement     | (#100) metric[1] must be one of the following values: reach, replies, saved, likes, comments, shares, total_interactions, views
          25 | video_views    | (#100) metric[1] must be one of the following values: reach, replies, saved, likes, comments, shares, total_interactions, views
          25 | plays          | (#100) metric[1] must be one of the following values: reach, replies, saved, likes, comments, shares, total_interactions, views
          22 | impressions    | (#100) Starting from version v22.0 and above, the impressions metric is no longer supported for the queried media
          21 | impressions    | (#100) The Media Insights API does not support the impressions metric for this media product type.
          25 | replies        | (#100) The Media Insights API does not support the replies metric for this media product type.
          """)
  void oneBadMetricFailsTheWholeCall(int version, String metric, String message) {
    JsonObject error =
        refused("/v" + version + ".0/" + post.externalId() + "/insights?metric=reach," + metric);

    assertThat(error.getInteger("code")).isEqualTo(100);
    assertThat(error.containsKey("error_subcode")).isFalse();
    assertThat(error.getString("type")).isEqualTo("OAuthException");
    assertThat(error.getString("message")).isEqualTo(message);
  }

  @Test
  void aMetricMayBeMissingOnOnePostOnly() {
    StudioPost old = publish(some().without("views"));

    assertThat(refused(insightsOf(old) + "?metric=reach,views").getString("message"))
        .isEqualTo(
            "(#100) The Media Insights API does not support the views metric for this media"
                + " product type.");
    assertThat(values(insights(old, "reach"))).containsOnlyKeys("reach");
    assertThat(values(insights(post, "views"))).containsOnlyKeys("views");
    assertThat(refused(insightsOf(old)).getString("message"))
        .isEqualTo("(#100) The parameter metric is required");
  }

  @Test
  void noDataIsAnEmptyListAndNotAZero() {
    StudioPost fresh = publish(some().at(NOON).withInsightsAfter(Duration.ofHours(48)));

    assertThat(insights(fresh, SAFE)).isEqualTo(new JsonObject("{\"data\":[]}"));
    world.clock.advance(Duration.ofHours(48));
    assertThat(values(insights(fresh, SAFE))).hasSize(7);
  }

  @Test
  void someCountersMayBeMissing() {
    world.simulator.change(s -> s.nullCounters(true));

    assertThat(values(insights(post, SAFE))).hasSize(6).doesNotContainKey("views");
    assertThat(node(post, "like_count,comments_count").fieldNames())
        .containsExactlyInAnyOrder("id", "comments_count");
  }

  @Test
  void aCounterMayDip() {
    world.simulator.change(s -> s.counterDips(1));

    assertThat(values(insights(post, "likes")).get("likes")).isBetween(137, 139);
  }

  @Test
  void aDeletedPostAndOneOfSomebodyElseLookTheSame() {
    StudioAccount other = world.simulator.studio().connect(AccountDraft.instagram());
    StudioPost foreign = world.simulator.studio().publish(PostDraft.of(other));
    StudioPost deleted = publish(some());
    world.simulator.studio().delete(deleted.externalId());
    StudioPost lost = publish(some());
    world.simulator.studio().turn(lost.externalId(), PostState.NOT_OWNED);
    StudioPost future = publish(some().at(NOON.plusSeconds(1)));

    for (StudioPost gone : List.of(foreign, deleted, lost, future)) {
      for (String path : List.of(insightsOf(gone) + "?metric=reach", nodeOf(gone))) {
        JsonObject error = refused(path);
        assertThat(error.getInteger("code")).isEqualTo(100);
        assertThat(error.getInteger("error_subcode")).isEqualTo(33);
        assertThat(error.getString("type")).isEqualTo("GraphMethodException");
        assertThat(error.getString("message"))
            .startsWith(
                "Unsupported get request. Object with ID '"
                    + gone.externalId()
                    + "' does not exist, cannot be loaded due to missing permissions, or does not"
                    + " support this operation.");
      }
    }
    world.simulator.studio().turn(lost.externalId(), PostState.SHOWN);
    assertThat(values(insights(lost, "reach"))).hasSize(1);
  }

  @Test
  void aPostFromBeforeTheConversionNeverHasInsights() {
    world.simulator.studio().turn(post.externalId(), PostState.BEFORE_CONVERSION);

    JsonObject error = refused(insightsOf(post) + "?metric=reach");

    assertThat(error.getInteger("code")).isEqualTo(100);
    assertThat(error.getInteger("error_subcode")).isEqualTo(2_108_006);
    assertThat(error.getString("error_user_title"))
        .isEqualTo("Media posted before business account conversion");
    assertThat(node(post, "like_count").getLong("like_count")).isEqualTo(140);
  }

  @Test
  void aStoryNeedsViewersAndEndsAfterADay() {
    StudioPost seen = publish(story(SOME));
    StudioPost unseen = publish(story(new SimulatedCounters(0, 0, 1, 0, 4, 0)));

    assertThat(values(insights(seen, "reach,replies"))).containsEntry("replies", 3);
    JsonObject error = refused(insightsOf(unseen) + "?metric=reach");
    assertThat(error.getInteger("code")).isEqualTo(10);
    assertThat(error.getString("message"))
        .isEqualTo("(#10) Not enough viewers for the media to show insights");
    world.clock.advance(Duration.ofHours(24));
    assertThat(refused(insightsOf(seen) + "?metric=reach").getInteger("error_subcode"))
        .isEqualTo(33);
  }

  @Test
  void aMediaShowsTheFieldsThatAreAskedFor() {
    StudioPost reel =
        publish(
            some()
                .withCaption("Low tide")
                .as(MediaType.VIDEO, MediaProductType.REELS)
                .at(NOON.minusSeconds(61)));

    assertThat(
            node(
                reel,
                "id,caption,media_type,media_product_type,timestamp,permalink,like_count,"
                    + "comments_count"))
        .isEqualTo(
            new JsonObject(
                """
                {"id":"MEDIA","caption":"Low tide","media_type":"VIDEO","media_product_type":"REELS",
                 "timestamp":"2026-03-10T11:58:59+0000",
                 "permalink":"https://www.instagram.com/p/MEDIA/",
                 "like_count":140,"comments_count":3}\
                """
                    .replace("MEDIA", reel.externalId())));
    assertThat(node(reel, "").fieldNames()).containsExactly("id");
    assertThat(node(publish(some().hidingLikes()), "like_count").fieldNames())
        .containsExactly("id");
    assertThat(refused(nodeOf(reel) + "?fields=likes_of_mine").getString("message"))
        .isEqualTo(
            "(#100) Tried accessing nonexisting field (likes_of_mine) on node type (IGMedia)");
  }

  @Test
  void theAccountIsReadByItsIdAndAsMe() {
    JsonObject expected =
        new JsonObject().put("id", account.externalId()).put("username", "harbour");

    assertThat(get("/v25.0/me?fields=username")).isEqualTo(expected);
    assertThat(get("/v25.0/" + account.externalId() + "?fields=id,username")).isEqualTo(expected);
  }

  @Test
  void theMediaOfAnAccountAreReadPageByPage() {
    List<String> published = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      published.add(publish(some().at(NOON.minusSeconds(60 + i))).externalId());
    }
    published.add(post.externalId());
    String path = "/v25.0/" + account.externalId() + "/media?limit=2&fields=id,like_count";

    JsonObject first = get(path);
    publish(some().at(NOON));
    JsonObject second = get(path + "&after=" + after(first));
    JsonObject last = get(path + "&after=" + after(second));

    assertThat(ids(first)).isEqualTo(published.subList(0, 2));
    assertThat(ids(second)).isEqualTo(published.subList(2, 4));
    assertThat(ids(last)).isEqualTo(published.subList(4, 5));
    assertThat(last.getJsonObject("paging").fieldNames()).containsExactly("cursors");
    String next = first.getJsonObject("paging").getString("next");
    assertThat(next).startsWith(world.simulator.baseUrl()).contains(account.accessToken());
    String relative = next.substring(world.simulator.baseUrl().length());
    assertThat(ids(world.getWithoutKey(relative).bodyAsJsonObject())).isEqualTo(ids(second));
  }

  @Test
  void aListThatCannotBeReadSaysWhy() {
    String path = "/v25.0/" + account.externalId() + "/media";

    assertThat(refused(path + "?after=nowhere").getString("message"))
        .isEqualTo("(#100) Invalid cursors values");
    assertThat(refused(path + "?limit=-1").getInteger("code")).isEqualTo(100);
    assertThat(refused("/v25.0/17841400000099999/media").getInteger("error_subcode")).isEqualTo(33);
    world.simulator.change(s -> s.omitIds(post.externalId()));
    assertThat(get(path).getJsonArray("data")).isEmpty();
    world.simulator.studio().delete(post.externalId());
    assertThat(get(path)).isEqualTo(new JsonObject("{\"data\":[]}"));
  }

  @Test
  void aCursorMayBringTheSamePageForEver() {
    publish(some());
    world.simulator.change(s -> s.repeatingCursor(true));
    String path = "/v25.0/" + account.externalId() + "/media?limit=1";

    JsonObject first = get(path);

    assertThat(get(path + "&after=" + after(first))).isEqualTo(first);
  }

  @Test
  void insightsMayBeNestedAndOneBadMediaThenFailsThePage() {
    String path =
        "/v25.0/" + account.externalId() + "/media?fields=id,insights.metric(reach,views)";

    JsonObject shown = get(path).getJsonArray("data").getJsonObject(0);
    assertThat(values(shown.getJsonObject("insights"))).containsOnlyKeys("reach", "views");

    publish(some().without("views"));
    assertThat(refused(path).getInteger("code")).isEqualTo(100);
  }

  @Test
  void manyIdsAreAnsweredAsAMapAndOneBadIdFailsAll() {
    StudioPost second = publish(some());
    String ids = post.externalId() + "," + second.externalId();

    JsonObject map = get("/?fields=like_count&ids=" + ids);
    assertThat(map.fieldNames()).containsExactly(post.externalId(), second.externalId());
    assertThat(map.getJsonObject(second.externalId()).getLong("like_count")).isEqualTo(140);
    assertThat(get("/v25.0/?ids=" + ids)).hasSize(2);

    assertThat(refused("/?ids=" + ids + ",17900000000009999").getInteger("error_subcode"))
        .isEqualTo(33);
    JsonObject alias = refused("/?ids=" + ids + ",my-post,yours");
    assertThat(alias.getInteger("code")).isEqualTo(803);
    assertThat(alias.getString("message"))
        .isEqualTo("(#803) Some of the aliases you requested do not exist: my-post,yours");
    String tooMany =
        IntStream.range(0, 51).mapToObj(i -> "1790000" + i).collect(Collectors.joining(","));
    assertThat(refused("/?ids=" + tooMany).getString("message")).contains("1 to 50 ids");
  }

  @Test
  void whatDoesNotExistIsNamed() {
    assertThat(refused("/v25.0/somebody").getInteger("code")).isEqualTo(803);
    assertThat(refused(nodeOf(post) + "/likers").getString("message"))
        .isEqualTo("(#100) Tried accessing nonexisting field (likers)");
  }

  private PostDraft some() {
    return PostDraft.of(account)
        .growing(ScriptedGrowth.always(SOME))
        .at(NOON.minus(Duration.ofHours(1)));
  }

  private PostDraft story(SimulatedCounters counters) {
    return PostDraft.of(account)
        .growing(ScriptedGrowth.always(counters))
        .as(MediaType.IMAGE, MediaProductType.STORY)
        .at(NOON.minusSeconds(1));
  }

  private StudioPost publish(PostDraft draft) {
    return world.simulator.studio().publish(draft);
  }

  private JsonObject insights(StudioPost of, String metrics) {
    return get(insightsOf(of) + "?metric=" + metrics);
  }

  private JsonObject node(StudioPost of, String fields) {
    return get(nodeOf(of) + "?fields=" + fields);
  }

  private static String insightsOf(StudioPost of) {
    return nodeOf(of) + "/insights";
  }

  private static String nodeOf(StudioPost of) {
    return "/v25.0/" + of.externalId();
  }

  private JsonObject get(String path) {
    var answer = world.getAs(account.accessToken(), path);
    assertThat(answer.statusCode()).as(answer.bodyAsString()).isEqualTo(200);
    return answer.bodyAsJsonObject();
  }

  private JsonObject refused(String path) {
    var answer = world.getAs(account.accessToken(), path);
    assertThat(answer.statusCode()).isEqualTo(400);
    return answer.bodyAsJsonObject().getJsonObject("error");
  }

  private static Map<String, Integer> values(JsonObject insights) {
    Map<String, Integer> values = new HashMap<>();
    for (Object item : insights.getJsonArray("data")) {
      JsonObject insight = (JsonObject) item;
      values.put(
          insight.getString("name"),
          insight.getJsonArray("values").getJsonObject(0).getInteger("value"));
    }
    return values;
  }

  private static List<String> ids(JsonObject page) {
    return page.getJsonArray("data").stream()
        .map(media -> ((JsonObject) media).getString("id"))
        .toList();
  }

  private static String after(JsonObject page) {
    return page.getJsonObject("paging").getJsonObject("cursors").getString("after");
  }
}
