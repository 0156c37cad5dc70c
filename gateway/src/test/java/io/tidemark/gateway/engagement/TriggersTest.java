package io.tidemark.gateway.engagement;

import static io.tidemark.tracker.TrackerWorld.START;
import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import io.tidemark.gateway.TrackedGateway;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("server")
class TriggersTest {

  private static final String[] NONE = {};
  private static final String[] ONE = {"1"};
  private static final String PUBLIC = "https://tidemark.example.com/base";

  private final TrackedGateway gateway =
      TrackedGateway.begin(
          Map.of(
              "TIDEMARK_QSTASH_CURRENT_SIGNING_KEY", Signer.CURRENT,
              "TIDEMARK_QSTASH_NEXT_SIGNING_KEY", Signer.NEXT,
              "TIDEMARK_HTTP_PUBLIC_URL", PUBLIC));
  private final GatewayWorld world = gateway.world;
  private final String file = world.api.request(HttpMethod.GET, "/openapi.yaml").send().body();
  private long lot;

  @BeforeEach
  void deliver() {
    world.zone("brand");
    world.zone("rivals");
    lot = world.deliver("brand", world.tracker.post(3, growing(60))).getLong("lotId");
    world.clock.advance(Duration.ofHours(1));
  }

  @AfterEach
  void end() {
    gateway.close();
  }

  private JsonObject trackLot() {
    return new JsonObject().put("lotId", lot).put("zoneId", "brand").put("updateNumber", 1);
  }

  private Answer signed(String operation, String signature, String body) {
    return world.api.call(operation).header("Upstash-Signature", signature).send(body);
  }

  private static String sign(String key, String path, String body) {
    return Signer.sign(key, PUBLIC + path, body, Instant.now());
  }

  @Test
  void whatIsDueRuns() {
    JsonObject answer = world.admin("updateEngagement").send(new JsonObject()).ok();

    assertThat(answer.getBoolean("success")).isTrue();
    assertThat(answer.getInteger("updated")).isEqualTo(3);
    assertThat(answer.getInteger("errors")).isZero();
    assertThat(answer.getInteger("skipped")).isZero();
    assertThat(answer.getInteger("stopped")).isZero();
    assertThat(world.admin("updateEngagement").send().ok().getInteger("updated")).isZero();
    assertThat(world.tracker.snapshots()).isEqualTo(3);
  }

  @Test
  void aLotRunsAndSaysWhenItIsDueAgain() {
    JsonObject answer = world.admin("trackLot").send(trackLot()).ok();

    assertThat(answer.getInteger("updated")).isEqualTo(3);
    assertThat(answer.getLong("lotId")).isEqualTo(lot);
    assertThat(answer.getString("nextUpdateAt"))
        .isEqualTo(START.plus(Duration.ofHours(2)).toString());
  }

  @Test
  void idsMayBeTextsAsTheyAreInTheBodiesOfOthers() {
    long tweet = world.stores.number("select min(id) from twitter_tweets");
    JsonObject body =
        trackLot()
            .put("lotId", Long.toString(lot))
            .put("tweetDbIds", new JsonArray().add(Long.toString(tweet)));

    assertThat(world.admin("trackLot").send(body).ok().getInteger("updated")).isEqualTo(1);
  }

  @Test
  void aSignatureOfEitherKeyIsTaken() {
    String path = "/api/twitter/engagement/update";
    for (String key : List.of(Signer.CURRENT, Signer.NEXT)) {
      signed("updateEngagement", sign(key, path, "{}"), "{}").ok();
    }
  }

  /** Operations that a key of the scope trigger starts, and whether the file offers them QStash. */
  private List<Operation> operations(boolean offered) {
    return world.api.contract().operations().stream()
        .filter(operation -> operation.getHttpMethod() == HttpMethod.POST)
        .filter(operation -> "trigger".equals(operation.getOpenAPIModel().getString("x-scope")))
        .filter(operation -> offersQStash(operation.getOperationId()) == offered)
        .toList();
  }

  private boolean offersQStash(String operationId) {
    String from = "operationId: %s\n".formatted(operationId);
    String rest = file.substring(file.indexOf(from) + from.length());
    int next = rest.indexOf("operationId: ");
    return (next < 0 ? rest : rest.substring(0, next)).contains("- qstash: []\n");
  }

  @Test
  void everyOperationThatOffersQStashDoesWhatASignedDeliveryAsksFor() {
    world
        .admin("createDao")
        .send(new JsonObject().put("slug", "aave").put("name", "a").put("twitter_handle", "aave"));
    Map<String, String> bodies =
        Map.of(
            "updateEngagement", "{}",
            "trackLot", trackLot().encode(),
            "startDaoSync", "{\"dao\":\"aave\"}");
    assertThat(operations(true))
        .extracting(Operation::getOperationId)
        .containsExactlyInAnyOrderElementsOf(bodies.keySet());

    operations(true)
        .forEach(
            operation -> {
              String id = operation.getOperationId();
              String body = bodies.get(id);
              String signature = sign(Signer.CURRENT, operation.getOpenAPIPath(), body);

              Answer answer = signed(id, signature, body);

              assertThat(answer.status()).as(id + " " + answer.body()).isBetween(200, 202);
            });
    assertThat(world.stores.number("select count(*) from dao_sync_cycles")).isEqualTo(1);
  }

  @Test
  void aSweepThatQStashAsksForWithoutABodyCoversAllDaos() {
    world.admin("createDao").send(new JsonObject().put("slug", "aave").put("twitter_handle", "a"));
    String signature = sign(Signer.CURRENT, "/api/dao/sync", "");

    Answer begun = world.api.call("startDaoSync").header("Upstash-Signature", signature).send();

    assertThat(begun.status()).as(begun.body()).isEqualTo(202);
    assertThat(world.stores.number("select count(*) from dao_sync_cycles where dao_slug is null"))
        .isEqualTo(1);
  }

  /** A retry would be another sweep when the stored one has ended. */
  @Test
  void aStoredSweepThatNoProcessWorksOnIsNotSentAgain() {
    world.admin("createDao").send(new JsonObject().put("slug", "aave").put("twitter_handle", "a"));
    world.stores.sql("update processes set role = 'gateway'");

    Answer stored =
        world
            .api
            .call("startDaoSync")
            .query("wait", true)
            .header("Upstash-Signature", sign(Signer.CURRENT, "/api/dao/sync?wait=true", ""))
            .send();

    assertThat(stored.problem(489, "unavailable")).contains("is stored");
    assertThat(stored.header("Upstash-NonRetryable-Error")).isEqualTo("true");
    assertThat(world.stores.number("select count(*) from dao_sync_cycles")).isEqualTo(1);
  }

  @Test
  void aSignatureOpensNoTriggerThatDoesNotOfferIt() {
    assertThat(operations(false)).extracting(Operation::getOperationId).contains("syncProfiles");

    operations(false)
        .forEach(
            operation -> {
              String path = operation.getOpenAPIPath().replaceAll("\\{[^}]+}", "1");
              String[] ids = operation.getOpenAPIPath().contains("{") ? ONE : NONE;
              Answer answer =
                  world
                      .api
                      .call(operation.getOperationId(), ids)
                      .header("Upstash-Signature", sign(Signer.CURRENT, path, ""))
                      .send();

              answer.problem(401, "key-required");
            });
  }

  @Test
  void theBodyIsHashedAsItCameWhateverItsSpacing() {
    String body = "\r\n { \"limit\" :\n\t 7 ,  \"limit\":7 } \n";
    String path = "/api/twitter/engagement/update";

    signed("updateEngagement", sign(Signer.CURRENT, path, body), body).ok();

    signed("updateEngagement", sign(Signer.CURRENT, path, body), body.strip())
        .problem(401, "key-required");
  }

  @Test
  void lettersOutsideAsciiArePartOfTheHash() {
    String body =
        trackLot().encode().replace("{", "{ \"zone\u00efd\":\"Z\u00fcrich \ud83d\ude00\",");
    String path = "/api/twitter/engagement/track-lot";

    // The signature holds; what is refused is the unknown field, for good.
    Answer answer = signed("trackLot", sign(Signer.CURRENT, path, body), body);

    assertThat(answer.status()).isEqualTo(489);
    assertThat(answer.header("Upstash-NonRetryable-Error")).isEqualTo("true");
    assertThat(answer.json().getString("type")).isEqualTo("urn:tidemark:problem:invalid-request");
  }

  @Test
  void aSignatureForAnotherBodyAnotherPathOrAnotherTimeIsRefused() {
    String path = "/api/twitter/engagement/update";
    String other = "/api/twitter/engagement/track-lot";
    Instant now = Instant.now();
    for (String signature :
        List.of(
            sign(Signer.CURRENT, path, "{ }"),
            sign(Signer.CURRENT, other, "{}"),
            Signer.sign(Signer.CURRENT, "https://elsewhere.example.com" + path, "{}", now),
            Signer.sign(Signer.CURRENT, PUBLIC + path, "{}", now.minusSeconds(306)),
            Signer.sign(Signer.CURRENT, PUBLIC + path, "{}", now.plusSeconds(60)),
            sign("sig_another_key_of_somebody_else", path, "{}"),
            unsigned(sign(Signer.CURRENT, path, "{}")),
            "present",
            "")) {
      Answer refused = signed("updateEngagement", signature, "{}");

      assertThat(refused.problem(401, "key-required")).as(signature).contains("Upstash-Signature");
      assertThat(refused.body()).doesNotContain("eyJ");
    }
    assertThat(world.tracker.calls()).isZero();
  }

  /** {@code alg: none}. */
  private static String unsigned(String signature) {
    return "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0." + signature.split("\\.")[1] + ".";
  }

  @Test
  void aSignatureCountsOnceUnlessItsDeliveryFailed() {
    String body = trackLot().encode();
    String signature = sign(Signer.CURRENT, "/api/twitter/engagement/track-lot", body);

    signed("trackLot", signature, body).ok();

    assertThat(signed("trackLot", signature, body).problem(401, "key-required"))
        .contains("used before");
  }

  @Test
  void aDeliveryThatFailedMayComeAgainUnderItsSignature() {
    String body = trackLot().put("lotId", 404).encode();
    String signature = sign(Signer.CURRENT, "/api/twitter/engagement/track-lot", body);

    assertThat(signed("trackLot", signature, body).status()).isEqualTo(489);
    assertThat(signed("trackLot", signature, body).status()).isEqualTo(489);
  }

  @Test
  void aSignatureOpensNothingButTriggers() {
    String signature = sign(Signer.CURRENT, "/api/zones", "");

    assertThat(world.api.call("listZones").header("Upstash-Signature", signature).send().status())
        .isEqualTo(401);
  }

  @Test
  void aLotThatIsNotThereIsFinalForQStashAndNotFoundForOthers() {
    String body = trackLot().put("zoneId", "rivals").encode();
    String signature = sign(Signer.CURRENT, "/api/twitter/engagement/track-lot", body);

    Answer final489 = signed("trackLot", signature, body);

    assertThat(final489.status()).isEqualTo(489);
    assertThat(final489.header("Upstash-NonRetryable-Error")).isEqualTo("true");
    assertThat(final489.json().getString("type")).isEqualTo("urn:tidemark:problem:not-found");
    Answer notFound = world.admin("trackLot").send(body);
    notFound.problem(404, "not-found");
    assertThat(notFound.header("Upstash-NonRetryable-Error")).isNull();
  }

  @Test
  void aKeyBesideTheSignatureIsNoReasonToTryAgainWithoutEnd() {
    JsonObject nobodys = trackLot().put("zoneId", "rivals");

    Answer final489 =
        world.admin("trackLot").header("Upstash-Signature", "not looked at").send(nobodys);

    assertThat(final489.status()).isEqualTo(489);
    assertThat(final489.header("Upstash-NonRetryable-Error")).isEqualTo("true");
    assertThat(final489.json().getString("type")).isEqualTo("urn:tidemark:problem:not-found");
  }

  @Test
  void aSignedBodyThatIsTooLargeIsFinalForQStash() {
    String body = "{\"limit\":7" + " ".repeat(300_000) + "}";
    String signature = sign(Signer.CURRENT, "/api/twitter/engagement/update", body);

    Answer final489 = signed("updateEngagement", signature, body);

    assertThat(final489.status()).isEqualTo(489);
    assertThat(final489.json().getString("type")).isEqualTo("urn:tidemark:problem:body-too-large");
  }

  @Test
  void aSignatureWhereQStashDeliversNothingChangesNoAnswer() {
    world
        .admin("createZone")
        .header("Upstash-Signature", "of no meaning")
        .send("{}")
        .problem(400, "invalid-request");
  }

  @Test
  void tweetsOfAnotherTenantAreNotInTheLot() {
    long theirs = world.deliver("rivals", world.tracker.post(1, growing(60))).getLong("lotId");
    long tweet =
        world.stores.number(
            "select tweet_db_id from twitter_engagement_tracking where lot_id = " + theirs);
    String brand = world.key(List.of("trigger"), "brand");

    JsonObject ran =
        world
            .api
            .call("trackLot")
            .bearer(brand)
            .send(trackLot().put("tweetDbIds", new JsonArray().add(tweet)))
            .ok();

    assertThat(ran.getInteger("updated")).isZero();
    assertThat(world.tracker.calls()).isZero();
    assertThat(
            world.stores.number(
                "select update_count from twitter_engagement_tracking where lot_id = " + theirs))
        .isZero();
  }

  @Test
  void aThousandTweetsMayBeNamedAndNoMore() {
    var ids = new JsonArray();
    for (int id = 1; id <= 1_000; id++) {
      ids.add(id);
    }
    world.admin("trackLot").send(trackLot().put("tweetDbIds", ids)).ok();

    ids.add(1_001);
    world.admin("trackLot").send(trackLot().put("tweetDbIds", ids)).problem(400, "invalid-request");
  }

  @Test
  void aLimitedKeyRunsOnlyItsZones() {
    String rivals = world.key(List.of("trigger"), "rivals");

    assertThat(world.api.call("updateEngagement").bearer(rivals).send().ok().getInteger("updated"))
        .isZero();
    world.api.call("trackLot").bearer(rivals).send(trackLot()).problem(404, "not-found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"limit\":0}",
        "{\"limit\":1001}",
        "{\"limit\":\"many\"}",
        "{\"limit\":1.5}",
        "{\"limits\":5}",
        "[]",
        "{"
      })
  void aBadLimitIsRefused(String body) {
    world.admin("updateEngagement").send(body).problem(400, "invalid-request");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"lotId\":1,\"zoneId\":\"brand\"}",
        "{\"lotId\":\"lot_1\",\"zoneId\":\"brand\",\"updateNumber\":1}",
        "{\"lotId\":-1,\"zoneId\":\"brand\",\"updateNumber\":1}",
        "{\"lotId\":1,\"zoneId\":\"No Zone\",\"updateNumber\":1}",
        "{\"lotId\":9007199254740992,\"zoneId\":\"brand\",\"updateNumber\":1}",
        "{\"lotId\":\"1234567890123456789\",\"zoneId\":\"brand\",\"updateNumber\":1}",
        "{\"lotId\":1,\"zoneId\":\"brand\",\"updateNumber\":1001}",
        "{\"lotId\":1,\"zoneId\":\"brand\",\"updateNumber\":0}",
        "{\"lotId\":1,\"zoneId\":\"brand\",\"updateNumber\":1,\"tweetDbIds\":[]}",
        "{\"lotId\":1,\"zoneId\":\"brand\",\"updateNumber\":1,\"tweetDbIds\":[\"x\"]}"
      })
  void aBadTriggerIsRefused(String body) {
    world.admin("trackLot").send(body).problem(400, "invalid-request");
  }
}
