package io.tidemark.tracker.intake;

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

/** Deliveries whose rule nobody had mapped when they came: unrouted_deliveries. */
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

  /** No further delivery of a rule is kept: too many of it wait already. */
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
   * @param most deliveries of a rule that wait
   * @return fails with {@link Full} when so many wait already
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
   * Forgets what waits of a rule, and what a replay could not take.
   *
   * @return how many deliveries that were
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
   * Forgets deliveries that came before a time, replayed or not. On a virtual thread.
   *
   * @return how many of them had never been taken in
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
          .log("Deliveries were dropped that no zone had taken in (TIDEMARK_RETENTION_UNROUTED)");
      intake.replayed();
    }
    return lost;
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
   * Whether deliveries of a rule were not taken in, those included that a replay could not take.
   */
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
   * may do so at once. Its readings are of the time at which it came. One that cannot be taken is
   * settled with its problem and does not keep the others. On a virtual thread.
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

    /** No zone takes it by now: it waits on. */
    LEFT,
    NONE_LEFT
  }

  /** A delivery whose transaction was rolled back. */
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
      return apart(problem);
    }
  }

  /** What the first try could not write: without the tweets that are refused, or not at all. */
  private Step apart(NotTaken first) {
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
          .log("An unrouted delivery cannot be taken in; it is set aside with its problem");
      String reason = Answers.shorten(String.valueOf(why.getMessage()));
      pool.withConnection(connection -> settle(connection, first.id, false, reason)).await();
      return Step.SETTLED;
    }
  }

  /** A delivery that is too slow to be written would be so again, and keep all others waiting. */
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

  /** When it came; never after now, though a clock was set back. */
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
   * @param sifted which one, and what of it is to be taken; null for the next one as it is
   */
  private Future<Step> replay(SqlConnection transaction, @Nullable Sifted sifted) {
    return transaction
        .preparedQuery(NEXT)
        .execute(Tuple.of(sifted == null ? null : sifted.id()))
        .compose(
            rows -> {
              if (rows.size() == 0) {
                // Another pod has settled the one, or there is none.
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

  /** Why some tweets of a delivery are not taken in; null when all are. */
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
   * @param replayed whether it was taken in, its good tweets at least
   * @param problem why it was not, or some of its tweets were not; null when there is none
   */
  private Future<Void> settle(
      SqlConnection connection, long id, boolean replayed, @Nullable String problem) {
    return connection
        .preparedQuery(SETTLE)
        .execute(Tuple.of(id, Times.utc(clock.instant()), problem, replayed))
        .mapEmpty();
  }
}
