package io.tidemark.contract;

import java.time.Instant;
import java.util.Objects;

/** What pods tell each other over the event bus. Every one of them may be lost. */
public sealed interface Message {

  /**
   * A timer was created or moved; whoever sleeps past it should wake.
   *
   * @param dueAt by the world's clock
   */
  record Nudge(Instant dueAt) implements Message {
    public Nudge {
      Objects.requireNonNull(dueAt, "a nudge without a due time");
    }
  }
}
