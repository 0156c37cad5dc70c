package io.tidemark.tracker.tweets;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.cadence.Cadence;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Edits that an answer tells while deliveries and polls write the same tweets. */
@Tag("server")
class EditsTest {

  private final TrackerWorld world = TrackerWorld.begin();
  private final SimulatedTweet older = world.post(growing(60));
  private final SimulatedTweet newer = world.post(growing(60));

  @BeforeEach
  void theOlderVersionIsTrackedInTwoZones() {
    for (String zone : List.of("brand", "rivals")) {
      world.zone(zone, Cadence.HOURLY_LOT);
      world.deliver(zone, List.of(older));
    }
  }

  @AfterEach
  void end() {
    world.close();
  }

  private Future<Void> heard() {
    return Edits.applyEverywhere(
        world.stores.pool(), List.of(List.of(older.id(), newer.id())), world.clock.instant());
  }

  private long superseded() {
    return world.stores.number(
        "select count(*) from twitter_engagement_tracking where stop_reason = 'superseded'");
  }

  @Test
  void anEditReportedBeforeItsNewerVersionCameIsAppliedNextTime() {
    await(heard());
    assertThat(superseded()).isZero();
    // As a delivery writes it that has looked for edits before the edit was told.
    world.stores.sql(
        "insert into twitter_tweets (zone_id, tweet_id, text, twitter_created_at, received_at,"
            + " captured_at) select zone_id, '%s', text, twitter_created_at, received_at,"
                .formatted(newer.id())
            + " captured_at from twitter_tweets");

    await(heard());

    assertThat(superseded()).isEqualTo(2);
    await(heard());
    assertThat(superseded()).isEqualTo(2);
  }

  @Test
  void whatIsHeardHoldsNoEditWhileItWaitsForATweet() {
    world.deliver("brand", List.of(newer));
    SqlConnection delivery = await(world.stores.pool().getConnection());
    await(delivery.query("begin").execute());
    await(delivery.query("select from twitter_tweets order by id for update").execute());
    Future<Void> heard = heard();
    long giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (world.stores.number(
            "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname ="
                + " current_database()")
        == 0) {
      assertThat(System.nanoTime()).isLessThan(giveUp);
    }

    await(delivery.query("set local lock_timeout = '500ms'").execute());
    await(
        delivery
            .query(
                "insert into twitter_edits (zone_id, old_id, new_id) values ('brand', '%s', '%s')"
                        .formatted(older.id(), newer.id())
                    + " on conflict do nothing")
            .execute());
    await(delivery.query("commit").execute());
    await(delivery.close());

    await(heard);
    assertThat(superseded()).isEqualTo(1);
  }
}
