package io.tidemark.runs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What runs of all kinds have in common for callers who follow one. */
public interface RunState {

  long id();

  RunStatus status();

  /** The workspace that it covers; null for all, or where the kind has none. */
  @Nullable String workspace();

  /** Null while the run is unfinished. */
  @Nullable Instant finishedAt();

  /** When an unfinished run goes on; null unless it waits. */
  @Nullable Instant waitingUntil();

  default boolean isUnfinished() {
    return finishedAt() == null;
  }

  /** Whether it has ended or waits, so that following it closely has no use. */
  default boolean isSettled() {
    return !isUnfinished() || waitingUntil() != null;
  }
}
