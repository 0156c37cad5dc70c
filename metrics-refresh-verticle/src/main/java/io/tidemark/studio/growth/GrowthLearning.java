package io.tidemark.studio.growth;

import io.tidemark.clock.WorldClock;
import io.tidemark.flow.EachOf;
import io.tidemark.forecast.Reading;
import io.tidemark.forecast.curves.RecordedCurve;
import io.tidemark.forecast.curves.SparseCurves;
import io.tidemark.growth.WorkspaceGrowth;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns how the posts of each workspace grow on each platform, from the snapshots of its posts. A
 * recurring job runs it once a day.
 */
public final class GrowthLearning {

  /** Of the newest posts; more would make the model no better. */
  private static final int MOST_CURVES = 1_000;

  private static final Logger log = LoggerFactory.getLogger(GrowthLearning.class);

  private final Pool pool;
  private final WorldClock clock;

  public GrowthLearning(Pool pool, WorldClock clock) {
    this.pool = pool;
    this.clock = clock;
  }

  private static final String SCOPES =
      """
      select distinct account.workspace_id, account.platform
      from studio_accounts account
      join studio_workspaces workspace on workspace.id = account.workspace_id
      where workspace.status = 'active'
      order by account.workspace_id, account.platform
      """;

  /**
   * Counts the curves of all active workspaces, and learns a model where there are enough. A
   * failure of one does not affect the others. Runs on a virtual thread.
   *
   * @throws IllegalStateException after all were tried, when one failed
   */
  public void learnAll() {
    EachOf.run(
        pool.query(SCOPES).execute().await(),
        scope -> learn(scope.getString("workspace_id"), scope.getString("platform")),
        (scope, problem) ->
            log.atWarn()
                .addKeyValue("workspace", scope.getString("workspace_id"))
                .addKeyValue("platform", scope.getString("platform"))
                .addKeyValue("problem", problem.getMessage())
                .log("No model of growth could be learnt; it is retried tomorrow"),
        "Models could not be learnt");
  }

  // Posts of which something may be learnt; whether their readings are enough is told from these.
  private static final String POSTS =
      """
      select post.id
      from studio_social_posts post
      join studio_accounts account on account.id = post.account_id
      where post.workspace_id = $1
        and account.platform = $2
        and post.created_at <= post.posted_at + make_interval(secs => $3)
        and post.refreshed_at >= post.posted_at + make_interval(secs => $4)
      order by post.posted_at desc, post.id
      limit $5
      """;

  private void learn(String workspace, String platform) {
    List<Long> posts =
        pool
            .preparedQuery(POSTS)
            .execute(
                Tuple.of(
                    workspace,
                    platform,
                    (double) SparseCurves.LATEST_FIRST.toSeconds(),
                    (double) SparseCurves.LEAST_COVERED.toSeconds(),
                    MOST_CURVES))
            .await()
            .stream()
            .map(row -> row.getLong("id"))
            .toList();
    Map<Long, List<Reading>> readings = PostHistories.of(pool, posts).await();
    List<RecordedCurve> curves =
        posts.stream()
            .filter(readings::containsKey)
            .filter(post -> SparseCurves.isEnough(readings.get(post), SparseCurves.LEAST_COVERED))
            .map(
                post -> SparseCurves.of(post.toString(), readings.get(post), PostHistories.HORIZON))
            .toList();
    WorkspaceGrowth.learn(
        pool,
        workspace,
        platform,
        PostHistories.METRIC,
        curves,
        PostHistories.HORIZON,
        clock.instant());
  }
}
