package io.tidemark.gateway.zones;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.AuditedDays;
import io.tidemark.gateway.GatewayWorld;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.tracker.Tracker;
import io.tidemark.tracker.intake.ZoneEnds;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Zones that are paused, that go on, and that are deleted. */
@Tag("server")
class ZoneEndsTest {

  private final GatewayWorld world = GatewayWorld.begin();
  private final List<SimulatedTweet> tweets = world.tracker.post(3, growing(60));
  private long lot;

  @BeforeEach
  void twoZonesHaveTheSameTweets() {
    world.zone("brand");
    world.zone("rivals");
    lot = Long.parseLong(world.deliver("brand", tweets).getString("lotId"));
    world.deliver("rivals", tweets);
  }

  @AfterEach
  void end() {
    world.close();
  }

  private JsonObject change(String zone, String status) {
    return world.admin("changeZone", zone).send(new JsonObject().put("status", status)).ok();
  }

  private long polls(String zone) {
    return world.stores.number(
        "select coalesce(sum(update_count), 0) from twitter_engagement_tracking tracking join"
            + " twitter_lots lot on lot.id = tracking.lot_id where lot.zone_id = '%s'"
                .formatted(zone));
  }

  private void pass() {
    world.tracker.pass().runDue();
  }

  @Test
  void noPollIsPaidForInAPausedZoneAndItsDeliveriesAreStored() {
    assertThat(change("brand", "paused").getString("status")).isEqualTo("paused");
    assertThat(change("rivals", "paused").getString("status")).isEqualTo("paused");

    for (int hour = 1; hour <= 3; hour++) {
      world.clock.advance(Duration.ofHours(1));
      pass();
    }
    JsonObject delivered = world.deliver("brand", List.of(world.tracker.post(growing(60))));

    assertThat(world.tracker.calls()).isZero();
    assertThat(delivered.getInteger("created")).isEqualTo(1);
    assertThat(world.admin("listZones").send().list("zones"))
        .extracting(zone -> zone.getString("status"))
        .containsExactly("paused", "paused");
    assertThat(world.admin("readZone", "brand").send().ok().getString("status"))
        .isEqualTo("paused");
    assertThat(
            world
                .admin("readOverview")
                .send()
                .ok()
                .getJsonObject("lots")
                .getJsonObject("held")
                .getInteger("the zone is paused"))
        .isEqualTo(2);
  }

  @Test
  void whatCameDueInAPauseIsPolledOnceWhenTheZoneGoesOn() {
    change("brand", "paused");
    for (int hour = 1; hour <= 3; hour++) {
      world.clock.advance(Duration.ofHours(1));
      pass();
    }
    assertThat(polls("brand")).isZero();
    assertThat(polls("rivals")).isEqualTo(9);

    change("brand", "active");
    pass();

    assertThat(polls("brand")).isEqualTo(3);
    assertThat(
            world.stores.number(
                "select count(*) from twitter_lots where waiting_reason is not null"))
        .isZero();
    world.clock.advance(Duration.ofHours(1));
    pass();
    assertThat(polls("brand")).isEqualTo(6);
  }

  @Test
  void aPassThatIsUnderWayWhenTheZoneIsDeletedWritesNothingThere() {
    world.clock.advance(Duration.ofHours(1));
    var ends = new ZoneEnds(world.stores.pool());
    var source =
        world.tracker.sourceThatAfterTheAnswer(
            () ->
                ends.remove("brand")
                    .compose(
                        marked ->
                            world
                                .stores
                                .pool()
                                .query("delete from timers where kind = 'lot' and subject = " + lot)
                                .execute())
                    .mapEmpty());

    world.tracker.pass(world.stores.app(), source).runDue();

    assertThat(polls("brand")).isZero();
    assertThat(polls("rivals")).isEqualTo(3);
  }

  private Map<String, Long> rowsOfRivals() {
    Map<String, Long> rows = new TreeMap<>();
    for (String sql :
        List.of(
            "select count(*) from twitter_tweets where zone_id = 'rivals'",
            "select count(*) from twitter_engagement_history h join twitter_tweets t on t.id ="
                + " h.tweet_id where t.zone_id = 'rivals'",
            "select coalesce(sum(update_count), 0) from twitter_engagement_tracking tracking join"
                + " twitter_lots l on l.id = tracking.lot_id where l.zone_id = 'rivals'",
            "select count(*) from timers where kind = 'lot'",
            "select coalesce(sum(tweets), 0) from tracking_tallies where zone_id = 'rivals'",
            "select coalesce(sum(readings), 0) from zone_tallies where zone_id = 'rivals'")) {
      rows.put(sql, world.stores.number(sql));
    }
    return rows;
  }

  private List<String> tablesWith(String zone) {
    List<String> found = new ArrayList<>();
    for (Row row :
        world.stores.sql(
            "select c.table_name from information_schema.columns c join information_schema.tables t"
                + " using (table_schema, table_name) where c.column_name = 'zone_id' and"
                + " t.table_type = 'BASE TABLE' and t.table_schema = current_schema()")) {
      String table = row.getString(0);
      if (world.stores.number("select count(*) from %s where zone_id = '%s'".formatted(table, zone))
          > 0) {
        found.add(table);
      }
    }
    return found;
  }

  @Test
  void aDeletionSurvivesACrashAndOtherZonesKeepTheirTweets() {
    world.hourPasses();
    assertThat(polls("brand")).isEqualTo(3);
    String own = world.key(List.of("read", "admin"), "brand");
    String both = world.key(List.of("read"), "brand", "rivals");

    Answer answer = world.admin("deleteZone", "brand").send();

    assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    assertThat(answer.json().getString("status")).isEqualTo("deleting");
    world.stores.sql("delete from timers where kind = 'lot' and subject = " + lot);
    Map<String, Long> before = rowsOfRivals();
    assertThat(world.webhook().send(world.tracker.body("brand", tweets)).status()).isEqualTo(202);
    world
        .admin("changeZone", "brand")
        .send(new JsonObject().put("status", "active"))
        .problem(409, "conflict");
    world
        .admin("mapRule")
        .send(new JsonObject().put("rule_id", "other").put("zone_id", "brand"))
        .problem(404, "not-found");
    world.clock.advance(Duration.ofMinutes(1));

    // A crash between two steps: the lots cannot be deleted.
    world.stores.sql(
        "create function refuse() returns trigger language plpgsql as"
            + " 'begin raise exception ''no''; end'");
    world.stores.sql(
        "create trigger refuse before delete on twitter_lots for each row execute function"
            + " refuse()");
    var ends = new ZoneEnds(world.stores.pool(), 2);
    assertThatThrownBy(ends::removeAll).hasMessageContaining("no");
    JsonObject half = world.admin("readZone", "brand").send().ok();
    assertThat(half.getString("status")).isEqualTo("deleting");
    assertThat(half.getInteger("rows_deleted")).isGreaterThanOrEqualTo(3);
    world.stores.sql("drop trigger refuse on twitter_lots");
    ends.removeAll();

    world.admin("readZone", "brand").send().problem(404, "not-found");
    assertThat(tablesWith("brand")).isEmpty();
    assertThat(rowsOfRivals()).isEqualTo(before);
    assertThat(
            world.stores.number(
                "select count(*) from twitter_engagement_history where tweet_id not in (select id"
                    + " from twitter_tweets)"))
        .isZero();
    // The same id later is another tenant: no key of before opens it.
    world.zone("brand");
    assertThat(
            world.stores.number(
                "select count(*) from api_keys where revoked_at is null and 'brand' = any (zones)"))
        .isZero();
    assertThat(own).isNotEqualTo(both);
  }

  @Test
  void severalRoundsOfStepsDeleteMoreThanOneStepTakes() {
    for (int i = 0; i < 5; i++) {
      world.deliver("brand", List.of(world.tracker.post(growing(60))));
    }
    world.admin("deleteZone", "brand").send();

    new ZoneEnds(world.stores.pool(), 1).removeAll();

    assertThat(tablesWith("brand")).isEmpty();
    assertThat(world.stores.number("select count(*) from timers where kind = 'lot'")).isEqualTo(1);
  }

  @Test
  void theSampleTheModelsAndTheAuditsOfAZoneGoWithIt() {
    world.stores.sql(
        "insert into sampled_tweets select id, zone_id, received_at from twitter_tweets");
    for (String zone : List.of("brand", "rivals")) {
      AuditedDays.store(world, zone, 3);
      world.stores.sql(
          "insert into zone_prices values ('%s', now(), 0.02, 3, 9, 3, 9, 0, 9)".formatted(zone));
      world.stores.sql(
          """
          insert into growth_models (zone_id, platform, format, curves, made_at, model)
          values ('%s', 'twitter', 1, 100, now(), '{}')
          """
              .formatted(zone));
    }
    assertThat(tablesWith("brand"))
        .contains("sampled_tweets", "zone_audits", "zone_prices", "growth_models");
    int tables = tablesWith("rivals").size();

    world.admin("deleteZone", "brand").send();
    new ZoneEnds(world.stores.pool(), 1).removeAll();

    assertThat(tablesWith("brand")).isEmpty();
    assertThat(tablesWith("rivals")).hasSize(tables);
  }

  private void refuse(String table, String zone) {
    world.stores.sql(
        "create or replace function refuse() returns trigger language plpgsql as"
            + " 'begin if old.zone_id = ''%s'' then raise exception ''no''; end if; return old;"
                .formatted(zone)
            + " end'");
    world.stores.sql(
        "create trigger refuse before delete on %s for each row execute function refuse()"
            .formatted(table));
  }

  @Test
  void aZoneThatCannotBeDeletedDoesNotKeepThoseAfterIt() {
    world.admin("deleteZone", "brand").send();
    world.admin("deleteZone", "rivals").send();
    refuse("twitter_lots", "brand");

    var ends = new ZoneEnds(world.stores.pool());
    assertThatThrownBy(ends::removeAll).hasMessageContaining("no");

    assertThat(world.admin("readZone", "brand").send().ok().getString("status"))
        .isEqualTo("deleting");
    world.admin("readZone", "rivals").send().problem(404, "not-found");
  }

  @Test
  void whatIsCountedAsDeletedIsDeleted() {
    world.deliver("brand", List.of(world.tracker.post(growing(60))));
    world.admin("deleteZone", "brand").send();
    refuse("webhook_deliveries", "brand");

    var ends = new ZoneEnds(world.stores.pool(), 2);
    assertThatThrownBy(ends::removeAll).hasMessageContaining("no");

    assertThat(world.admin("readZone", "brand").send().ok().getInteger("rows_deleted"))
        .as("four tweets and two lots")
        .isEqualTo(6);
  }

  @Test
  void figuresThatAreFoldedWhileAZoneEndsGoWithIt() {
    world.admin("deleteZone", "brand").send();
    new ZoneEnds(world.stores.pool()).removeAll();
    world.stores.sql("insert into tracking_tallies values ('brand', 'hot', null, 7, 7, 7)");

    world.zone("brand");

    assertThat(world.stores.number("select count(*) from tracking_tallies where zone_id = 'brand'"))
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"changeZone", "deleteZone"})
  void onlyAKeyForAllZonesPausesAndDeletes(String operation) {
    world.workspace("brand");
    world.workspace("rivals");
    String own = world.tenantKey(List.of("admin"), "brand");
    String foreign = world.tenantKey(List.of("admin"), "rivals");
    String reader = world.key(List.of("read", "refresh", "trigger"));

    for (String key : List.of(own, foreign, reader)) {
      var call = world.api.call(operation, "brand").bearer(key);
      Answer answer =
          operation.equals("deleteZone")
              ? call.send()
              : call.send(new JsonObject().put("status", "paused"));
      assertThat(answer.status()).as(answer.body()).isIn(403, 404);
    }
    assertThat(world.admin("readZone", "brand").send().ok().getString("status"))
        .isEqualTo("active");
  }

  @Test
  void aKeyOfTheZoneStillChangesItsName() {
    String own = world.key(List.of("admin"), "brand");

    world
        .api
        .call("changeZone", "brand")
        .bearer(own)
        .send(new JsonObject().put("name", "renamed"))
        .ok();
  }

  @ParameterizedTest
  @CsvSource({"changeZone, 404", "deleteZone, 404"})
  void whatIsNoZoneCannotEnd(String operation, int status) {
    var call = world.admin(operation, "nowhere");
    Answer answer =
        operation.equals("deleteZone")
            ? call.send()
            : call.send(new JsonObject().put("status", "paused"));
    answer.problem(status, "not-found");
  }

  @Test
  void theMinimumOfEngagementOnArrivalLeavesOthersOut() {
    JsonObject changed =
        world.admin("changeZone", "brand").send(new JsonObject().put("min_engagement", 11)).ok();
    assertThat(changed.getInteger("min_engagement")).isEqualTo(11);
    List<SimulatedTweet> more = world.tracker.post(2, growing(60));
    world.clock.advance(Duration.ofMinutes(10)); // ten likes each

    JsonObject first = world.deliver("brand", more);
    assertThat(first.getInteger("created")).isZero();
    assertThat(first.getInteger("ignored")).isEqualTo(2);
    world.clock.advance(Duration.ofMinutes(1)); // ten and a bit
    world.clock.advance(Duration.ofMinutes(9));
    JsonObject second = world.deliver("brand", more);
    assertThat(second.getInteger("created")).isEqualTo(2);
    JsonObject elsewhere = world.deliver("rivals", List.of(world.tracker.post(growing(60))));
    assertThat(elsewhere.getInteger("created")).isEqualTo(1);

    for (Object wrong : List.of(-1, "11", 1.5)) {
      world
          .admin("changeZone", "brand")
          .send(new JsonObject().put("min_engagement", wrong))
          .problem(400, "invalid-request");
    }
  }

  @Nested
  class WithATracker {

    private final Tracker tracker = await(Tracker.deploy(world.stores.app()));

    @AfterEach
    void undeploy() {
      await(tracker.undeploy());
    }

    @Test
    void refreshesAndTriggersOfAPausedZoneAreRefusedWithASentence() {
      change("brand", "paused");
      world.clock.advance(Duration.ofHours(1));

      assertThat(
              world
                  .admin("refreshTweet", tweets.getFirst().id())
                  .query("zone_id", "brand")
                  .send()
                  .problem(409, "conflict"))
          .contains("The zone brand is paused");
      assertThat(
              world
                  .admin("trackLot")
                  .send(
                      new JsonObject()
                          .put("lotId", lot)
                          .put("zoneId", "brand")
                          .put("updateNumber", 1))
                  .problem(409, "conflict"))
          .contains("The zone brand is paused");
      world.admin("updateEngagement").send(new JsonObject().put("limit", 10)).ok();

      assertThat(polls("brand")).isZero();
      assertThat(polls("rivals")).isEqualTo(3);
    }

    @Test
    void theDutyDeletesAZoneAsSoonAsItIsTold() {
      String gone = "select count(*) from zones where id = 'brand'";

      assertThat(world.admin("deleteZone", "brand").send().status()).isEqualTo(202);

      long giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (world.stores.number(gone) > 0) {
        assertThat(System.nanoTime()).isLessThan(giveUp);
      }
    }
  }
}
