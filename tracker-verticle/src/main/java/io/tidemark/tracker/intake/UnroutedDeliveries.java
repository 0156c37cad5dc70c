package io.tidemark.tracker.intake;

import io.tidemark.clock.WorldClock;
import io.tidemark.postgres.Times;
import io.tidemark.tracker.intake.Accepted.Routed;
import io.tidemark.tracker.intake.Rules.Route;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deliveries whose rule nobody had mapped when they came: unrouted_deliveries. */
public final class UnroutedDeliveries {

  private static final Logger log = LoggerFactory.getLogger(UnroutedDeliveries.class);

  private final Pool pool;
  private final WorldClock clock;
  private final Intake intake;

  public UnroutedDeliveries(Pool pool, WorldClock clock, Intake intake) {
    this.pool = pool;
    this.clock = clock;
    this.intake = intake;
  }

  private static final String KEEP =
      """
      insert into unrouted_deliveries (rule_id, received_at, body)
      values ($1, $2, $3)
      """;

  static Future<Void> keep(SqlConnection transaction, String ruleId, String body, Instant now) {
    return transaction
        .preparedQuery(KEEP)
        .execute(Tuple.of(ruleId, Times.utc(now), body))
        .mapEmpty();
  }

  /** How many deliveries of a rule wait to be replayed. */
  public Future<Long> waiting(String ruleId) {
    return pool.preparedQuery(
            """
            select count(*)
            from unrouted_deliveries
            where rule_id = $1
              and replayed_at is null
              and problem is null
            """)
        .execute(Tuple.of(ruleId))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /**
   * How the deliveries of a rule stand.
   *
   * @param waiting to be replayed once the rule is mapped
   * @param stuck that a replay could not take
   * @param problem why, of one of them; null when none is stuck
   */
  public record OfRule(
      String ruleId,
      long waiting,
      long stuck,
      @Nullable String problem,
      Instant first,
      Instant last) {}

  private static final String BY_RULE =
      """
      select rule_id,
        count(*) filter (where problem is null) as waiting,
        count(*) filter (where problem is not null) as stuck,
        max(problem) as problem,
        min(received_at) as first,
        max(received_at) as last
      from unrouted_deliveries
      where replayed_at is null
      group by rule_id
      order by max(received_at) desc, rule_id
      limit $1
      """;

  /** The rules whose deliveries were not taken in, the last to be heard of first. */
  public Future<List<OfRule>> byRule(int limit) {
    return pool.preparedQuery(BY_RULE)
        .execute(Tuple.of(limit))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .map(
                        row ->
                            new OfRule(
                                row.getString("rule_id"),
                                row.getLong("waiting"),
                                row.getLong("stuck"),
                                row.getString("problem"),
                                Times.instant(row, "first"),
                                Times.instant(row, "last")))
                    .toList());
  }

  /** Lets the next replay try what the last one could not take. */
  public Future<Void> tryAgain(String ruleId) {
    return pool.preparedQuery(
            """
            update unrouted_deliveries
            set problem = null
            where rule_id = $1
              and replayed_at is null
              and problem is not null
            """)
        .execute(Tuple.of(ruleId))
        .mapEmpty();
  }

  /**
   * Replays what can be routed by now, oldest first, each in a transaction of its own; several pods
   * may do so at once. On a virtual thread.
   *
   * @return how many were replayed
   */
  public int replayAll() {
    int replayed = 0;
    while (pool.withTransaction(this::replayOne).await()) {
      replayed++;
    }
    if (replayed > 0) {
      log.atInfo().addKeyValue("deliveries", replayed).log("Unrouted deliveries replayed");
      intake.replayed();
    }
    return replayed;
  }

  private static final String NEXT =
      """
      select delivery.id, delivery.rule_id, delivery.body
      from unrouted_deliveries delivery
      join twitter_rules rule on rule.rule_id = delivery.rule_id
      where delivery.replayed_at is null
        and delivery.problem is null
      order by delivery.id
      limit 1
      for update of delivery skip locked
      """;

  private Future<Boolean> replayOne(SqlConnection transaction) {
    return transaction
        .preparedQuery(NEXT)
        .execute()
        .compose(
            rows -> {
              if (rows.size() == 0) {
                return Future.succeededFuture(false);
              }
              Row row = rows.iterator().next();
              long id = row.getLong("id");
              String ruleId = row.getString("rule_id");
              Delivery delivery;
              try {
                delivery =
                    DeliveryJson.read(
                        DeliveryJson.parse(row.getString("body").getBytes(StandardCharsets.UTF_8)));
              } catch (Delivery.Unreadable unreadable) {
                return settle(transaction, id, unreadable.getMessage()).map(true);
              }
              return Rules.route(transaction, ruleId)
                  .compose(route -> take(transaction, delivery, ruleId, route))
                  .compose(taken -> settle(transaction, id, null))
                  .map(true);
            });
  }

  private Future<Optional<Routed>> take(
      SqlConnection transaction, Delivery delivery, String ruleId, Optional<Route> route) {
    return intake
        .take(transaction, delivery, ruleId, route.orElseThrow(), clock.instant())
        .map(Optional::of);
  }

  private static final String SETTLE =
      """
      update unrouted_deliveries
      set replayed_at = case when $3::text is null then $2::timestamptz end,
          problem = $3
      where id = $1
      """;

  private Future<Void> settle(SqlConnection transaction, long id, @Nullable String problem) {
    return transaction
        .preparedQuery(SETTLE)
        .execute(Tuple.of(id, Times.utc(clock.instant()), problem))
        .mapEmpty();
  }
}
