package io.tidemark.simulator.faults;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What values of faults are accepted. Each message begins with the name of the fault. */
final class FaultRules {

  private static final Set<String> AT_LEAST_ONE =
      Set.of("windowSeconds", "minimumIntervalMillis", "graphMostParts");

  private FaultRules() {}

  /**
   * Checks a value: a share is between 0 and 1, a number is not negative, and a set holds no null.
   *
   * @return the value; an immutable copy of a set
   * @throws IllegalArgumentException when it is not accepted
   */
  static @Nullable Object checked(String fault, @Nullable Object value) {
    if (value instanceof Double share) {
      check(share >= 0 && share <= 1, fault, "must be between 0 and 1, not " + share);
    } else if (value instanceof Integer status && fault.equals("status")) {
      boolean isFailure = List.of(400, 401, 402, 403, 404, 429).contains(status);
      check(
          isFailure || status >= 500 && status <= 599,
          fault,
          "must be 400 to 404, 429 or 5xx, not " + status);
    } else if (value instanceof Integer number) {
      int least = AT_LEAST_ONE.contains(fault) ? 1 : 0;
      check(number >= least, fault, "must be at least " + least + ", not " + number);
    } else if (value instanceof Set<?> values) {
      check(values.stream().noneMatch(Objects::isNull), fault, "must not contain null");
      return Set.copyOf(values);
    }
    return value;
  }

  private static void check(boolean accepted, String fault, String sentence) {
    if (!accepted) {
      throw new IllegalArgumentException(fault + " " + sentence);
    }
  }
}
