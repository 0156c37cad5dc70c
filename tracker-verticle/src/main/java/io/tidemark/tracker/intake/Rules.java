package io.tidemark.tracker.intake;

import io.tidemark.access.Tenants;
import io.tidemark.postgres.Times;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.intake.Arrival.Destination;
import io.tidemark.tracker.intake.Arrival.OfRule;
import io.tidemark.tracker.intake.Arrival.OfZone;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The mapping of filter rules to zones: twitter_rules. */
public final class Rules {

  /** A filter rule of twitterapi.io and the zone it feeds. */
  public record Rule(String ruleId, String zoneId, @Nullable String tag, Instant createdAt) {}

  /** The zone of a delivery, with the settings for its tweets. */
  record Route(
      String zone,
      Cadence cadence,
      Retweets retweets,
      long minEngagement,
      Duration horizon,
      double sampleShare) {}

  private final Pool pool;

  public Rules(Pool pool) {
    this.pool = pool;
  }

  private static final String MAP =
      """
      insert into twitter_rules as known (rule_id, zone_id, tag, created_at)
      select $1, id, $3, $4
      from zones
      where id = $2
        and status <> 'deleting'
        and ($5
          or exists (select from twitter_rules where rule_id = $1 and zone_id = $2)
          or not exists (
            select from unrouted_deliveries where rule_id = $1 and replayed_at is null))
      on conflict (rule_id) do update
      set tag = excluded.tag
      where known.zone_id = excluded.zone_id
      returning rule_id, zone_id, tag, created_at
      """;

  /**
   * Maps a rule to a zone; mapping it again to the same one is no error.
   *
   * @param withWaiting whether the rule may be mapped although deliveries of it wait, which may
   *     belong to another tenant
   * @return empty when there is no such zone, when the rule is mapped to another, or when
   *     deliveries wait
   */
  public Future<Optional<Rule>> map(
      String ruleId, String zoneId, @Nullable String tag, boolean withWaiting, Instant now) {
    return pool.preparedQuery(MAP)
        .execute(Tuple.of(ruleId, zoneId, tag, Times.utc(now), withWaiting))
        .map(rows -> rows.stream().map(Rules::rule).findFirst());
  }

  /**
   * @return empty when no rule of that id is mapped
   */
  public Future<Optional<Rule>> find(String ruleId) {
    return pool.preparedQuery(
            "select rule_id, zone_id, tag, created_at from twitter_rules where rule_id = $1")
        .execute(Tuple.of(ruleId))
        .map(rows -> rows.stream().map(Rules::rule).findFirst());
  }

  private static final String AFTER =
      """
      select rule_id, zone_id, tag, created_at
      from twitter_rules
      where rule_id > $1
        and ($3::text[] is null or zone_id = any ($3))
      order by rule_id
      limit $2
      """;

  /**
   * The rules after {@code ruleId}, in the order of their ids.
   *
   * @param only the zones whose rules the caller may see
   */
  public Future<List<Rule>> after(String ruleId, int limit, Tenants only) {
    return pool.preparedQuery(AFTER)
        .execute(Tuple.of(ruleId, limit, only.toArrayOrNull()))
        .map(rows -> rows.stream().map(Rules::rule).toList());
  }

  private static final String REMOVE =
      """
      delete from twitter_rules
      where rule_id = $1
        and ($2::text[] is null or zone_id = any ($2))
      """;

  /**
   * @param only the zones whose rules the caller may remove
   * @return whether there was one
   */
  public Future<Boolean> remove(String ruleId, Tenants only) {
    return pool.preparedQuery(REMOVE)
        .execute(Tuple.of(ruleId, (Object) only.toArrayOrNull()))
        .map(rows -> rows.rowCount() == 1);
  }

  // Locks the zones until the transaction ends, as the foreign keys of the rows that follow do
  // anyway.
  private static final String ROUTES_OF_RULES =
      """
      select rule.rule_id as destination, zone.id, zone.cadence, zone.retweets,
        zone.min_engagement, zone.horizon_minutes, zone.sample_share
      from twitter_rules rule
      join zones zone on zone.id = rule.zone_id
      where rule.rule_id = any ($1::text[])
        and zone.status <> 'deleting'
      order by zone.id
      for key share of zone
      """;

  private static final String ROUTES_OF_ZONES =
      """
      select id as destination, id, cadence, retweets, min_engagement, horizon_minutes,
        sample_share
      from zones
      where id = any ($1::text[])
        and status <> 'deleting'
      order by id
      for key share
      """;

  /** The zones of deliveries, without those that have none or whose zone is being deleted. */
  static Future<Map<Destination, Route>> routes(
      SqlClient connection, Collection<Destination> destinations) {
    Set<String> rules = new TreeSet<>();
    Set<String> zones = new TreeSet<>();
    for (Destination destination : destinations) {
      switch (destination) {
        case OfRule rule -> rules.add(rule.ruleId());
        case OfZone zone -> zones.add(zone.zone());
      }
    }
    Map<Destination, Route> found = new HashMap<>();
    return routes(connection, ROUTES_OF_RULES, rules, OfRule::new, found)
        .compose(done -> routes(connection, ROUTES_OF_ZONES, zones, OfZone::new, found))
        .map(found);
  }

  private static Future<Void> routes(
      SqlClient connection,
      String sql,
      Set<String> ids,
      Function<String, Destination> destination,
      Map<Destination, Route> found) {
    return ids.isEmpty()
        ? Future.succeededFuture()
        : connection
            .preparedQuery(sql)
            .execute(Tuple.of((Object) ids.toArray(String[]::new)))
            .onSuccess(
                rows ->
                    rows.forEach(
                        row ->
                            found.put(destination.apply(row.getString("destination")), route(row))))
            .mapEmpty();
  }

  private static Route route(Row row) {
    return new Route(
        row.getString("id"),
        Cadence.valueOf(row.getString("cadence")),
        Retweets.of(row.getString("retweets")),
        row.getLong("min_engagement"),
        Duration.ofMinutes(row.getInteger("horizon_minutes")),
        row.getDouble("sample_share"));
  }

  private static Rule rule(Row row) {
    return new Rule(
        row.getString("rule_id"),
        row.getString("zone_id"),
        row.getString("tag"),
        Times.instant(row, "created_at"));
  }
}
