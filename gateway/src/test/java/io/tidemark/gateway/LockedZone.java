package io.tidemark.gateway;

import static io.tidemark.boot.TestFoundation.await;

import io.tidemark.boot.TestFoundation;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** Holds the row of a zone, so that a delivery of new tweets for it hangs. */
public final class LockedZone implements AutoCloseable {

  private final TestFoundation stores;
  private final SqlConnection holder;

  private LockedZone(TestFoundation stores, String zone) {
    this.stores = stores;
    holder = await(stores.pool().getConnection());
    await(holder.query("begin").execute());
    await(holder.query("select from zones where id = '" + zone + "' for update").execute());
  }

  public static LockedZone lock(TestFoundation stores, String zone) {
    return new LockedZone(stores, zone);
  }

  /** Returns once somebody waits for the row. */
  public void awaitSomebodyWaiting() {
    until(
        () ->
            stores.number(
                    "select count(*) from pg_stat_activity"
                        + " where datname = current_database() and wait_event_type = 'Lock'")
                > 0);
  }

  /** Asks again and again, for at most 20 seconds. */
  public static void until(BooleanSupplier happened) {
    Instant end = Instant.now().plus(Duration.ofSeconds(20));
    while (!happened.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("it did not happen in 20 seconds");
      }
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    await(holder.query("rollback").execute());
    await(holder.close());
  }
}
