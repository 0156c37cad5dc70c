package io.tidemark.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a key may be used for. */
public enum Scope {
  READ,
  /** Have a platform asked for a tweet's counters now. */
  REFRESH,
  /** Run what is due. */
  TRIGGER,
  /** Manage zones, rules and keys; goes with all of the above. */
  ADMIN,
  /** Deliver tweets of one zone. Such a key stands in the path of a webhook and opens nothing else. */
  WEBHOOK;

  public static Optional<Scope> of(String word) {
    return Arrays.stream(values()).filter(scope -> scope.word().equals(word)).findFirst();
  }

  /** The word in tables, tokens and the contract. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean includes(Scope other) {
    return this == other || (this == ADMIN && other != WEBHOOK);
  }
}
