package io.tidemark.simulator.endpoint;

import java.time.Instant;

/**
 * Where a caller stands in the current window.
 *
 * @param exceeded this call is one too many
 */
public record RateWindow(int limit, int remaining, Instant resetsAt, boolean exceeded) {}
