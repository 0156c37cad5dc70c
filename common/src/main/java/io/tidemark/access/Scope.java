package io.tidemark.access;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a caller may do. */
public enum Scope {
  READ,
  REFRESH,
  TRIGGER,
  /** Manages its tenants, and with it all that callers of its tenants may do. */
  ADMIN,
  /**
   * Delivers to the webhook of one zone. A key of this scope stands in a path, where logs of others
   * may show it, so it goes with no other scope and no other scope includes it.
   */
  WEBHOOK;

  /** As it stands in contracts, tokens and the database. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The scope of a {@link #word}; empty for other words. */
  public static Optional<Scope> of(String word) {
    return Stream.of(values()).filter(scope -> scope.word().equals(word)).findFirst();
  }

  /** Whether a caller with this scope may do what needs the other. */
  public boolean includes(Scope other) {
    return this == other || (this == ADMIN && other != WEBHOOK);
  }
}
