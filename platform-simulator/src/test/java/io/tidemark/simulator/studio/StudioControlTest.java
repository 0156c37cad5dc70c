package io.tidemark.simulator.studio;

import static io.tidemark.simulator.RunningSimulator.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.simulator.RunningSimulator;
import io.tidemark.simulator.faults.GraphErrorKind;
import io.tidemark.simulator.faults.PlatformFaults;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudioControlTest {

  private static final String ACCOUNTS = "/simulator/studio/accounts";
  private static final String POSTS = "/simulator/studio/posts";

  private final RunningSimulator world = new RunningSimulator();
  private final Studio studio = world.simulator.studio();

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void anAccountIsConnectedWithTokensAndLifetimes() {
    JsonObject connected =
        post(
            ACCOUNTS,
            """
            {"platform":"tiktok","externalId":"-000harbour","userName":"harbour",
             "accessToken":"act.1","refreshToken":"rft.1","accessLifetime":"PT10M",
             "refreshLifetime":"P1D"}\
            """);

    assertThat(connected)
        .isEqualTo(
            new JsonObject(
                """
                {"platform":"tiktok","externalId":"-000harbour","userName":"harbour",
                 "accessToken":"act.1","accessExpiresAt":"2026-03-10T12:10:00Z",
                 "refreshToken":"rft.1","refreshExpiresAt":"2026-03-11T12:00:00Z"}\
                """));
    assertThat(world.json(ACCOUNTS + "/-000harbour")).isEqualTo(connected);
    assertThat(world.json(ACCOUNTS).getJsonArray("accounts")).containsExactly(connected);
    assertThat(studio.accounts().granted("act.1").orElseThrow().account().userName())
        .isEqualTo("harbour");
  }

  @Test
  void lifetimesAreThePlatformsOwnWhenLeftOpen() {
    StudioAccount instagram = studio.connect(AccountDraft.instagram());
    StudioAccount tiktok = studio.connect(AccountDraft.tiktok());

    assertThat(instagram.accessExpiresAt()).isEqualTo(NOON.plus(Duration.ofDays(60)));
    assertThat(instagram.refreshToken()).isNull();
    assertThat(tiktok.accessExpiresAt()).isEqualTo(NOON.plus(Duration.ofHours(2)));
    assertThat(tiktok.refreshExpiresAt()).isEqualTo(NOON.plus(Duration.ofDays(180)));
  }

  @Test
  void tokensAreEndedOverHttp() {
    String id = studio.connect(AccountDraft.tiktok()).externalId();

    post(ACCOUNTS + "/" + id + "/expire", "{}");
    assertThat(studio.accounts().find(id).orElseThrow().accessExpiresAt()).isEqualTo(NOON);
    post(ACCOUNTS + "/" + id + "/expire?token=refresh", "{}");
    assertThat(studio.accounts().find(id).orElseThrow().refreshExpiresAt()).isEqualTo(NOON);
    assertThat(field(ACCOUNTS + "/" + id + "/expire?token=all", "{}")).isEqualTo("token");
    String other = studio.connect(AccountDraft.instagram()).externalId();
    assertThat(
            world
                .send(HttpMethod.POST, ACCOUNTS + "/" + other + "/expire?token=refresh", "{}")
                .statusCode())
        .isEqualTo(400);
  }

  @Test
  void anAccountIsRefusedAndAcceptedAgain() {
    String id = studio.connect(AccountDraft.instagram()).externalId();
    String path = ACCOUNTS + "/" + id + "/refusal";

    assertThat(post(path, "{\"kind\":\"password-changed\"}").getString("refusal"))
        .isEqualTo("password-changed");
    assertThat(studio.accounts().find(id).orElseThrow().refusal())
        .isEqualTo(GraphErrorKind.PASSWORD_CHANGED);
    assertThat(field(path, "{\"kind\":\"moody\"}")).isEqualTo("kind");
    assertThat(field(path, "{}")).isEqualTo("kind");
    world.send(HttpMethod.DELETE, path, null);
    assertThat(studio.accounts().find(id).orElseThrow().refusal()).isNull();
    assertThat(world.send(HttpMethod.DELETE, ACCOUNTS + "/4/refusal", null).statusCode())
        .isEqualTo(404);
  }

  @Test
  void aPostIsPublishedAndFollowed() {
    String account = studio.connect(AccountDraft.instagram()).externalId();

    JsonObject published =
        posted(
            """
            {"account":"ACCOUNT","externalId":"17900000000000042","caption":"Hi",
             "age":"PT30M","mediaType":"VIDEO","mediaProductType":"REELS",
             "unsupportedMetrics":["views"],"hidesLikes":true,"insightsAfter":"PT1H",
             "growth":{"kind":"scripted","steps":[{"likes":1},{"age":"PT40M","likes":9}]}}\
            """
                .replace("ACCOUNT", account));

    assertThat(published.getJsonObject("counters").getLong("likes")).isEqualTo(1);
    assertThat(published.getString("platform")).isEqualTo("instagram");
    assertThat(published.getString("createdAt")).isEqualTo("2026-03-10T11:30:00Z");
    StudioPost post = studio.find("17900000000000042").orElseThrow();
    assertThat(post.unsupportedMetrics()).isEqualTo(Set.of("views"));
    assertThat(post.hidesLikes()).isTrue();
    assertThat(post.insightsAfter()).isEqualTo(Duration.ofHours(1));
    assertThat(post.mediaProductType()).isEqualTo(MediaProductType.REELS);
    world.clock.advance(Duration.ofMinutes(10));
    JsonObject now = world.json(POSTS + "/17900000000000042");
    assertThat(now.getJsonObject("counters").getLong("likes")).isEqualTo(9);
    assertThat(now.getString("mediaType")).isEqualTo("VIDEO");
  }

  @Test
  void postsAreListedByAccount() {
    String one = studio.connect(AccountDraft.instagram()).externalId();
    String two = studio.connect(AccountDraft.facebook()).externalId();
    posted("{\"count\":3,\"account\":\"" + one + "\"}");
    posted("{\"account\":\"" + two + "\"}");

    assertThat(world.json(POSTS).getJsonArray("posts")).hasSize(4);
    assertThat(world.json(POSTS + "?account=" + two).getJsonArray("posts")).hasSize(1);
    assertThat(studio.posts().getLast().externalId()).startsWith(two + "_");
  }

  @Test
  void aPostIsTakenAwayBroughtBackAndDeleted() {
    StudioAccount account = studio.connect(AccountDraft.instagram());
    StudioPost post = studio.publish(PostDraft.of(account));
    String path = POSTS + "/" + post.externalId();

    assertThat(post(path + "/state", "{\"state\":\"not-owned\"}").getString("state"))
        .isEqualTo("not-owned");
    assertThat(studio.seenBy(account)).isEmpty();
    post(path + "/state", "{\"state\":\"shown\"}");
    assertThat(studio.seenBy(account)).containsExactly(post);
    world.send(HttpMethod.DELETE, path, null);
    assertThat(studio.state(post)).isEqualTo(PostState.DELETED);
    assertThat(field(path + "/state", "{}")).isEqualTo("state");
    assertThat(world.send(HttpMethod.DELETE, POSTS + "/4", null).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                      | platform
          {"platform":"x"}                                        | platform
          {"platform":"myspace"}                                  | platform
          {"platform":"instagram","externalId":"harbour"}         | externalId
          {"platform":"instagram","externalId":"17841400000000001"} | externalId
          {"platform":"instagram","accessToken":"known"}          | accessToken
          {"platform":"instagram","refreshToken":"r"}             | refreshToken
          {"platform":"tiktok","accessLifetime":"PT0S"}           | accessLifetime
          {"platform":"tiktok","refreshLifetime":"2 days"}        | refreshLifetime
          {"platform":"tiktok","token":"t"}                       | token
          """)
  void aBadAccountIsRefusedByTheNameOfItsField(String body, String field) {
    studio.connect(AccountDraft.instagram().withAccessToken("known"));

    assertThat(field(ACCOUNTS, body)).isEqualTo(field);
    assertThat(studio.accounts().all()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                     | account
          {"account":"4"}                                        | account
          {"account":"17841400000000001","count":0}              | count
          {"account":"17841400000000001","externalId":"17900","count":2} | externalId
          {"account":"17841400000000001","externalId":"my post"} | externalId
          {"account":"17841400000000001","age":"PT1H","createdAt":"2026-03-10T11:30:00Z"} | age
          {"account":"17841400000000001","mediaType":"POEM"}     | mediaType
          {"account":"17841400000000001","unsupportedMetrics":[null]} | unsupportedMetrics
          {"account":"17841400000000001","insightsAfter":"-PT1S"} | insightsAfter
          {"account":"17841400000000001","growth":{"kind":"magic"}} | growth.kind
          {"account":"17841400000000001","likes":4}              | likes
          """)
  void aBadPostIsRefusedByTheNameOfItsField(String body, String field) {
    studio.connect(AccountDraft.instagram());

    assertThat(field(POSTS, body)).isEqualTo(field);
    assertThat(studio.posts()).isEmpty();
  }

  @Test
  void graphSwitchesAreChangedOverHttp() {
    world.send(
        HttpMethod.PATCH,
        "/simulator/switches",
        """
        {"graphError":"page-busy","nullIds":["7"],"appUsagePercent":12,
         "businessUsagePercent":99,"regainAccessMinutes":3}\
        """);

    assertThat(world.simulator.faults())
        .isEqualTo(
            PlatformFaults.with(
                s ->
                    s.graphError(GraphErrorKind.PAGE_BUSY)
                        .nullIds("7")
                        .appUsagePercent(12)
                        .businessUsagePercent(99)
                        .regainAccessMinutes(3)));
  }

  @Test
  void anIdThatTikTokCannotHaveIsRefused() {
    String account = studio.connect(AccountDraft.tiktok()).externalId();
    String body = "{\"account\":\"ACCOUNT\",\"externalId\":\"ID\"}".replace("ACCOUNT", account);

    assertThat(field(POSTS, body.replace("ID", "9999999999999999999"))).isEqualTo("externalId");
    assertThat(field(POSTS, body.replace("ID", "70000_1"))).isEqualTo("externalId");
    assertThat(posted(body.replace("ID", "7080213458555737986")).getString("platform"))
        .isEqualTo("tiktok");
  }

  @Test
  void theMeterShowsTheAccounts() {
    StudioAccount account = studio.connect(AccountDraft.instagram());
    world.getAs(account.accessToken(), "/v25.0/me");

    assertThat(
            world
                .json("/simulator/meter")
                .getJsonObject("accounts")
                .getJsonObject(account.externalId()))
        .isEqualTo(new JsonObject("{\"calls\":1,\"parts\":1,\"idsAsked\":0,\"mostAtOnce\":1}"));
  }

  private JsonObject posted(String body) {
    return post(POSTS, body).getJsonArray("posts").getJsonObject(0);
  }

  private JsonObject post(String path, String body) {
    var answer = world.send(HttpMethod.POST, path, body);
    assertThat(answer.statusCode()).as(answer.bodyAsString()).isBetween(200, 201);
    return answer.bodyAsJsonObject();
  }

  private String field(String path, String body) {
    var answer = world.send(HttpMethod.POST, path, body);
    assertThat(answer.statusCode()).as(answer.bodyAsString()).isEqualTo(400);
    return answer.bodyAsJsonObject().getString("field");
  }
}
