package io.tidemark.tracker.intake;

import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.ChangeEvent;
import io.tidemark.contract.Message.WakeUp;
import io.tidemark.telemetry.Traces;
import io.tidemark.tracker.history.Partitions;
import io.tidemark.tracker.intake.Accepted.Routed;
import io.tidemark.tracker.intake.DeliveryWriter.Arrival;
import io.tidemark.tracker.intake.DeliveryWriter.RouteTo;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts webhook deliveries. Everything that a delivery brings is written in one transaction
 * ({@link DeliveryWriter}). Once it has answered, the sender need not keep the delivery.
 */
public final class Intake {

  /** The rule under which deliveries without a rule are stored. */
  public static final String NO_RULE = "-";

  private static final Logger log = LoggerFactory.getLogger(Intake.class);

  private final WorldClock clock;
  private final EventBus bus;
  private final Partitions partitions;
  private final DeliveryWriter writer;
  private final int mostUnrouted;

  /**
   * @param mostUnrouted the most deliveries of one rule that may wait for a zone
   */
  public Intake(
      Pool pool,
      WorldClock clock,
      EventBus bus,
      Partitions partitions,
      Traces traces,
      int mostUnrouted) {
    this.clock = clock;
    this.bus = bus;
    this.partitions = partitions;
    this.writer = new DeliveryWriter(pool, traces);
    this.mostUnrouted = mostUnrouted;
  }

  /**
   * Accepts a delivery. Tweets that the database refuses are left out and reported as errors.
   *
   * @param body the raw body; requested and stored only if the rule is not mapped
   * @return completes when everything is committed. Fails when nothing is, or when the connection
   *     ended during the commit, after which sending the same delivery again is safe. Fails with
   *     {@link UnroutedDeliveries.Full} when too many deliveries of its rule wait already
   */
  public Future<Accepted> accept(Delivery delivery, Supplier<String> body) {
    String ruleId = delivery.ruleId().orElse(NO_RULE);
    Instant now = clock.instant();
    return accept(
            delivery,
            transaction -> Rules.route(transaction, ruleId),
            new Arrival(ruleId, now, now),
            transaction ->
                UnroutedDeliveries.keep(transaction, ruleId, body.get(), mostUnrouted, now))
        .map(routed -> routed.<Accepted>map(to -> to).orElse(new Accepted.Unrouted(ruleId)))
        .onSuccess(this::report);
  }

  /**
   * Accepts a delivery for a zone that its sender named, whatever its rule.
   *
   * @return as {@link #accept}; empty when there is no such zone
   */
  public Future<Optional<Routed>> acceptFor(String zone, Delivery delivery) {
    Instant now = clock.instant();
    return accept(
            delivery,
            transaction -> Rules.routeOfZone(transaction, zone),
            new Arrival(delivery.ruleId().orElse(NO_RULE), now, now),
            transaction -> Future.succeededFuture())
        .onSuccess(routed -> routed.ifPresent(this::report));
  }

  /**
   * @param unrouted handles a delivery that has no zone, in the same transaction
   */
  private Future<Optional<Routed>> accept(
      Delivery delivery,
      RouteTo routeTo,
      Arrival arrival,
      Function<SqlConnection, Future<Void>> unrouted) {
    Function<Delivery, Future<Optional<Routed>>> write =
        some ->
            writer.inTransaction(
                transaction ->
                    writer
                        .write(transaction, some, routeTo, arrival)
                        .compose(
                            routed ->
                                routed.isPresent()
                                    ? Future.succeededFuture(routed)
                                    : unrouted.apply(transaction).map(routed)));
    return partitions
        .ensureFor(arrival.receivedAt())
        .compose(ready -> write.apply(delivery))
        .recover(
            problem -> writer.withoutRefused(delivery, routeTo, arrival, problem).compose(write));
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
