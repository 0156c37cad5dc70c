package io.tidemark.tracker.intake;

import io.tidemark.access.Tenants;
import io.tidemark.forecast.Goal;
import io.tidemark.forecast.Weight;
import io.tidemark.postgres.Times;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.economy.SampleShares;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads and writes the zones. */
public final class Zones {

  private final Pool pool;

  public Zones(Pool pool) {
    this.pool = pool;
  }

  // Deletes sums left by a deleted zone with the same id, which were being folded when it ended.
  private static final String ADD =
      """
      with added as (
        insert into zones (
          id, name, created_at, cadence, retweets, min_engagement, horizon_minutes, goal,
          goal_value, weight, sample_percent, sample_share)
        values ($1, $2, $11, coalesce($3, 'HOURLY_LOT'), coalesce($4, 'ignore'), coalesce($5, 0),
          coalesce($6, 1440), coalesce($7, 'polls_per_tweet'), coalesce($8::float8, 3),
          coalesce($9, 'balanced'), $10,
          coalesce($10::float8, case when $3 = 'ADAPTIVE' then 1 else 0 end) / 100)
        on conflict (id) do nothing
        returning *
      ), tracking as (
        delete from tracking_tallies where zone_id in (select id from added)
      ), figures as (
        delete from zone_tallies where zone_id in (select id from added)
      ), changes as (
        delete from tweet_changes where zone_id in (select id from added)
      ), engagement as (
        delete from engagement_tallies where zone_id in (select id from added)
      ), arrivals as (
        delete from arrival_tallies where zone_id in (select id from added)
      )
      select * from added
      """;

  /**
   * Creates a zone.
   *
   * @param settings with a name
   * @return the new zone; empty when the id is taken
   */
  public Future<Optional<Zone>> add(String id, ZoneSettings settings, Instant now) {
    return pool.preparedQuery(ADD)
        .execute(tuple(id, settings).addOffsetDateTime(Times.utc(now)))
        .map(rows -> rows.stream().map(Zones::zone).findFirst());
  }

  private static final String AFTER =
      """
      select *
      from zones
      where id > $1
        and ($3::text[] is null or id = any ($3))
      order by id
      limit $2
      """;

  /**
   * The zones after {@code id}, in the order of their ids.
   *
   * @param only the zones that the caller may see
   */
  public Future<List<Zone>> after(String id, int limit, Tenants only) {
    return pool.preparedQuery(AFTER)
        .execute(Tuple.of(id, limit, only.toArrayOrNull()))
        .map(rows -> rows.stream().map(Zones::zone).toList());
  }

  // A new price of a poll is found from where the old one was, whatever the goal is now.
  private static final String CHANGE =
      """
      update zones
      set name = coalesce($2, name),
          cadence_changed_at = case
            when (coalesce($3, cadence), coalesce($6, horizon_minutes), coalesce($7, goal),
                coalesce($8, goal_value), coalesce($9, weight))
              <> (cadence, horizon_minutes, goal, goal_value, weight)
            then clock_timestamp()
            else cadence_changed_at end,
          cadence = coalesce($3, cadence),
          retweets = coalesce($4, retweets),
          min_engagement = coalesce($5, min_engagement),
          horizon_minutes = coalesce($6, horizon_minutes),
          goal = coalesce($7, goal),
          goal_value = coalesce($8, goal_value),
          weight = coalesce($9, weight),
          sample_percent = coalesce($10, sample_percent),
          sample_share = case
            when $3 is null and $10::float8 is null then sample_share
            else coalesce($10, sample_percent,
              case when coalesce($3, cadence) = 'ADAPTIVE' then 1 else 0 end) / 100 end
      where id = $1
        and status <> 'deleting'
      returning *
      """;

  // As GrowthAge has it.
  private static final String MOVE_SAMPLE =
      """
      update sampled_tweets sampled
      set ends_at = zone.horizon_minutes * interval '1 minute' + case
        when lot.arrived_at - tweet.twitter_created_at < interval '5 minutes' then lot.arrived_at
        else tweet.twitter_created_at end
      from zones zone, twitter_tweets tweet, twitter_engagement_tracking tracking, twitter_lots lot
      where sampled.zone_id = $1
        and sampled.ends_at > $2
        and zone.id = sampled.zone_id
        and tweet.id = sampled.tweet_db_id
        and tracking.tweet_db_id = sampled.tweet_db_id
        and lot.id = tracking.lot_id
      """;

  /** Moves the end of sampled tweets that are below their horizon to the zone's new one. */
  private static Future<Void> moveSample(SqlClient transaction, String zone, Instant now) {
    return transaction
        .preparedQuery(MOVE_SAMPLE)
        .execute(Tuple.of(zone, Times.utc(now)))
        .mapEmpty();
  }

  /**
   * Changes the settings that are not null. A tracker applies a new cadence, horizon, goal or
   * weight to existing lots ({@link io.tidemark.tracker.lots.CadenceChanges}).
   *
   * @return the zone as it is now; empty when there is none, or it is being deleted
   */
  public Future<Optional<Zone>> change(String id, ZoneSettings settings, Instant now) {
    return pool.withTransaction(
        transaction ->
            transaction
                .preparedQuery(CHANGE)
                .execute(tuple(id, settings))
                .map(rows -> rows.stream().map(Zones::zone).findFirst())
                .compose(
                    zone ->
                        settings.horizon() == null
                            ? Future.succeededFuture(zone)
                            : moveSample(transaction, id, now).map(zone))
                .compose(
                    zone ->
                        settings.cadence() == null && settings.samplePercent() == null
                            ? Future.succeededFuture(zone)
                            : SampleShares.update(transaction, id, now).map(zone)));
  }

  private static Tuple tuple(String id, ZoneSettings settings) {
    Goal goal = settings.goal();
    return Tuple.tuple()
        .addString(id)
        .addString(settings.name())
        .addString(settings.cadence() == null ? null : settings.cadence().name())
        .addString(settings.retweets() == null ? null : settings.retweets().word())
        .addLong(settings.minEngagement())
        .addInteger(settings.horizon() == null ? null : (int) settings.horizon().toMinutes())
        .addString(goal == null ? null : GoalColumns.word(goal))
        .addDouble(goal == null ? null : GoalColumns.value(goal))
        .addString(settings.weight() == null ? null : settings.weight().word())
        .addDouble(settings.samplePercent());
  }

  private static final String FIND =
      """
      select *
      from zones
      where id = $1
      """;

  /**
   * @return empty when there is no such zone
   */
  public Future<Optional<Zone>> find(String id) {
    return pool.preparedQuery(FIND)
        .execute(Tuple.of(id))
        .map(rows -> rows.stream().map(Zones::zone).findFirst());
  }

  private static Zone zone(Row row) {
    return new Zone(
        row.getString("id"),
        row.getString("name"),
        ZoneStatus.of(row.getString("status")),
        Cadence.valueOf(row.getString("cadence")),
        Retweets.of(row.getString("retweets")),
        row.getLong("min_engagement"),
        Duration.ofMinutes(row.getInteger("horizon_minutes")),
        GoalColumns.of(row.getString("goal"), row.getDouble("goal_value")),
        Weight.of(row.getString("weight")),
        row.getDouble("sample_percent"),
        row.getLong("rows_deleted"),
        Times.instant(row, "created_at"));
  }
}
