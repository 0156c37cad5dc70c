package io.tidemark.simulator.door;

import java.time.Duration;

/**
 * So many requests per window.
 *
 * @param counter what is counted together: an endpoint, or a whole account
 */
public record Allowance(String counter, int requests, Duration length) {}
