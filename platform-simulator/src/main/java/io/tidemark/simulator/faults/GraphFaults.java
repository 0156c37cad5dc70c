package io.tidemark.simulator.faults;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Faults of the Graph API.
 *
 * @param graphError every call is refused like this
 * @param nullIds a part of a batch about one of these ids is answered null, as on a timeout
 * @param appUsagePercent sends {@code x-app-usage}; from 100 on every call is refused
 * @param businessUsagePercent sends {@code x-business-use-case-usage} for the calling account; from
 *     100 on its calls are refused
 * @param regainAccessMinutes goes with {@code businessUsagePercent}
 * @param otherUsePercent {@code x-business-use-case-usage} also lists another use of the business,
 *     of which so much is used
 * @param facebookInsightsHours interval at which insights of page posts are recomputed; 0 for
 *     always
 * @param graphMostParts a batch of more parts is refused with code 1, "reduce the amount of data"
 */
public record GraphFaults(
    @Nullable GraphErrorKind graphError,
    Set<String> nullIds,
    @Nullable Integer appUsagePercent,
    @Nullable Integer businessUsagePercent,
    int regainAccessMinutes,
    @Nullable Integer otherUsePercent,
    int facebookInsightsHours,
    @Nullable Integer graphMostParts) {}
