package io.tidemark.budget;

import java.util.Locale;

/** What a limit counts. Money is in micro-dollars. */
public enum Unit {
  REQUESTS,
  ITEMS,
  MONEY;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
