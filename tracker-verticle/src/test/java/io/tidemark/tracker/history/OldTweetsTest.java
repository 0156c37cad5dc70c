package io.tidemark.tracker.history;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.dead;
import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.access.Tenants;
import io.tidemark.jobs.JobWorker;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.reads.Overview;
import io.tidemark.tracker.tallies.OverviewTallies;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class OldTweetsTest {

  private static final Duration KEPT = Duration.ofDays(2);
  private static final Duration SNAPSHOTS_KEPT = Duration.ofDays(30);

  private final TrackerWorld world = TrackerWorld.begin();

  @BeforeEach
  void twoZones() {
    world.zone("brand", Cadence.HOURLY_LOT);
    world.zone("rivals", Cadence.HOURLY_LOT);
  }

  @AfterEach
  void end() {
    world.close();
  }

  /** In chunks of three, so that each step of a zone takes several. */
  private long dropOld() {
    return new OldTweets(world.stores.pool(), KEPT, SNAPSHOTS_KEPT, 3)
        .dropOld(world.clock.instant());
  }

  private void hoursPass(int hours) {
    JobWorker pass = world.pass();
    for (int hour = 0; hour < hours; hour++) {
      world.clock.advance(Duration.ofHours(1));
      pass.runDue();
    }
  }

  private long count(String table) {
    return world.stores.number("select count(*) from " + table);
  }

  private List<Long> rows() {
    return List.of(
        count("twitter_tweets"),
        count("twitter_engagement_tracking"),
        count("twitter_lots"),
        count("webhook_deliveries"));
  }

  private Overview overview() {
    await(OverviewTallies.fold(world.stores.pool()));
    return await(Overview.read(world.stores.pool(), world.clock.instant(), Tenants.ALL));
  }

  @Test
  void tweetsPastTheirRetentionGoWithAllThatIsTheirsAndTheSumsStay() {
    world.deliver("brand", world.post(7, growing(60)));
    world.deliver("rivals", world.post(4, dead()));
    hoursPass(24);
    world.deliver("brand", world.post(2, growing(60)));
    hoursPass(12);
    var before = overview();
    assertThat(rows()).containsExactly(13L, 13L, 3L, 3L);
    assertThat(dropOld()).as("none is two days old").isZero();

    world.clock.set(TrackerWorld.START.plus(KEPT).plusSeconds(1));

    assertThat(dropOld()).isEqualTo(11);
    assertThat(rows()).containsExactly(2L, 2L, 1L, 1L);
    assertThat(
            count(
                "twitter_engagement_history history"
                    + " where not exists (select from twitter_tweets where id = history.tweet_id)"))
        .isZero();
    assertThat(overview().tweets()).isEqualTo(before.tweets());
    assertThat(overview().polls()).isEqualTo(before.polls()).isPositive();
    assertThat(overview().stopped()).isEqualTo(before.stopped());
    assertThat(dropOld()).isZero();
  }

  @Test
  void aTweetThatIsStillPolledStaysWithItsLotUntilItStops() {
    world.deliver("brand", world.post(4, growing(60)));
    hoursPass(1);
    world.clock.set(TrackerWorld.START.plus(KEPT).plusSeconds(1));

    assertThat(dropOld()).isZero();
    assertThat(rows()).containsExactly(4L, 4L, 1L, 1L);

    hoursPass(1);
    assertThat(dropOld()).isEqualTo(4);
    assertThat(rows()).containsExactly(0L, 0L, 0L, 0L);
  }

  @Test
  void aLotStaysAsLongAsOneOfItsTweets() {
    world.deliver("brand", world.post(5, growing(60)));
    hoursPass(24);
    world.stores.sql(
        "insert into sampled_tweets select min(id), 'brand', now() from twitter_tweets");
    world.clock.set(TrackerWorld.START.plus(KEPT).plusSeconds(1));

    assertThat(dropOld()).isEqualTo(4);
    assertThat(rows()).containsExactly(1L, 1L, 1L, 1L);

    world.clock.set(TrackerWorld.START.plus(SNAPSHOTS_KEPT).plusSeconds(1));
    assertThat(dropOld()).isEqualTo(1);
    assertThat(rows()).containsExactly(0L, 0L, 0L, 0L);
    assertThat(count("sampled_tweets")).isZero();
  }

  @Test
  void aTweetThatIsRevivedMeanwhileStays() throws Exception {
    world.deliver("brand", world.post(1, growing(60)));
    hoursPass(24);
    world.clock.set(TrackerWorld.START.plus(KEPT).plusSeconds(1));
    var reviving = await(world.stores.pool().getConnection());
    var transaction = await(reviving.begin());
    await(reviving.query("select from twitter_tweets for update").execute());
    await(
        reviving
            .query(
                "update twitter_engagement_tracking"
                    + " set stop_reason = null, stopped_at = null, next_update_at = now()")
            .execute());

    var deleting = CompletableFuture.supplyAsync(this::dropOld);
    while (world.stores.number("select count(*) from pg_locks where not granted") == 0) {
      assertThat(deleting).isNotDone();
    }
    await(transaction.commit());
    await(reviving.close());

    assertThat(deleting.get(20, TimeUnit.SECONDS)).isZero();
    assertThat(rows()).containsExactly(1L, 1L, 1L, 1L);
    assertThat(world.snapshots()).isPositive();
  }

  @Test
  void aTweetThatComesAgainAfterItWasDeletedIsNew() {
    var tweets = world.post(3, growing(60));
    world.deliver("brand", tweets);
    hoursPass(24);
    world.clock.set(TrackerWorld.START.plus(KEPT).plusSeconds(1));
    assertThat(dropOld()).isEqualTo(3);

    assertThat(world.deliver("brand", tweets).created()).isEqualTo(3);
    assertThat(dropOld()).isZero();
  }
}
