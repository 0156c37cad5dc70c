package io.tidemark.budget;

import java.time.Instant;

/** Whether a call may be made. */
public sealed interface Admission {

  /** It may, and is paid for; {@link Budget#settle} gives back what it did not spend. */
  record Admitted(Reservation reservation) implements Admission {}

  /**
   * It may not.
   *
   * @param at when all windows would admit it, as far as is known; by the world's clock
   */
  record Denied(Instant at, String why) implements Admission {}
}
