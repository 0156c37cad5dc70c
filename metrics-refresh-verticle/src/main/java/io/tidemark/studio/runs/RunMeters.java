package io.tidemark.studio.runs;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.runs.RunEnds;
import io.tidemark.runs.RunStatus;
import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.upstream.PostOutcome;

/** Counts results of this process's runs; no label names an account or a workspace. */
final class RunMeters {

  private final MeterRegistry meters;
  private final RunEnds ends;

  RunMeters(MeterRegistry meters) {
    this.meters = meters;
    this.ends = new RunEnds(meters, "studio");
  }

  void ended(RunStatus status) {
    ends.count(status);
  }

  void asked(StudioPlatform platform, PostOutcome<?> outcome) {
    meters
        .counter(
            "tidemark.studio.posts",
            "platform",
            platform.word(),
            "outcome",
            outcome.getClass().getSimpleName())
        .increment();
  }

  /** Counts a pause of an account for a rate limit, met or reported. */
  void paused(StudioPlatform platform) {
    meters.counter("tidemark.studio.pauses", "platform", platform.word()).increment();
  }
}
