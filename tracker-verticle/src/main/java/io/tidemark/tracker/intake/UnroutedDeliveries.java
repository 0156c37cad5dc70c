package io.tidemark.tracker.intake;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidemark.clock.WorldClock;
import io.tidemark.postgres.DatabaseErrors;
import io.tidemark.postgres.Times;
import io.tidemark.upstream.Answers;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deliveries whose rule was not mapped when they came: unrouted_deliveries. */
public final class UnroutedDeliveries {

  private static final Logger log = LoggerFactory.getLogger(UnroutedDeliveries.class);

  /** Rows that one statement deletes. */
  private static final int AT_ONCE = 500;

  private final Pool pool;
  private final WorldClock clock;
  private final Intake intake;

  public UnroutedDeliveries(Pool pool, WorldClock clock, Intake intake) {
    this.pool = pool;
    this.clock = clock;
    this.intake = intake;
  }

  /** Too many deliveries of a rule wait already; no more are stored. */
  public static final class Full extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String ruleId;

    Full(String ruleId, int most) {
      super("%d deliveries of it wait already".formatted(most));
      this.ruleId = ruleId;
    }

    public String ruleId() {
      return ruleId;
    }
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
   * @param most the most deliveries of a rule that may wait
   * @return fails with {@link Full} when as many wait already
   */
  static Future<Void> keep(
      SqlConnection transaction, String ruleId, String body, int most, Instant now) {
    return transaction
        .preparedQuery(KEEP)
        .execute(Tuple.of(ruleId, Times.utc(now), body, most))
        .compose(
            kept ->
                kept.rowCount() == 1
                    ? Future.<Void>succeededFuture()
                    : Future.failedFuture(new Full(ruleId, most)));
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
      for (Row row : rows) {
        lost += row.getBoolean("lost") ? 1 : 0;
      }
    } while (dropped == AT_ONCE);
    if (lost > 0) {
      log.atWarn()
          .addKeyValue("deliveries", lost)
          .addKeyValue("before", before)
          .log(
              "Unrouted deliveries past their retention were dropped"
                  + " (TIDEMARK_RETENTION_UNROUTED)");
      intake.replayed();
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

  /**
   * Replays the deliveries whose rule is mapped by now, oldest first, each in a transaction of its
   * own. Several processes may do so at once. The snapshots get the time at which the delivery
   * came. A delivery that is rejected is settled with its problem and does not block the others.
   * Runs on a virtual thread.
   *
   * @return how many were replayed
   */
  public int replayAll() {
    int replayed = 0;
    Step step = next();
    while (step != Step.NONE_LEFT) {
      replayed += step == Step.REPLAYED ? 1 : 0;
      step = next();
    }
    if (replayed > 0) {
      log.atInfo().addKeyValue("deliveries", replayed).log("Unrouted deliveries replayed");
      intake.replayed();
    }
    return replayed;
  }

  private enum Step {
    REPLAYED,
    SETTLED,

    /** Its rule is still not mapped; it keeps waiting. */
    LEFT,
    NONE_LEFT
  }

  /** A delivery could not be written; its transaction was rolled back. */
  private static final class NotTaken extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final long id;

    NotTaken(long id, Throwable cause) {
      super(cause);
      this.id = id;
    }
  }

  private Step next() {
    try {
      return pool.withTransaction(transaction -> replay(transaction, null)).await();
    } catch (NotTaken problem) {
      return isolate(problem);
    }
  }

  /**
   * Handles a delivery that could not be written: retries it without the tweets that the database
   * refuses. If that fails too, settles it with its problem.
   */
  private Step isolate(NotTaken first) {
    Throwable cause = first.getCause();
    if (comesBack(cause)) {
      throw first;
    }
    try {
      Delivery good = sifted(first.id, cause);
      return pool.withTransaction(transaction -> replay(transaction, new Sifted(first.id, good)))
          .await();
    } catch (Exception problem) {
      Throwable why = problem instanceof NotTaken again ? again.getCause() : problem;
      if (comesBack(why)) {
        throw first;
      }
      log.atWarn()
          .addKeyValue("delivery", first.id)
          .addKeyValue("problem", Answers.shorten(String.valueOf(why.getMessage())))
          .log("An unrouted delivery was rejected; its problem is stored with it");
      String reason = Answers.shorten(String.valueOf(why.getMessage()));
      pool.withConnection(connection -> settle(connection, first.id, false, reason)).await();
      return Step.SETTLED;
    }
  }

  /**
   * Whether a retry may succeed. A write that timed out would time out again and block all other
   * deliveries.
   */
  private static boolean comesBack(Throwable problem) {
    return DatabaseErrors.isPassing(problem) && !DatabaseErrors.isTooSlow(problem);
  }

  private record Sifted(long id, Delivery delivery) {}

  private Delivery sifted(long id, Throwable problem) {
    RowSet<Row> rows =
        pool.preparedQuery(
                "select rule_id, received_at, body from unrouted_deliveries where id = $1 and"
                    + " replayed_at is null")
            .execute(Tuple.of(id))
            .await();
    Row row = rows.iterator().next();
    Instant now = clock.instant();
    return intake
        .sifted(delivery(row), row.getString("rule_id"), receivedAt(row, now), now, problem)
        .await();
  }

  /** When it came; at most now, even if a clock was set back. */
  private static Instant receivedAt(Row row, Instant now) {
    Instant receivedAt = Times.instant(row, "received_at");
    return receivedAt.isAfter(now) ? now : receivedAt;
  }

  private static Delivery delivery(Row row) {
    return DeliveryJson.read(
        DeliveryJson.parse(row.getString("body").getBytes(StandardCharsets.UTF_8)));
  }

  private static final String NEXT =
      """
      select delivery.id, delivery.rule_id, delivery.received_at, delivery.body
      from unrouted_deliveries delivery
      join twitter_rules rule on rule.rule_id = delivery.rule_id
      join zones zone on zone.id = rule.zone_id
      where delivery.replayed_at is null
        and zone.status <> 'deleting'
        and delivery.problem is null
        and ($1::bigint is null or delivery.id = $1)
      order by delivery.id
      limit 1
      for update of delivery skip locked
      """;

  /**
   * @param sifted the delivery and the part of it to accept; null for the next delivery, unchanged
   */
  private Future<Step> replay(SqlConnection transaction, @Nullable Sifted sifted) {
    return transaction
        .preparedQuery(NEXT)
        .execute(Tuple.of(sifted == null ? null : sifted.id()))
        .compose(
            rows -> {
              if (rows.size() == 0) {
                // Another process has settled it, or none is left.
                return Future.succeededFuture(sifted == null ? Step.NONE_LEFT : Step.SETTLED);
              }
              Row row = rows.iterator().next();
              long id = row.getLong("id");
              String ruleId = row.getString("rule_id");
              Delivery delivery;
              try {
                delivery = sifted == null ? delivery(row) : sifted.delivery();
              } catch (RuntimeException unreadable) {
                return settle(transaction, id, false, String.valueOf(unreadable.getMessage()))
                    .map(Step.SETTLED);
              }
              Instant now = clock.instant();
              Instant receivedAt = receivedAt(row, now);
              return intake
                  .prepare(receivedAt)
                  .compose(prepared -> Rules.route(transaction, ruleId))
                  .compose(
                      route ->
                          route.isPresent()
                              ? intake
                                  .take(transaction, delivery, ruleId, route.get(), receivedAt, now)
                                  .compose(
                                      taken -> settle(transaction, id, true, leftOut(delivery)))
                                  .map(Step.REPLAYED)
                              : Future.succeededFuture(Step.LEFT))
                  .recover(problem -> Future.failedFuture(new NotTaken(id, problem)));
            });
  }

  /** Why some tweets of a delivery are rejected; null when none is. */
  private static @Nullable String leftOut(Delivery delivery) {
    List<Delivery.BadTweet> bad = delivery.errors();
    return bad.isEmpty()
        ? null
        : Answers.shorten(
            "%d of %d tweets were not taken in: %s"
                .formatted(
                    bad.size(),
                    delivery.processed(),
                    bad.stream()
                        .sorted(Comparator.comparingInt(Delivery.BadTweet::index))
                        .map(
                            tweet ->
                                "%d %s %s".formatted(tweet.index(), tweet.field(), tweet.reason()))
                        .collect(Collectors.joining("; "))));
  }

  private static final String SETTLE =
      """
      update unrouted_deliveries
      set replayed_at = case when $4::boolean then $2::timestamptz end,
          body = case when not $4::boolean then body end,
          problem = $3
      where id = $1
        and replayed_at is null
      """;

  /**
   * @param replayed whether it was accepted, at least its good tweets
   * @param problem why it or some of its tweets were rejected; null when none was
   */
  private Future<Void> settle(
      SqlConnection connection, long id, boolean replayed, @Nullable String problem) {
    return connection
        .preparedQuery(SETTLE)
        .execute(Tuple.of(id, Times.utc(clock.instant()), problem, replayed))
        .mapEmpty();
  }
}
