package io.tidemark.jobs;

import java.time.Instant;

/** What becomes of a claimed job. */
public sealed interface JobResult {

  /** The job is over and is never due again. */
  record Done() implements JobResult {}

  /**
   * The job is due again.
   *
   * @param at in the past for at once
   */
  record RetryAt(Instant at, String reason) implements JobResult {}

  /** The job is unfinished and is due as before: the process stops. */
  record Released() implements JobResult {}
}
