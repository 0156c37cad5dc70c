package io.tidemark.simulator.tiktok;

import static io.tidemark.simulator.RunningSimulator.NOON;
import static io.tidemark.simulator.RunningSimulator.SOME;
import static io.tidemark.simulator.tiktok.TikTokCaller.LIST;
import static io.tidemark.simulator.tiktok.TikTokCaller.QUERY;
import static io.tidemark.simulator.tiktok.TikTokCaller.ids;
import static io.tidemark.simulator.tiktok.TikTokCaller.shown;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.simulator.RunningSimulator;
import io.tidemark.simulator.growth.ScriptedGrowth;
import io.tidemark.simulator.meter.AccountTotals;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.studio.AccountDraft;
import io.tidemark.simulator.studio.PostDraft;
import io.tidemark.simulator.studio.PostState;
import io.tidemark.simulator.studio.StudioAccount;
import io.tidemark.simulator.studio.StudioPost;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisplayTest {

  private final RunningSimulator world = new RunningSimulator();
  private final TikTokCaller tiktok = new TikTokCaller(world);
  private final StudioAccount account = world.simulator.studio().connect(AccountDraft.tiktok());
  private final StudioPost post = publish(some());

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void aVideoShowsTheFieldsThatAreAskedFor() {
    JsonObject data =
        tiktok.data(
            account.accessToken(),
            "/v2/video/query/?fields=id,create_time,like_count,comment_count,share_count,view_count",
            ids(post.externalId()));

    assertThat(data)
        .isEqualTo(
            new JsonObject(
                """
                {"videos":[{"id":"VIDEO","create_time":1773140400,"like_count":140,
                  "comment_count":3,"share_count":13,"view_count":9120}]}\
                """
                    .replace("VIDEO", post.externalId())));
    assertThat(Long.parseLong(post.externalId())).isGreaterThan(1L << 53);
  }

  @Test
  void aCoverLivesSixHours() {
    JsonObject data =
        tiktok.data(
            account.accessToken(),
            "/v2/video/query/?fields=cover_image_url,video_description,is_aigc",
            ids(post.externalId()));

    JsonObject video = data.getJsonArray("videos").getJsonObject(0);
    assertThat(video.fieldNames())
        .containsExactlyInAnyOrder("cover_image_url", "video_description", "is_aigc");
    assertThat(video.getString("cover_image_url"))
        .endsWith("x-expires=" + NOON.plus(Duration.ofHours(6)).getEpochSecond());
  }

  @Test
  void whatIsNotTheOwnersIsLeftOutWithoutAWord() {
    StudioAccount other = world.simulator.studio().connect(AccountDraft.tiktok());
    StudioPost foreign = world.simulator.studio().publish(PostDraft.of(other));
    StudioPost deleted = publish(some());
    world.simulator.studio().delete(deleted.externalId());
    StudioPost hidden = publish(some());
    world.simulator.studio().turn(hidden.externalId(), PostState.NOT_OWNED);
    StudioPost omitted = publish(some());
    world.simulator.change(s -> s.omitIds(omitted.externalId()));

    JsonObject data =
        tiktok.data(
            account.accessToken(),
            QUERY,
            ids(
                foreign.externalId(),
                deleted.externalId(),
                hidden.externalId(),
                post.externalId(),
                omitted.externalId(),
                "4"));

    assertThat(shown(data)).containsExactly(post.externalId());
    assertThat(shown(tiktok.data(account.accessToken(), QUERY, ids("4")))).isEmpty();
  }

  @Test
  void twentyIdsAreTakenAndOneMoreIsNot() {
    String[] twenty =
        IntStream.range(0, 20).mapToObj(i -> publish(some()).externalId()).toArray(String[]::new);
    String[] more = IntStream.range(0, 21).mapToObj(i -> "70" + i).toArray(String[]::new);

    assertThat(shown(tiktok.data(account.accessToken(), QUERY, ids(twenty)))).hasSize(20);
    assertThat(tiktok.refusal(400, account.accessToken(), QUERY, ids(more)))
        .isEqualTo("invalid_params");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          id          | {}
          id          | {"filters":{"video_ids":[]}}
          id          | {"filters":{"video_ids":"7"}}
          id          | {"filters":{"video_ids":[7]}}
          id          | {"filters":{"video_ids":[null]}}
          id          | {"filters":{"video_ids":["my-video"]}}
          id          | []
          id          | nonsense
          ''          | {"filters":{"video_ids":["7"]}}
          play_count  | {"filters":{"video_ids":["7"]}}
          """)
  void whatCannotBeReadIsRefused(String fields, String body) {
    var answer = world.postAs(account.accessToken(), "/v2/video/query/?fields=" + fields, body);

    assertThat(answer.statusCode()).isEqualTo(400);
    JsonObject error = answer.bodyAsJsonObject().getJsonObject("error");
    assertThat(error.getString("code")).isEqualTo("invalid_params");
    assertThat(error.getString("message")).isNotEmpty();
  }

  @Test
  void onePoisonousIdFailsTheCall() {
    String poison = publish(some()).externalId();
    world.simulator.change(s -> s.poisonIds(poison));

    assertThat(tiktok.refusal(400, account.accessToken(), QUERY, ids(post.externalId(), poison)))
        .isEqualTo("invalid_params");
    assertThat(shown(tiktok.data(account.accessToken(), QUERY, ids(post.externalId())))).hasSize(1);
  }

  @Test
  void theListIsReadPageByPage() {
    List<String> published = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      published.add(publish(some().at(NOON.minusSeconds(60 + i))).externalId());
    }
    published.add(post.externalId());

    JsonObject first = list(new JsonObject().put("max_count", 2));
    publish(some().at(NOON));
    JsonObject second = list(next(first));
    JsonObject last = list(next(second));

    assertThat(shown(first)).isEqualTo(published.subList(0, 2));
    assertThat(first.getLong("cursor")).isEqualTo(NOON.minusSeconds(61).toEpochMilli());
    assertThat(shown(second)).isEqualTo(published.subList(2, 4));
    assertThat(shown(last)).isEqualTo(published.subList(4, 5));
    assertThat(second.getBoolean("has_more")).isTrue();
    assertThat(last.getBoolean("has_more")).isFalse();
    assertThat(shown(list(next(last)))).isEmpty();
  }

  @Test
  void aCursorMayBringTheSamePageForEver() {
    publish(some().at(NOON.minusSeconds(1)));
    world.simulator.change(s -> s.repeatingCursor(true));

    JsonObject first = list(new JsonObject().put("max_count", 2));

    assertThat(list(next(first))).isEqualTo(first);
    assertThat(first.getBoolean("has_more")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"max_count,0", "max_count,21", "cursor,-1"})
  void aBadPageIsRefused(String name, int value) {
    assertThat(tiktok.refusal(400, account.accessToken(), LIST, new JsonObject().put(name, value)))
        .isEqualTo("invalid_params");
  }

  @Test
  void aCounterMayDip() {
    world.simulator.change(s -> s.counterDips(1));

    JsonArray videos =
        tiktok.data(account.accessToken(), QUERY, ids(post.externalId())).getJsonArray("videos");

    assertThat(videos.getJsonObject(0).getLong("like_count")).isBetween(137L, 139L);
  }

  @Test
  void theMeterKnowsAccountsAndIds() {
    tiktok.data(account.accessToken(), QUERY, ids(post.externalId(), "4"));
    list(new JsonObject());

    assertThat(world.simulator.meter().account(account.externalId()))
        .isEqualTo(new AccountTotals(2, 2, 2, 1));
    var totals = world.simulator.meter().totals(Platform.TIKTOK, "/v2/video/query/");
    assertThat(totals.idsAsked()).isEqualTo(2);
    assertThat(totals.tweetsReturned()).isEqualTo(1);
  }

  @Test
  void aPathItDoesNotKnowIsNotFound() {
    assertThat(world.send(HttpMethod.POST, "/v2/video/query", "{}").statusCode()).isEqualTo(401);
    for (String path : List.of("/v2/video/delete/", "/v2/video/query")) {
      assertThat(world.postAs(account.accessToken(), path, "{}").statusCode()).isEqualTo(404);
    }
  }

  private JsonObject list(JsonObject body) {
    return tiktok.data(account.accessToken(), LIST, body);
  }

  private static JsonObject next(JsonObject page) {
    return new JsonObject().put("max_count", 2).put("cursor", page.getLong("cursor"));
  }

  private PostDraft some() {
    return PostDraft.of(account)
        .growing(ScriptedGrowth.always(SOME))
        .at(NOON.minus(Duration.ofHours(1)));
  }

  private StudioPost publish(PostDraft draft) {
    return world.simulator.studio().publish(draft);
  }
}
