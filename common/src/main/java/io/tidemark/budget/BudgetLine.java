package io.tidemark.budget;

import java.time.Instant;

/**
 * How one window of one credential stands.
 *
 * @param credential a short hash of it
 * @param window {@code spacing}, a length such as {@code 15m}, {@code day} or {@code month}; what
 *     the platform says of its own begins with {@link #SAID}
 * @param tenant whose part of the limit this is; empty for the limit itself
 * @param used of money, in micro-dollars; of a day or month, what is spent or lost for it
 * @param resetsAt when a day or month ends; of a sliding window, when all that is used now is free
 */
public record BudgetLine(
    String upstream,
    String credential,
    String window,
    Unit unit,
    String tenant,
    long used,
    long limit,
    double percentage,
    Instant resetsAt) {

  static final String SAID = "reported:";
}
