package io.tidemark.tracker.history;

import io.micrometer.core.instrument.Tags;
import io.tidemark.boot.AppContext;
import io.tidemark.telemetry.MeasuredGauge;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Measures in every tracker whether the days of partitioned tables are dropped and made in time.
 */
public final class PartitionGauges {

  private static final Duration EVERY = Duration.ofMinutes(1);

  private PartitionGauges() {}

  /** Starts measuring; ends when the calling verticle is undeployed. */
  public static void watch(AppContext app, List<Partitions> tables) {
    for (Partitions partitions : tables) {
      watch(app, partitions, "tidemark.retention.overdue.days", partitions::overdueDays);
      watch(app, partitions, "tidemark.partitions.missing.days", partitions::missingDays);
    }
  }

  private static void watch(
      AppContext app, Partitions partitions, String name, Supplier<Future<Long>> days) {
    MeasuredGauge.watch(
        app.vertx(),
        app.meters(),
        name,
        Tags.of("table", partitions.table()),
        EVERY,
        () -> days.get().map(Long::doubleValue));
  }
}
