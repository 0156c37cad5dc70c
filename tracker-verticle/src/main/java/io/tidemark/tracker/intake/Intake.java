package io.tidemark.tracker.intake;

import io.tidemark.boot.AppContext;
import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.ChangeEvent;
import io.tidemark.contract.Message.WakeUp;
import io.tidemark.telemetry.Traces;
import io.tidemark.tracker.history.Partitions;
import io.tidemark.tracker.intake.Accepted.Routed;
import io.tidemark.tracker.intake.Arrival.Body;
import io.tidemark.tracker.intake.Arrival.Destination;
import io.tidemark.tracker.intake.Arrival.OfRule;
import io.tidemark.tracker.intake.Arrival.OfZone;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts webhook deliveries. Everything that a delivery brings is written in one transaction
 * ({@link DeliveryWriter}), together with deliveries that wait at the same time ({@link
 * DeliveryQueue}). Once it has answered, the sender need not keep the delivery.
 */
public final class Intake {

  /** The rule under which deliveries without a rule are stored. */
  public static final String NO_RULE = "-";

  /**
   * How long a group waits for a lock before each of its deliveries is written by itself, so that
   * those whose rows are free do not wait.
   */
  private static final String LOCK_TIMEOUT = "1s";

  private static final Logger log = LoggerFactory.getLogger(Intake.class);

  private final Pool pool;
  private final WorldClock clock;
  private final EventBus bus;
  private final Traces traces;
  private final DeliveryWriter writer;
  private final DeliveryQueue queue;
  private final int mostUnrouted;

  public Intake(AppContext app, Partitions partitions) {
    this.pool = app.pool();
    this.clock = app.clock();
    this.bus = app.vertx().eventBus();
    this.traces = app.traces();
    this.writer = new DeliveryWriter(pool, partitions);
    this.queue =
        new DeliveryQueue(
            app.vertx(),
            new InTransactions(),
            2 * app.settings().webhook().inFlight(),
            app.meters());
    this.mostUnrouted = app.settings().webhook().mostUnrouted();
  }

  /**
   * Accepts a delivery. Tweets that the database refuses are left out and reported as errors.
   *
   * @param bytes the size of the body
   * @param body the raw body; requested and stored only if the rule is not mapped
   * @return completes when everything is committed. Fails when nothing is, or when the connection
   *     ended during the commit, after which sending the same delivery again is safe. Fails with
   *     {@link UnroutedDeliveries.Full} when too many deliveries of its rule wait already, and with
   *     {@link Overloaded} when too many of all are being written
   */
  public Future<Accepted> accept(Delivery delivery, int bytes, Supplier<String> body) {
    String ruleId = delivery.ruleId().orElse(NO_RULE);
    return accept(delivery, new OfRule(ruleId), new Body(bytes, body)).map(Optional::orElseThrow);
  }

  /**
   * Accepts a delivery for a zone that its sender named, whatever its rule.
   *
   * @return as {@link #accept}; empty when there is no such zone
   */
  public Future<Optional<Routed>> acceptFor(String zone, Delivery delivery) {
    return accept(delivery, new OfZone(zone), null)
        .map(accepted -> accepted.map(Routed.class::cast));
  }

  private Future<Optional<Accepted>> accept(
      Delivery delivery, Destination to, @Nullable Body body) {
    Instant now = clock.instant();
    return traces
        .step(
            "intake",
            () -> queue.add(new Arrival(delivery, to, now, now, traces.here().orElse(null), body)))
        .onSuccess(accepted -> accepted.ifPresent(this::report));
  }

  private final class InTransactions implements DeliveryQueue.Writer {

    @Override
    public Future<List<Future<Optional<Accepted>>>> together(List<Arrival> arrivals) {
      return inTransaction(
          arrivals,
          transaction -> {
            // Not waited for: the next statement is sent right after it.
            Future<?> limited =
                transaction
                    .preparedQuery("select set_config('lock_timeout', $1, true)")
                    .execute(Tuple.of(LOCK_TIMEOUT));
            return write(transaction, arrivals).compose(written -> limited.map(written));
          });
    }

    @Override
    public Future<Optional<Accepted>> alone(Arrival arrival) {
      return writeAlone(arrival)
          .recover(problem -> writer.withoutRefused(arrival, problem).compose(this::writeAlone));
    }

    private Future<Optional<Accepted>> writeAlone(Arrival arrival) {
      List<Arrival> alone = List.of(arrival);
      return inTransaction(alone, transaction -> write(transaction, alone)).compose(List::getFirst);
    }

    /** With small pools a transaction that waits for another one's connection may wait in vain. */
    private <T> Future<T> inTransaction(
        List<Arrival> arrivals, Function<SqlConnection, Future<T>> work) {
      return writer.prepare(arrivals).compose(ready -> pool.withTransaction(work));
    }

    private Future<List<Future<Optional<Accepted>>>> write(
        SqlConnection transaction, List<Arrival> arrivals) {
      return writer
          .write(transaction, arrivals)
          .compose(results -> storeUnrouted(transaction, arrivals, results));
    }
  }

  /** Stores the deliveries that have no zone, as far as they are to be stored. */
  private Future<List<Future<Optional<Accepted>>>> storeUnrouted(
      SqlConnection transaction, List<Arrival> arrivals, List<Optional<Routed>> results) {
    List<Future<Optional<Accepted>>> outcomes = new ArrayList<>();
    Future<Void> stored = Future.succeededFuture();
    for (int i = 0; i < arrivals.size(); i++) {
      Arrival arrival = arrivals.get(i);
      outcomes.add(Future.succeededFuture(results.get(i).map(routed -> routed)));
      if (results.get(i).isEmpty() && arrival.body() != null) {
        int place = i;
        stored =
            stored
                .compose(before -> UnroutedDeliveries.keep(transaction, arrival, mostUnrouted))
                .map(
                    kept -> {
                      outcomes.set(
                          place,
                          kept
                              ? Future.succeededFuture(
                                  Optional.of(new Accepted.Unrouted(arrival.ruleId())))
                              : Future.failedFuture(
                                  new UnroutedDeliveries.Full(arrival.ruleId(), mostUnrouted)));
                      return null;
                    });
      }
    }
    return stored.map(outcomes);
  }

  private void report(Accepted accepted) {
    switch (accepted) {
      case Routed routed -> {
        log.atInfo()
            .addKeyValue("zone", routed.zone())
            .addKeyValue("lot", routed.lotId())
            .addKeyValue("processed", routed.processed())
            .addKeyValue("created", routed.created())
            .addKeyValue("duplicates", routed.duplicates())
            .addKeyValue("snapshots", routed.snapshots())
            .addKeyValue("errors", routed.errors().size())
            .addKeyValue("firstUpdateAt", routed.firstUpdateAt())
            .log("A delivery was accepted");
        if (routed.firstUpdateAt() != null) {
          Address.LOTS.publish(bus, new WakeUp(routed.firstUpdateAt()));
        }
        Map<String, Long> figures = Map.of("deliveries", 1L, "created", (long) routed.created());
        Address.CHANGES.publish(bus, ChangeEvent.inZone("delivery", null, routed.zone(), figures));
      }
      case Accepted.Unrouted unrouted -> {
        log.atInfo()
            .addKeyValue("rule", unrouted.ruleId())
            .log("A delivery of an unmapped rule is stored");
        Address.CHANGES.publish(bus, ChangeEvent.toAll("unrouted", null));
      }
    }
  }
}
