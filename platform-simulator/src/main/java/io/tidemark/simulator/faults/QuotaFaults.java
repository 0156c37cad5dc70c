package io.tidemark.simulator.faults;

import org.jspecify.annotations.Nullable;

/**
 * Faults of limits, quotas and the headers that announce them.
 *
 * @param retryAfterSeconds goes with a 429: {@code Retry-After} at twitterapi.io, {@code
 *     x-rate-limit-reset} at X (which has no {@code Retry-After})
 * @param minimumIntervalMillis twitterapi.io's QPS limit on the world's clock
 * @param monthlyCapReached X: 429 UsageCapExceeded, while the rate limit headers look healthy;
 *     LinkedIn: the quota of the month is used up
 * @param creditsDepleted 402
 * @param oddReset what stands in {@code x-rate-limit-reset} at X and in the {@code Retry-After} of
 *     a 429 at twitterapi.io, in place of a time
 */
public record QuotaFaults(
    @Nullable Integer retryAfterSeconds,
    @Nullable Integer minimumIntervalMillis,
    boolean monthlyCapReached,
    boolean creditsDepleted,
    @Nullable OddReset oddReset) {}
