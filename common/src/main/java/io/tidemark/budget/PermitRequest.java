package io.tidemark.budget;

import io.vertx.core.Promise;
import java.util.concurrent.TimeUnit;

/**
 * Somebody who waits to be admitted.
 *
 * @param quotaOwner whose part of the limits pays
 * @param until nanoseconds by the system's timer: so long it may wait for a window
 */
record PermitRequest(Cost cost, String quotaOwner, long until, Promise<Admission> answer) {

  /** Microseconds of real time that it may still wait. */
  long patience() {
    return Math.max(0, TimeUnit.NANOSECONDS.toMicros(until - System.nanoTime()));
  }
}
