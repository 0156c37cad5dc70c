package io.tidemark.runs;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Counts how the runs of one kind end on this process; each way is counted from 0. */
public final class RunEnds {

  private static final Set<RunStatus> ENDS =
      EnumSet.of(
          RunStatus.COMPLETED,
          RunStatus.PARTIAL,
          RunStatus.FAILED,
          RunStatus.BUDGET_EXHAUSTED,
          RunStatus.CANCELLED);

  private final Map<RunStatus, Counter> counters = new EnumMap<>(RunStatus.class);

  /**
   * @param kind the label of the kind
   */
  public RunEnds(MeterRegistry meters, String kind) {
    ENDS.forEach(
        status ->
            counters.put(
                status,
                meters.counter("tidemark.runs.ended", "kind", kind, "status", status.word())));
  }

  /** Counts a run that ended so. */
  public void count(RunStatus status) {
    Counter counter = counters.get(status);
    if (counter == null) {
      throw new IllegalArgumentException(status + " is no end");
    }
    counter.increment();
  }
}
