package io.tidemark.settings;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;

/** Refuses values with one sentence that names the environment variable. */
final class Checks {

  private Checks() {}

  static void between(String name, long value, long from, long to) {
    if (value < from || value > to) {
      throw new BadSetting("%s must be from %d to %d, not %d.".formatted(name, from, to, value));
    }
  }

  static void between(String name, Duration value, Duration from, Duration to) {
    if (value.compareTo(from) < 0 || value.compareTo(to) > 0) {
      throw new BadSetting(
          "%s must be from %d ms to %d ms, not %d ms."
              .formatted(name, from.toMillis(), to.toMillis(), value.toMillis()));
    }
  }

  static void between(String name, double value, int to) {
    if (!(value >= 0 && value <= to)) {
      throw new BadSetting("%s must be from 0 to %d, not %s.".formatted(name, to, value));
    }
  }

  static BadSetting bad(String name, String expected, String given) {
    return new BadSetting("%s must be %s, not \"%s\".".formatted(name, expected, given));
  }

  static void matches(Pattern form, String name, String expected, String given) {
    if (!form.matcher(given).matches()) {
      throw bad(name, expected, given);
    }
  }

  /** Zero says that it never happens. */
  static void interval(String name, Duration value, Duration from, Duration to) {
    if (!value.isZero()) {
      between(name, value, from, to);
    }
  }

  static void atLeast(String name, String unit, long value, long minimum) {
    if (value < minimum) {
      throw new BadSetting(
          "%s must be at least %d %s, not %d.".formatted(name, minimum, unit, value));
    }
  }

  static int bytes(String secret) {
    return secret.getBytes(StandardCharsets.UTF_8).length;
  }

  static void positive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new BadSetting("%s must be longer than nothing.".formatted(name));
    }
  }
}
