package io.tidemark.tracker.sweeps;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.tracker.Tracker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The tracker as it is deployed. */
@Tag("server")
class RegularSweepTest {

  private final SweepWorld dao = SweepWorld.begin();

  @AfterEach
  void end() {
    dao.close();
  }

  @Test
  void aDeployedTrackerSweepsEveryTwoHours() {
    dao.daosWithATweet(3);
    Tracker tracker = await(Tracker.deploy(dao.world.stores.app()));
    try {
      ended(1);
      dao.world.clock.advance(Duration.ofHours(1));
      ended(1);
      dao.world.clock.advance(Duration.ofHours(1));
      ended(2);
    } finally {
      await(tracker.undeploy());
    }

    assertThat(dao.sql("select trigger, status from dao_sync_stats"))
        .hasSize(2)
        .allMatch(row -> row.getString("trigger").equals("scheduled"))
        .allMatch(row -> row.getString("status").equals("completed"));
    assertThat(dao.number("select count(*) from dao_tweet_snapshots")).isEqualTo(6);
  }

  @Test
  void aSweepThatIsAskedForBeginsAtOnce() {
    Tracker tracker = await(Tracker.deploy(dao.world.stores.app()));
    try {
      dao.daosWithATweet(1);
      dao.startNow("dao001");
      ended(1);
    } finally {
      await(tracker.undeploy());
    }
  }

  private void ended(int cycles) {
    for (int look = 0; look < 500 && count() < cycles; look++) {
      await(dao.world.stores.vertx().timer(20, TimeUnit.MILLISECONDS));
    }
    assertThat(count()).isEqualTo(cycles);
  }

  private long count() {
    return dao.number("select count(*) from dao_sync_stats");
  }
}
