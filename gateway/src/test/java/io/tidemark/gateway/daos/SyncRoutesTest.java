package io.tidemark.gateway.daos;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.Call;
import io.tidemark.gateway.GatewayWorld;
import io.tidemark.jobs.JobWorker;
import io.tidemark.simulator.tweets.TweetDraft;
import io.tidemark.tracker.TweetSources;
import io.tidemark.tracker.sweeps.DaoSweepJob;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("server")
class SyncRoutesTest {

  private final GatewayWorld world = GatewayWorld.begin(Map.of("TIDEMARK_X_SPACING", "0s"));
  private final JobWorker pass =
      DaoSweepJob.worker(world.stores.app(), TweetSources.x(world.stores.app()));

  @BeforeEach
  void daos() {
    for (String slug : List.of("aave", "nobody", "quiet")) {
      var dao =
          new JsonObject()
              .put("slug", slug)
              .put("twitter_handle", slug)
              .put("enabled", !slug.equals("quiet"));
      world.admin("createDao").send(dao);
    }
    world
        .tracker
        .simulator
        .tweets()
        .post(TweetDraft.any().by("aave").at(world.clock.instant().minusSeconds(3_600)));
  }

  @AfterEach
  void end() {
    world.close();
  }

  private void run() {
    Optional<Instant> next;
    do {
      next = pass.runOnce();
    } while (next.isPresent() && !next.get().isAfter(world.clock.instant()));
  }

  @Test
  void aSweepIsStartedFollowedAndItsFiguresRead() {
    Answer started = world.admin("startDaoSync").send();
    assertThat(started.status()).as(started.body()).isEqualTo(202);
    int cycle = started.json().getInteger("cycle_id");

    JsonObject during = world.admin("readDaoSyncStatus").send().ok();
    assertThat(during.getJsonArray("under_way").getJsonObject(0).getString("status"))
        .isEqualTo("running");
    assertThat(during.getJsonArray("under_way").getJsonObject(0).getInteger("daos_pending"))
        .isEqualTo(2);
    assertThat(during.getValue("last")).isNull();

    run();

    JsonObject after = world.admin("readDaoSyncStatus").send().ok();
    assertThat(after.getJsonArray("under_way")).isEmpty();
    assertThat(after.getJsonObject("last").getInteger("cycle_id")).isEqualTo(cycle);
    assertThat(after.getJsonObject("last").getString("status")).isEqualTo("partial");
    assertThat(after.getJsonObject("last").getString("message"))
        .isEqualTo("1 of 2 DAOs were swept");
    Answer errors = world.admin("readDaoSyncLogs").query("level", "error").send();
    assertThat(errors.list("logs"))
        .singleElement()
        .extracting(line -> line.getString("dao"), line -> line.getInteger("cycle_id"))
        .containsExactly("nobody", cycle);
    assertThat(world.admin("readDaoSyncLogs").query("limit", 2).send().list("logs")).hasSize(2);
    JsonObject total =
        world.admin("readDaoSyncStats").query("days", 1).send().ok().getJsonObject("total");
    assertThat(total.getInteger("tweets_added")).isEqualTo(1);
    assertThat(total.getInteger("requests_used")).isEqualTo(2);
    assertThat(total.getInteger("errors")).isEqualTo(1);
  }

  @Test
  void aSweepIsReadByItsIdWithItsFiguresAndTheTextsOfItsErrors() {
    String id = world.admin("startDaoSync").send().json().getInteger("cycle_id").toString();
    JsonObject during = world.admin("readDaoSync", id).send().ok();
    assertThat(during.getString("status")).isEqualTo("running");
    assertThat(during.getInteger("tweets_processed")).isZero();
    assertThat(during.getJsonArray("errors")).isEmpty();

    run();

    JsonObject after = world.admin("readDaoSync", id).send().ok();
    assertThat(after.getString("status")).isEqualTo("partial");
    assertThat(after.getInteger("tweets_processed")).isEqualTo(1);
    assertThat(after.getInteger("tweets_added")).isEqualTo(1);
    assertThat(after.getInteger("tweets_updated")).isZero();
    assertThat(after.getInteger("requests_used")).isEqualTo(2);
    assertThat(after.getInteger("duration_ms")).isNotNegative();
    assertThat(after.getJsonArray("errors"))
        .singleElement()
        .asString()
        .startsWith("nobody: ")
        .isEqualTo(
            world.stores.sql("select errors[1] from dao_sync_stats").getFirst().getString(0));
    world.admin("readDaoSync", "999").send().problem(404, "not-found");
    world.admin("readDaoSync", "x").send().problem(400, "invalid-request");
    world.zone("brand");
    String limited = world.key(List.of("read"), "brand");
    world.api.call("readDaoSync", id).bearer(limited).send().problem(403, "not-allowed");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoWaitsIsAnsweredWhenTheSweepHasEnded(boolean inTheBody) {
    Call call = world.admin("startDaoSync");
    var answer =
        inTheBody
            ? call.sending("{\"dao\":\"aave\",\"wait\":true}")
            : call.query("wait", true).sending("{\"dao\":\"aave\"}");
    while (!answer.isComplete()
        && world.stores.number("select count(*) from dao_sync_cycles") == 0) {
      Thread.onSpinWait();
    }

    run();

    JsonObject ended = await(answer).ok();
    assertThat(ended.getString("status")).isEqualTo("completed");
    assertThat(ended.getInteger("tweets_added")).isEqualTo(1);
    assertThat(ended.getJsonArray("errors")).isEmpty();
  }

  @Test
  void whatIsUnderWayIsNotStartedAgain() {
    int all = world.admin("startDaoSync").send("{}").json().getInteger("cycle_id");

    assertThat(world.admin("startDaoSync").send().problem(409, "conflict"))
        .contains("Sweep %d ".formatted(all));
    Answer one = world.admin("startDaoSync").send("{\"dao\":\"aave\"}");
    assertThat(one.status()).as("one of those that are waiting for their turn").isEqualTo(202);
    Answer again = world.admin("startDaoSync").send("{\"dao\":\"aave\"}");
    again.problem(409, "conflict");
    assertThat(again.list("errors").getFirst().getInteger("cycle_id"))
        .isEqualTo(one.json().getInteger("cycle_id"));
  }

  @Test
  void onlyADaoThatCanBeSweptIs() {
    world.admin("startDaoSync").send("{\"dao\":\"nowhere\"}").problem(404, "not-found");
    assertThat(world.admin("startDaoSync").send("{\"dao\":\"quiet\"}").problem(409, "conflict"))
        .contains("quiet is not enabled");
    world.admin("startDaoSync").send("{\"dao\":\"No Slug\"}").problem(400, "invalid-request");
    world.admin("startDaoSync").send("{\"daos\":\"aave\"}").problem(400, "invalid-request");
  }

  @Test
  void aKeyThatTriggersStartsAndAReaderDoesNot() {
    String trigger = world.key(List.of("trigger"));
    String reader = world.key(List.of("read"));

    world.api.call("startDaoSync").bearer(reader).send().problem(403, "not-allowed");
    assertThat(world.api.call("startDaoSync").bearer(trigger).send().status()).isEqualTo(202);
    world.api.call("readDaoSyncStatus").bearer(reader).send().ok();
  }

  @Test
  void figuresAreReadBetweenTwoTimes() {
    world.admin("startDaoSync").send();
    run();
    Instant now = world.clock.instant();

    assertThat(cycles(now.minusSeconds(1), now.plusSeconds(1))).isEqualTo(1);
    assertThat(cycles(now.minusSeconds(9), now)).as("the end is not part of it").isZero();
    assertThat(cycles(now, now.plus(Duration.ofDays(1)))).isEqualTo(1);
    for (String bad : List.of("yesterday", "", "99999-01-01T00:00:00Z", "-0001-01-01T00:00:00Z")) {
      world.admin("readDaoSyncStats").query("from", bad).send().problem(400, "invalid-request");
    }
    world
        .admin("readDaoSyncStats")
        .query("from", now)
        .query("to", now)
        .send()
        .problem(400, "invalid-request");
    world
        .admin("readDaoSyncStats")
        .query("from", now)
        .query("days", 1)
        .send()
        .problem(400, "invalid-request");
    world.admin("readDaoSyncStats").query("days", 0).send().problem(400, "invalid-request");
    world.admin("readDaoSyncLogs").query("level", "fatal").send().problem(400, "invalid-request");
  }

  private int cycles(Instant from, Instant to) {
    return world
        .admin("readDaoSyncStats")
        .query("from", from)
        .query("to", to)
        .send()
        .ok()
        .getJsonObject("total")
        .getInteger("cycles");
  }
}
