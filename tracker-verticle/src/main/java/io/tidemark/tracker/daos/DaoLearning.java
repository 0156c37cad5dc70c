package io.tidemark.tracker.daos;

import io.tidemark.clock.WorldClock;
import io.tidemark.flow.EachOf;
import io.tidemark.forecast.Reading;
import io.tidemark.forecast.curves.RecordedCurve;
import io.tidemark.forecast.curves.SparseCurves;
import io.tidemark.growth.WorkspaceGrowth;
import io.tidemark.postgres.Times;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns how the tweets of each DAO grow within the window of the sweeps. A recurring job runs it
 * once a day.
 */
public final class DaoLearning {

  private static final Logger log = LoggerFactory.getLogger(DaoLearning.class);

  /** Of the newest tweets; more would make the model no better. */
  private static final int MOST_CURVES = 1_000;

  private final Pool pool;
  private final WorldClock clock;
  private final Duration window;

  /**
   * @param window how old a tweet may be to be swept
   */
  public DaoLearning(Pool pool, WorldClock clock, Duration window) {
    this.pool = pool;
    this.clock = clock;
    this.window = window;
  }

  /**
   * Counts the curves of all enabled DAOs, and learns a model where there are enough. A failure of
   * one does not affect the others. Runs on a virtual thread.
   *
   * @throws IllegalStateException after all were tried, when one failed
   */
  public void learnAll() {
    EachOf.run(
        pool.query("select id, slug from daos where enabled order by id").execute().await(),
        dao -> learn(dao.getLong("id"), dao.getString("slug")),
        (dao, problem) ->
            log.atWarn()
                .addKeyValue("dao", dao.getString("slug"))
                .addKeyValue("problem", problem.getMessage())
                .log("No model of a DAO's tweets could be learnt; it is retried tomorrow"),
        "Models could not be learnt");
  }

  private static final String TWEETS =
      """
      select id, twitter_created_at
      from dao_tweets
      where dao_id = $1
        and added_at <= twitter_created_at + make_interval(secs => $2)
        and captured_at >= twitter_created_at + make_interval(secs => $3)
      order by twitter_created_at desc, id
      limit $4
      """;

  private void learn(long dao, String slug) {
    Duration covered = DaoHistories.leastCovered(window);
    List<Row> tweets =
        pool
            .preparedQuery(TWEETS)
            .execute(
                Tuple.of(
                    dao,
                    (double) SparseCurves.LATEST_FIRST.toSeconds(),
                    (double) covered.toSeconds(),
                    MOST_CURVES))
            .await()
            .stream()
            .toList();
    Instant oldest =
        tweets.isEmpty() ? clock.instant() : Times.instant(tweets.getLast(), "twitter_created_at");
    List<Long> ids = tweets.stream().map(row -> row.getLong("id")).toList();
    Map<Long, List<Reading>> readings = DaoHistories.of(pool, ids, oldest).await();
    List<RecordedCurve> curves =
        ids.stream()
            .filter(readings::containsKey)
            .filter(id -> SparseCurves.isEnough(readings.get(id), covered))
            .map(id -> SparseCurves.of(id.toString(), readings.get(id), window))
            .toList();
    WorkspaceGrowth.learn(
        pool,
        WorkspaceGrowth.ofDao(slug),
        DaoHistories.PLATFORM,
        DaoHistories.METRIC,
        curves,
        window,
        clock.instant());
  }
}
