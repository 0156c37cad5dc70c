package io.tidemark.benchmarks.history;

import static io.tidemark.benchmarks.environment.BenchmarkEnvironment.await;

import io.tidemark.benchmarks.environment.BenchmarkEnvironment;
import io.tidemark.benchmarks.environment.JdbcConnections;
import io.tidemark.benchmarks.harness.BenchmarkContext;
import io.tidemark.benchmarks.harness.Contestant;
import io.tidemark.benchmarks.harness.RoundResult;
import io.tidemark.clock.SettableClock;
import io.tidemark.tracker.Tracker;
import io.tidemark.tracker.cadence.Decision;
import io.tidemark.tracker.cadence.Tier;
import io.tidemark.tracker.lots.Tracking;
import io.tidemark.tracker.lots.Tracking.Progress;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.tracker.tweets.Latest;
import io.tidemark.tracker.tweets.Snapshot;
import io.tidemark.tracker.tweets.Snapshots;
import io.tidemark.tracker.tweets.Tweets;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Records snapshots, a thousand per transaction, in a history of a given size. */
final class HistoryContestant implements Contestant {

  /** Rows of twitter_tweets, the same for both contestants; any of them may be polled next. */
  private static final int TWEETS = 20_000;

  /** The default of {@code TIDEMARK_RETENTION_SNAPSHOTS}. */
  static final int DAYS = 30;

  private static final Instant TODAY = Instant.parse("2026-11-02T12:00:00Z");
  private static final int SNAPSHOTS = 1_000;

  private final String name;
  private final int days;
  private final int transactions;
  private final SettableClock clock = new SettableClock(TODAY);
  private final BenchmarkEnvironment environment;
  private final SplittableRandom random = new SplittableRandom(7);

  /**
   * @param rows rows of history, evenly distributed over the days
   * @param transactions number of transactions in a round
   */
  HistoryContestant(String name, BenchmarkContext context, long rows, int days, int transactions)
      throws Exception {
    this.name = name;
    this.days = days;
    this.transactions = transactions;
    environment = BenchmarkEnvironment.open(context, clock, Map.of());
    long began = System.nanoTime();
    fill(rows);
    context
        .progress()
        .accept("%s: filled in %,d s".formatted(name, (System.nanoTime() - began) / 1_000_000_000));
  }

  private static final String TRACKED =
      """
      insert into zones (id, name, cadence, created_at) values ('z', 'z', 'HOURLY_LOT', now());

      insert into twitter_tweets (
        id, zone_id, tweet_id, text, twitter_created_at, received_at, captured_at,
        retweet_count, reply_count, like_count, quote_count, view_count, bookmark_count)
      overriding system value
      select id, 'z', id, repeat('tide ', 30), t, t, t, 1, 1, 1, 1, 1, 1
      from generate_series(1, %1$d) as id, cast('%2$s' as timestamptz) as t;

      insert into twitter_lots (id, zone_id, delivery_id, arrived_at, tweets)
      overriding system value
      values (1, 'z', 1, '%2$s', %1$d);

      insert into twitter_engagement_tracking (lot_id, tweet_db_id, tier, next_update_at)
      select 1, id, 'hot', '%2$s'
      from generate_series(1, %1$d) as id
      """;

  // Snapshots of every tweet on every day, so that new ones are inserted all over today's index.
  private static final String DAY =
      """
      insert into twitter_engagement_history (
        tweet_id, snapshot_at, origin, round,
        retweet_count, reply_count, like_count, quote_count, view_count, bookmark_count,
        delta_retweets, delta_replies, delta_likes, delta_quotes, delta_views,
        engagement_velocity, decision)
      select 1 + row %% %1$d, cast('%2$s' as timestamptz) + row / %1$d * interval '1 second',
        'poll', 1, row, row, row, row, row, row, 1, 1, 1, 1, 1, 1.5, 'delta_positive'
      from generate_series(0, %3$d - 1) as row
      order by 1, 2
      """;

  private void fill(long rows) throws Exception {
    JdbcConnections.run(environment.database(), TRACKED.formatted(TWEETS, TODAY));
    var partitions = Tracker.partitions(environment.app());
    for (int ago = days - 1; ago >= 0; ago--) {
      Instant day = TODAY.minus(Duration.ofDays(ago));
      await(partitions.ensureFor(day));
      JdbcConnections.run(
          environment.database(),
          DAY.formatted(TWEETS, day.minus(Duration.ofHours(12)), rows / days));
    }
    JdbcConnections.run(
        environment.database(),
        "vacuum (analyze) twitter_engagement_history, twitter_tweets, twitter_engagement_tracking");
    JdbcConnections.run(environment.database(), "checkpoint");
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public RoundResult round() throws Exception {
    List<List<Snapshot>> all = new ArrayList<>();
    for (int i = 0; i < transactions; i++) {
      clock.advance(Duration.ofSeconds(10));
      all.add(snapshots(clock.instant()));
    }
    Pool pool = environment.app().pool();

    long began = System.nanoTime();
    for (List<Snapshot> snapshots : all) {
      List<Progress> progress =
          snapshots.stream()
              .map(
                  snapshot ->
                      new Progress(
                          snapshot.tweet(),
                          Tier.HOT,
                          snapshot.at(),
                          "present",
                          new Decision.Continue(
                              Decision.Why.DELTA_POSITIVE, snapshot.at().plusSeconds(3_600), null),
                          0,
                          null))
              .toList();
      // The writing part of a poll.
      await(
          pool.withTransaction(
              transaction ->
                  Tweets.updateCounters(transaction, snapshots)
                      .compose(done -> Snapshots.insert(transaction, snapshots))
                      .compose(done -> Tracking.advance(transaction, progress))));
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);

    return new RoundResult(
        (long) transactions * SNAPSHOTS,
        took,
        JdbcConnections.row(
            environment.database(),
            """
            select count(*) as added, sum(view_count) as views,
              (select sum(update_count) from twitter_engagement_tracking) as rounds
            from twitter_engagement_history
            where snapshot_at > '%s'
            """
                .formatted(all.get(0).get(0).at().minusMillis(1))));
  }

  private List<Snapshot> snapshots(Instant at) {
    List<Snapshot> snapshots = new ArrayList<>(SNAPSHOTS);
    // Each of a thousand sections of the table once, in random order.
    for (int i = 0; i < SNAPSHOTS; i++) {
      long tweet = 1 + (long) i * TWEETS / SNAPSHOTS + random.nextInt(TWEETS / SNAPSHOTS);
      long views = random.nextInt(1_000);
      snapshots.add(
          Snapshot.following(
                  tweet,
                  Latest.of(new Counters(1L, 1L, 1L, 1L, 1L, 1L), at.minusSeconds(3_600)),
                  Snapshot.Origin.POLL,
                  1,
                  new Counters(2L, 2L, 2L, 2L, views, 2L),
                  at)
              .decided("delta_positive"));
    }
    return snapshots;
  }

  @Override
  public void close() {
    environment.close();
  }
}
