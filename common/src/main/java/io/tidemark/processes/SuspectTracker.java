package io.tidemark.processes;

import io.tidemark.processes.ProcessRegistry.LockedRow;
import io.tidemark.processes.ProcessRegistry.ProcessState;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Remembers whose session lock was missing at the last probe. A process is dead when its lock is
 * missing at two probes in a row: a reconnecting process takes it again in between.
 */
final class SuspectTracker {

  /** Two probes that are closer together, because one was late, count as one. */
  static final Duration MIN_ABSENCE = Duration.ofMillis(200);

  private Map<LockedRow, Long> missingSince = Map.of();

  /**
   * @return those to declare dead; not one that reconnected and lost its session again in between
   */
  List<LockedRow> deadAfter(List<ProcessState> states, long nanoTime) {
    Map<LockedRow, Long> missing = new HashMap<>();
    for (ProcessState state : states) {
      if (!state.gone() && !state.locked()) {
        missing.put(state.row(), missingSince.getOrDefault(state.row(), nanoTime));
      }
    }
    missingSince = missing;
    return missing.entrySet().stream()
        .filter(entry -> nanoTime - entry.getValue() >= MIN_ABSENCE.toNanos())
        .map(Map.Entry::getKey)
        .toList();
  }
}
