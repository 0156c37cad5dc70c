package io.tidemark.tracker.history;

import io.micrometer.core.instrument.Gauge;
import io.tidemark.boot.AppContext;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures in every process how far retention is behind. {@code tidemark.retention.overdue.days},
 * by table, is the number of days by which the oldest stored day is past its retention.
 */
public final class Overdue {

  private static final Logger log = LoggerFactory.getLogger(Overdue.class);
  private static final Duration EVERY = Duration.ofMinutes(1);

  private final Partitions partitions;
  private final AtomicLong days = new AtomicLong();

  private Overdue(Partitions partitions) {
    this.partitions = partitions;
  }

  /** Starts measuring; ends when the calling verticle is undeployed. */
  public static void watch(AppContext app, List<Partitions> tables) {
    for (Partitions partitions : tables) {
      var overdue = new Overdue(partitions);
      Gauge.builder("tidemark.retention.overdue.days", overdue.days, AtomicLong::get)
          .description("days by which the oldest day that is stored is past its retention")
          .tag("table", partitions.table())
          .strongReference(true)
          .register(app.meters());
      overdue.measure();
      app.vertx().setPeriodic(EVERY.toMillis(), tick -> overdue.measure());
    }
  }

  private void measure() {
    Future<Long> measured = partitions.overdueDays();
    measured
        .onSuccess(days::set)
        .onFailure(
            problem ->
                log.atDebug()
                    .addKeyValue("table", partitions.table())
                    .setCause(problem)
                    .log("How far retention is behind could not be measured"));
  }
}
