package io.tidemark.simulator.endpoint;

import java.time.Instant;

/**
 * The state of a rate limit window after a request.
 *
 * @param exceeded whether this request exceeds the limit
 */
public record RateWindow(int limit, int remaining, Instant resetsAt, boolean exceeded) {}
