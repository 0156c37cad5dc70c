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

  /**
   * A window of a credential is nearly used up.
   *
   * @param credential a short hash of it
   * @param at by the world's clock
   */
  record BudgetWarning(
      String upstream, String credential, String window, String unit, double percentage, Instant at)
      implements Message {
    public BudgetWarning {
      Objects.requireNonNull(upstream, "a warning without an upstream");
      Objects.requireNonNull(at, "a warning without a time");
    }
  }
}
