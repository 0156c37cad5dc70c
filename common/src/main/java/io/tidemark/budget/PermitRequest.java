package io.tidemark.budget;

import io.vertx.core.Promise;
import java.util.concurrent.TimeUnit;

/**
 * A request for a permit.
 *
 * @param quotaOwner the tenant whose share pays
 * @param until nanoseconds by the system's timer: the end of its max wait
 */
record PermitRequest(Cost cost, String quotaOwner, long until, Promise<Admission> answer) {

  /** Microseconds of real time that it may still wait for a window. */
  long mayWaitMicros() {
    return Math.max(0, TimeUnit.NANOSECONDS.toMicros(until - System.nanoTime()));
  }
}
