package io.tidemark.processes;

import java.time.OffsetDateTime;

/**
 * What a probe sees of a process.
 *
 * @param gone it was declared dead or has left, which is final for the row
 * @param locked whether a session holds the lock of its id
 */
record ProcessState(LockedRow row, boolean gone, boolean locked) {

  /**
   * The row of a process that took the lock of its id.
   *
   * @param since tells one session of the process from the next
   */
  record LockedRow(int id, OffsetDateTime since) {}
}
