package io.tidemark.tracker.intake;

import io.tidemark.clock.WorldClock;
import io.tidemark.postgres.DatabaseErrors;
import io.tidemark.postgres.Times;
import io.tidemark.telemetry.Traces;
import io.tidemark.tracker.history.Partitions;
import io.tidemark.tracker.intake.Arrival.OfRule;
import io.tidemark.upstream.Answers;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Replays the deliveries that waited for their rule to be mapped. */
public final class UnroutedReplay {

  private static final Logger log = LoggerFactory.getLogger(UnroutedReplay.class);

  private final Pool pool;
  private final WorldClock clock;
  private final EventBus bus;
  private final Traces traces;
  private final DeliveryWriter writer;

  public UnroutedReplay(
      Pool pool, WorldClock clock, EventBus bus, Partitions partitions, Traces traces) {
    this.pool = pool;
    this.clock = clock;
    this.bus = bus;
    this.traces = traces;
    this.writer = new DeliveryWriter(pool, partitions);
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
      UnroutedDeliveries.changed(bus);
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
  private static final class NotWrittenException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final long id;

    NotWrittenException(long id, Throwable cause) {
      super(cause);
      this.id = id;
    }
  }

  private Step next() {
    try {
      return pool.withTransaction(transaction -> replay(transaction, null)).await();
    } catch (NotWrittenException problem) {
      return isolate(problem);
    }
  }

  /**
   * Handles a delivery that could not be written: retries it without the tweets that the database
   * refuses. If that fails too, settles it with its problem.
   */
  private Step isolate(NotWrittenException first) {
    Throwable cause = first.getCause();
    if (isPassing(cause)) {
      throw first;
    }
    try {
      Delivery good = withoutRefused(first.id, cause);
      return pool.withTransaction(transaction -> replay(transaction, new Retry(first.id, good)))
          .await();
    } catch (Exception problem) {
      Throwable why = problem instanceof NotWrittenException again ? again.getCause() : problem;
      if (isPassing(why)) {
        throw first;
      }
      String reason = Answers.shorten(String.valueOf(why.getMessage()));
      log.atWarn()
          .addKeyValue("delivery", first.id)
          .addKeyValue("problem", reason)
          .log("An unrouted delivery was rejected; its problem is stored with it");
      pool.withConnection(connection -> settle(connection, first.id, false, reason)).await();
      return Step.SETTLED;
    }
  }

  /**
   * Whether the next run may well write the delivery. A write that timed out would time out again
   * and block all other deliveries.
   */
  private static boolean isPassing(Throwable problem) {
    return DatabaseErrors.isPassing(problem) && !DatabaseErrors.isTooSlow(problem);
  }

  /** The part of a delivery that the database accepts. */
  private record Retry(long id, Delivery delivery) {}

  /** A delivery without the tweets that the database refuses. */
  private Delivery withoutRefused(long id, Throwable problem) {
    RowSet<Row> rows =
        pool.preparedQuery(
                "select rule_id, received_at, body from unrouted_deliveries where id = $1 and"
                    + " replayed_at is null")
            .execute(Tuple.of(id))
            .await();
    Row row = rows.iterator().next();
    return writer.withoutRefused(arrival(row, delivery(row)), problem).await().delivery();
  }

  /** It came at most now, even if a clock was set back. */
  private Arrival arrival(Row row, Delivery delivery) {
    Instant now = clock.instant();
    Instant receivedAt = Times.instant(row, "received_at");
    String ruleId = row.getString("rule_id");
    return new Arrival(
        delivery.of(ruleId),
        new OfRule(ruleId),
        receivedAt.isAfter(now) ? now : receivedAt,
        now,
        traces.here().orElse(null),
        null);
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
   * @param retry the delivery and the part of it to accept; null for the next delivery, unchanged
   */
  private Future<Step> replay(SqlConnection transaction, @Nullable Retry retry) {
    return transaction
        .preparedQuery(NEXT)
        .execute(Tuple.of(retry == null ? null : retry.id()))
        .compose(
            rows -> {
              if (rows.size() == 0) {
                // Another process has settled it, or none is left.
                return Future.succeededFuture(retry == null ? Step.NONE_LEFT : Step.SETTLED);
              }
              Row row = rows.iterator().next();
              long id = row.getLong("id");
              Delivery delivery;
              try {
                delivery = retry == null ? delivery(row) : retry.delivery();
              } catch (RuntimeException unreadable) {
                return settle(transaction, id, false, String.valueOf(unreadable.getMessage()))
                    .map(Step.SETTLED);
              }
              List<Arrival> arrivals = List.of(arrival(row, delivery));
              return writer
                  .prepare(arrivals)
                  .compose(ready -> writer.write(transaction, arrivals))
                  .compose(
                      routed ->
                          routed.getFirst().isPresent()
                              ? settle(transaction, id, true, leftOut(delivery)).map(Step.REPLAYED)
                              : Future.succeededFuture(Step.LEFT))
                  .recover(problem -> Future.failedFuture(new NotWrittenException(id, problem)));
            });
  }

  /** Why some tweets of a delivery are rejected; null when none is. */
  private static @Nullable String leftOut(Delivery delivery) {
    List<Delivery.BadTweet> bad = delivery.errors();
    return bad.isEmpty()
        ? null
        : Answers.shorten(
            "%d of %d tweets were not accepted: %s"
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
