package io.tidemark.simulator.faults;

import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What values of faults are accepted. Each message begins with the name of the fault. */
final class FaultRules {

  private FaultRules() {}

  static void share(String name, double value) {
    check(value >= 0 && value <= 1, name, "must be between 0 and 1, not " + value);
  }

  static void atLeast(String name, @Nullable Integer value, int least) {
    check(value == null || value >= least, name, "must be at least " + least + ", not " + value);
  }

  static <T> Set<T> set(String name, Set<T> values) {
    check(values.stream().noneMatch(Objects::isNull), name, "must not contain null");
    return Set.copyOf(values);
  }

  static void check(boolean accepted, String name, String sentence) {
    if (!accepted) {
      throw new IllegalArgumentException(name + " " + sentence);
    }
  }
}
