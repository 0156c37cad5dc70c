package io.tidemark.simulator.faults;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Faults of what successful responses contain.
 *
 * @param omitRate share of found tweets or posts that are silently left out
 * @param omitIds tweets or posts that are silently left out
 * @param sparseAnswers share of calls whose responses leave out all but about a tenth of what was
 *     found
 * @param poisonIds ids that make the whole call fail with 400
 * @param unavailableIds X: a transient entry among the errors instead of data; Graph: a transient
 *     error
 * @param nullElement twitterapi.io: a null among the tweets; Graph: the first part of every batch
 *     is null
 * @param foreignIds twitterapi.io, X: share of tweets returned under an id that was not requested
 * @param repeatedIds twitterapi.io, X: share of tweets returned twice in one response, the second
 *     time with a tenth of their counters
 * @param repeatingCursor a cursor returns the first page again
 * @param nullCounters counters that are sometimes missing are: {@code viewCount} null, X without
 *     bookmarks and impressions, Instagram without {@code views} and {@code like_count}, Facebook
 *     without {@code post_clicks}
 * @param counterDips share of tweets or posts with one counter a little below its true value
 * @param zeroCounters share of tweets or posts whose counters are all zero
 * @param oddCounter twitterapi.io, X and webhook deliveries: the likes are written like this
 * @param oddCounterRate share of the tweets that have {@code oddCounter}
 */
public record ContentFaults(
    double omitRate,
    Set<String> omitIds,
    double sparseAnswers,
    Set<String> poisonIds,
    Set<String> unavailableIds,
    boolean nullElement,
    double foreignIds,
    double repeatedIds,
    boolean repeatingCursor,
    boolean nullCounters,
    double counterDips,
    double zeroCounters,
    @Nullable OddCounter oddCounter,
    double oddCounterRate) {}
