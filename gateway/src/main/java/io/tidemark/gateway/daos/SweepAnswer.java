package io.tidemark.gateway.daos;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tidemark.tracker.sweeps.SyncStatus.Report;
import java.time.Duration;
import java.time.Instant;

/** A sweep with its duration. */
record SweepAnswer(@JsonUnwrapped Report report, long durationMs) {

  /**
   * @param now end of the duration of a sweep that has not ended
   */
  static SweepAnswer of(Report report, Instant now) {
    var sweep = report.sweep();
    Instant end = sweep.finishedAt() == null ? now : sweep.finishedAt();
    return new SweepAnswer(
        report, Math.max(0, Duration.between(sweep.startedAt(), end).toMillis()));
  }
}
