package io.tidemark.growth;

import io.tidemark.forecast.Calibration;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.ModelFormat;
import io.tidemark.forecast.curves.BadCurvesException;
import io.tidemark.forecast.curves.RecordedCurve;
import io.tidemark.forecast.learning.Learner;
import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the growth of a workspace's posts: the model, and how many curves there were to
 * learn one from (growth_curves). A DAO counts as a workspace, by {@link #ofDao}.
 */
public final class WorkspaceGrowth {

  /** Nothing is learnt from fewer curves. */
  public static final int LEAST_CURVES = Calibration.LEAST_CURVES;

  private static final long SEED = 1;

  /**
   * What decides which posts of a platform are read.
   *
   * @param basis {@code fixed classes}, or the model
   * @param why the number of curves
   * @param curves the number of curves when they were last counted; null when they were not yet
   * @param countedAt null when they were not counted yet
   * @param learntAt when the model was learnt; null when the classes decide
   */
  public record State(
      String platform,
      String basis,
      String why,
      @Nullable Integer curves,
      @Nullable Instant countedAt,
      @Nullable Instant learntAt) {}

  private WorkspaceGrowth() {}

  /** The workspace under which the model of a DAO is stored; no workspace has such an id. */
  public static String ofDao(String slug) {
    return "dao:" + slug;
  }

  /**
   * What decided which posts are read, in words.
   *
   * @param curves the number of curves of the model; null when there was none
   */
  public static String basis(@Nullable Integer curves) {
    return curves == null ? "fixed classes" : "model of %d curves".formatted(curves);
  }

  private static final String COUNT =
      """
      insert into growth_curves (workspace_id, platform, metric, curves, counted_at)
      values ($1, $2, $3, $4, $5)
      on conflict (workspace_id, platform, metric) do update
      set curves = excluded.curves, counted_at = excluded.counted_at
      """;

  /**
   * Stores the number of curves, and a model of them if they are enough and one of them grows. Runs
   * on a virtual thread; learning takes about a second for a thousand curves.
   */
  public static void learn(
      Pool pool,
      String workspace,
      String platform,
      String metric,
      List<RecordedCurve> curves,
      Duration horizon,
      Instant now) {
    Optional<GrowthModel> model = model(workspace, curves, horizon);
    Tuple counted = Tuple.of(workspace, platform, metric, curves.size(), Times.utc(now));
    pool.withTransaction(
            transaction ->
                transaction
                    .preparedQuery(COUNT)
                    .execute(counted)
                    .compose(
                        written ->
                            model.isEmpty()
                                ? Future.<Void>succeededFuture()
                                : GrowthModels.add(
                                    transaction,
                                    null,
                                    workspace,
                                    platform,
                                    metric,
                                    model.get(),
                                    now)))
        .await();
  }

  private static Optional<GrowthModel> model(
      String workspace, List<RecordedCurve> curves, Duration horizon) {
    if (curves.size() < LEAST_CURVES) {
      return Optional.empty();
    }
    try {
      return Optional.of(Learner.learn(curves, horizon, workspace, SEED));
    } catch (BadCurvesException nothingGrows) {
      return Optional.empty();
    }
  }

  /** Deletes what is known, in the caller's transaction. */
  public static Future<Void> remove(SqlClient transaction, String workspace) {
    Tuple of = Tuple.of(workspace);
    return transaction
        .preparedQuery("delete from growth_models where workspace_id = $1")
        .execute(of)
        .compose(
            models ->
                transaction
                    .preparedQuery("delete from growth_curves where workspace_id = $1")
                    .execute(of))
        .mapEmpty();
  }

  private static final String STATES =
      """
      select scope.platform, counted.curves, counted.counted_at,
             model.curves as model_curves, model.made_at
      from unnest($2::text[]) as scope (platform)
      left join growth_curves counted
        on counted.workspace_id = $1
        and counted.platform = scope.platform
        and counted.metric = $3
      left join lateral (
        select curves, made_at
        from growth_models
        where zone_id is null
          and workspace_id = $1
          and platform = scope.platform
          and metric = $3
          and format <= $4
        order by id desc
        limit 1) model on true
      order by scope.platform
      """;

  /** What decides for a workspace, by platform. */
  public static Future<List<State>> states(
      SqlClient connection, String workspace, Collection<String> platforms, String metric) {
    return connection
        .preparedQuery(STATES)
        .execute(Tuple.of(workspace, platforms.toArray(String[]::new), metric, ModelFormat.VERSION))
        .map(rows -> rows.stream().map(WorkspaceGrowth::state).toList());
  }

  private static State state(Row row) {
    Integer curves = row.getInteger("curves");
    Integer ofModel = row.getInteger("model_curves");
    return new State(
        row.getString("platform"),
        basis(ofModel),
        why(curves, ofModel),
        curves,
        Times.instantOrNull(row, "counted_at"),
        Times.instantOrNull(row, "made_at"));
  }

  private static String why(@Nullable Integer curves, @Nullable Integer ofModel) {
    if (ofModel != null) {
      return "learnt from %d curves".formatted(ofModel);
    }
    if (curves == null) {
      return "the curves are counted each night, and were not yet";
    }
    return curves < LEAST_CURVES
        ? "%d of %d curves".formatted(curves, LEAST_CURVES)
        : "%d curves, of which none grows".formatted(curves);
  }
}
