package io.tidemark.simulator.faults;

import io.tidemark.simulator.meter.Platform;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Faults that every platform can have.
 *
 * @param faultyPlatforms the other faults of this record hold on these platforms only; on all when
 *     empty
 * @param latencyMillis real time before each response
 * @param jitterMillis upper bound of an additional delay, drawn for each call
 * @param failRate share of calls answered with 500
 * @param status every call is answered with this status, in the platform's own words
 * @param htmlError 404 with an HTML body
 * @param truncatedBody 200 with JSON that ends in the middle
 * @param hang the call is accepted and never answered
 * @param reset the connection is closed without a response
 * @param requestsPerWindow a limit that counts; X has its documented limits when absent, Graph
 *     counts per account and each part of a batch, and TikTok has a sliding window
 * @param windowSeconds length of that window on the world's clock
 */
public record CommonFaults(
    Set<Platform> faultyPlatforms,
    int latencyMillis,
    int jitterMillis,
    double failRate,
    @Nullable Integer status,
    boolean htmlError,
    boolean truncatedBody,
    boolean hang,
    boolean reset,
    @Nullable Integer requestsPerWindow,
    int windowSeconds) {}
