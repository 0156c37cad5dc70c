package io.tidemark.tracker.sweeps;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidemark.runs.RunState;
import io.tidemark.runs.RunStatus;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One sweep over all DAOs, or over a single one.
 *
 * @param daoSlug the only DAO it covers; null when it covers all
 * @param windowStart tweets created since then are swept
 * @param waitingUntil when it continues; null unless it is waiting
 * @param message how it ended; null until it has ended
 * @param batchFrom the value of {@code requestsUsed} when the current batch of requests began
 */
public record Sweep(
    @JsonProperty("cycle_id") long id,
    Trigger trigger,
    @JsonProperty("dao") @Nullable String daoSlug,
    RunStatus status,
    @JsonIgnore Instant windowStart,
    Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Instant waitingUntil,
    @Nullable String waitingReason,
    @Nullable String message,
    int requestsUsed,
    @JsonIgnore int batchFrom)
    implements RunState {

  /** Always null: sweeps belong to no workspace. */
  @Override
  public @Nullable String workspace() {
    return null;
  }

  /** What started it. */
  public enum Trigger {
    SCHEDULED,
    MANUAL;

    /** The word in the database and in the HTTP API. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
