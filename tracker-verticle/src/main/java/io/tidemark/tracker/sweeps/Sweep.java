package io.tidemark.tracker.sweeps;

import io.tidemark.runs.RunState;
import io.tidemark.runs.RunStatus;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One sweep over all DAOs, or over a single one.
 *
 * @param daoSlug the only DAO it covers; null when it covers all
 * @param windowStart tweets since then are swept
 * @param waitingUntil when it goes on; null unless it waits
 * @param message how it ended; null while it has not
 * @param batchFrom the requests that it had used when its batch of requests began
 */
public record Sweep(
    long id,
    Trigger trigger,
    @Nullable String daoSlug,
    RunStatus status,
    Instant windowStart,
    Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Instant waitingUntil,
    @Nullable String waitingReason,
    @Nullable String message,
    int requestsUsed,
    int batchFrom)
    implements RunState {

  /** Sweeps are of no workspace. */
  @Override
  public @Nullable String workspace() {
    return null;
  }

  /** Who wanted it. */
  public enum Trigger {
    SCHEDULED,
    MANUAL;

    /** As the database and the interface write it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
