package io.tidemark.tracker.sweeps;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.simulator.meter.Call;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.tracker.daos.DaoLearning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which known tweets a sweep reads before and after a model was learnt from the DAO's. */
@Tag("server")
class TweetChoiceTest {

  private final SweepWorld dao = SweepWorld.begin();

  @AfterEach
  void end() {
    dao.close();
  }

  /** Tweets from before the window, with a snapshot every six hours for five days. */
  private void history(String slug, int tweets) {
    dao.sql(
        """
        with posted as (
          insert into dao_tweets (dao_id, tweet_id, text, twitter_created_at, added_at,
            captured_at, swept_by)
          select dao.id, (100000 + n)::text, 'old', at, at, at + interval '120 hours', 0
          from daos dao, generate_series(1, %d) n,
            lateral (select timestamptz '%s' - interval '6 days' - n * interval '1 minute' as at)
              posted
          where dao.slug = '%s'
          returning id, twitter_created_at)
        insert into dao_tweet_snapshots (tweet_id, snapshot_at, cycle_id, like_count)
        select id, twitter_created_at + step * interval '6 hours', 0,
               (id %% 9) * 20 * step / (step + 1)
        from posted, generate_series(1, 20) step
        """
            .formatted(tweets, dao.world.clock.instant(), slug));
  }

  private void partitions(int days) {
    for (int day = 0; day <= days; day++) {
      await(
          Sweeps.partitions(dao.world.stores.app())
              .ensureFor(dao.world.clock.instant().minus(Duration.ofDays(day))));
    }
  }

  /** Tweets that do not move any more, one that does, and a first sweep that reads all. */
  private SimulatedTweet swept() {
    dao.dao("aave");
    for (int i = 0; i < 120; i++) {
      dao.tweet("aave", Duration.ofHours(30).plusMinutes(i), growing(0));
    }
    SimulatedTweet growing = dao.tweet("aave", Duration.ofHours(5), growing(50));
    dao.sweep();
    for (int i = 0; i < 3; i++) {
      dao.world.clock.advance(Duration.ofHours(2));
      dao.sweep();
    }
    dao.world.clock.advance(Duration.ofHours(2));
    return growing;
  }

  private List<String> asked(int from, String endpoint) {
    List<String> ids = new ArrayList<>();
    for (Call call : dao.calls(endpoint).subList(from, dao.calls(endpoint).size())) {
      ids.addAll(call.ids());
    }
    return ids;
  }

  @Test
  void belowAHundredCurvesTheWholeTimelineIsRead() {
    swept();
    partitions(12);
    history("aave", 99);
    new DaoLearning(dao.world.stores.pool(), dao.world.clock, Duration.ofDays(5)).learnAll();
    int pages = dao.calls(SweepWorld.TIMELINE).size();

    long sweep = dao.sweep();

    assertThat(dao.calls(SweepWorld.TIMELINE)).hasSize(pages + 2);
    assertThat(dao.stats(sweep).getInteger("tweets_updated")).isEqualTo(121);
    assertThat(dao.sql("select curves from growth_curves").getFirst().getInteger("curves"))
        .isEqualTo(99);
  }

  @Test
  void fromAHundredOnOldTweetsThatAreStillAreLeftForLater() {
    SimulatedTweet growing = swept();
    partitions(12);
    history("aave", 100);
    new DaoLearning(dao.world.stores.pool(), dao.world.clock, Duration.ofDays(5)).learnAll();
    SimulatedTweet fresh = dao.tweet("aave", Duration.ofMinutes(20));
    int pages = dao.calls(SweepWorld.TIMELINE).size();
    int byId = dao.calls(SweepWorld.TWEETS).size();

    long sweep = dao.sweep();

    assertThat(dao.calls(SweepWorld.TIMELINE)).hasSize(pages + 1);
    assertThat(asked(byId, SweepWorld.TWEETS)).contains(growing.id());
    assertThat(dao.stored(fresh).getLong("swept_by")).isEqualTo(sweep);
    assertThat(dao.stored(growing).getLong("swept_by")).isEqualTo(sweep);
    assertThat(dao.stats(sweep).getInteger("tweets_processed")).isLessThan(60);
    assertThat(dao.logged("info"))
        .anyMatch(line -> line.matches("aave: \\d+ older tweets are read by their worth.*"));
    SyncStatus.Report report =
        await(new SyncStatus(dao.world.stores.pool()).find(sweep)).orElseThrow();
    assertThat(report.byWorth()).isEqualTo(1);
    assertThat(report.left()).isGreaterThan(60);
    assertThat(dao.status(sweep)).isEqualTo("completed");
  }

  @Test
  void aTweetThatWasUnreadForADayIsRead() {
    swept();
    partitions(12);
    history("aave", 100);
    new DaoLearning(dao.world.stores.pool(), dao.world.clock, Duration.ofDays(5)).learnAll();
    dao.sweep();
    for (int sweep = 0; sweep < 13; sweep++) {
      dao.world.clock.advance(Duration.ofHours(2));
      dao.sweep();
    }

    assertThat(
            dao.number(
                """
                select count(*)
                from dao_tweets
                where twitter_created_at >= timestamptz '%1$s' - interval '4 days'
                  and captured_at < timestamptz '%1$s' - interval '26 hours'
                """
                    .formatted(dao.world.clock.instant())))
        .isZero();
  }
}
