package io.tidemark.tracker.intake;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.ChangeEvent;
import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deliveries whose rule was not mapped when they came: unrouted_deliveries. */
public final class UnroutedDeliveries {

  private static final Logger log = LoggerFactory.getLogger(UnroutedDeliveries.class);

  /** Rows that one statement deletes. */
  private static final int AT_ONCE = 500;

  private final Pool pool;
  private final EventBus bus;

  public UnroutedDeliveries(Pool pool, EventBus bus) {
    this.pool = pool;
    this.bus = bus;
  }

  /** Too many deliveries of a rule wait already; no more are stored. */
  public static final class Full extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String ruleId;

    Full(String ruleId, int most) {
      super("%d deliveries of it wait already".formatted(most));
      this.ruleId = ruleId;
    }

    /** The rule of the rejected delivery. */
    public String ruleId() {
      return ruleId;
    }
  }

  /** Publishes that the waiting deliveries have changed. */
  static void changed(EventBus bus) {
    Address.CHANGES.publish(bus, ChangeEvent.toAll("unrouted", null));
  }

  private static final String KEEP =
      """
      insert into unrouted_deliveries (rule_id, received_at, body)
      select $1, $2, $3
      where (
        select count(*)
        from (
          select from unrouted_deliveries
          where rule_id = $1
            and replayed_at is null
          limit $4) waiting) < $4
      """;

  /**
   * @param arrival a delivery of a rule, with its body
   * @param most the most deliveries of a rule that may wait
   * @return false, with nothing stored, when as many wait already
   */
  static Future<Boolean> keep(SqlConnection transaction, Arrival arrival, int most) {
    return transaction
        .preparedQuery(KEEP)
        .execute(
            Tuple.of(
                arrival.ruleId(),
                Times.utc(arrival.receivedAt()),
                arrival.body().text().get(),
                most))
        .map(kept -> kept.rowCount() == 1);
  }

  /**
   * Deletes the deliveries of a rule that wait or that a replay rejected.
   *
   * @return how many were deleted
   */
  public Future<Integer> forget(String ruleId) {
    return pool.preparedQuery(
            """
            delete from unrouted_deliveries
            where rule_id = $1
              and replayed_at is null
            """)
        .execute(Tuple.of(ruleId))
        .map(SqlResult::rowCount);
  }

  private static final String DROP_OLD =
      """
      delete from unrouted_deliveries
      where id in (
        select id from unrouted_deliveries
        where received_at < $1
        order by id
        limit $2
        for update skip locked)
      returning replayed_at is null as lost
      """;

  /**
   * Deletes deliveries that came before a time, replayed or not. Runs on a virtual thread.
   *
   * @return how many of them had never been accepted
   */
  public int dropOld(Instant before) {
    int lost = 0;
    int dropped;
    do {
      RowSet<Row> rows =
          pool.preparedQuery(DROP_OLD).execute(Tuple.of(Times.utc(before), AT_ONCE)).await();
      dropped = rows.size();
      lost += (int) rows.stream().filter(row -> row.getBoolean("lost")).count();
    } while (dropped == AT_ONCE);
    if (lost > 0) {
      log.atWarn()
          .addKeyValue("deliveries", lost)
          .addKeyValue("before", before)
          .log(
              "Unrouted deliveries past their retention were dropped"
                  + " (TIDEMARK_RETENTION_UNROUTED)");
      changed(bus);
    }
    return lost;
  }

  /** The number of deliveries of a rule that wait to be replayed. */
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

  /** Whether any delivery of a rule is not accepted yet, including those that a replay rejected. */
  public Future<Boolean> anyOf(String ruleId) {
    return pool.preparedQuery(
            """
            select exists (
              select from unrouted_deliveries
              where rule_id = $1
                and replayed_at is null)
            """)
        .execute(Tuple.of(ruleId))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  /**
   * The deliveries of a rule.
   *
   * @param waiting how many are replayed once the rule is mapped
   * @param stuck how many a replay rejected
   * @param problem the problem of one of those; null when none is stuck
   */
  public record OfRule(
      String ruleId,
      long waiting,
      long stuck,
      @Nullable String problem,
      @JsonProperty("first_received_at") Instant first,
      @JsonProperty("last_received_at") Instant last) {}

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

  /** The rules with deliveries that are not accepted yet, most recent delivery first. */
  public Future<List<OfRule>> byRule(int limit) {
    return pool.preparedQuery(BY_RULE)
        .execute(Tuple.of(limit))
        .map(rows -> rows.stream().map(UnroutedDeliveries::ofRule).toList());
  }

  private static OfRule ofRule(Row row) {
    return new OfRule(
        row.getString("rule_id"),
        row.getLong("waiting"),
        row.getLong("stuck"),
        row.getString("problem"),
        Times.instant(row, "first"),
        Times.instant(row, "last"));
  }

  /** Lets the next replay retry the deliveries that the last one rejected. */
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
}
