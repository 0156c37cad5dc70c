package io.tidemark.tracker.cadence;

import io.tidemark.tracker.tweets.Counters;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of a tweet before the poll.
 *
 * @param counters the last known counters
 * @param movedSincePoll whether a snapshot between the last poll and this one showed movement
 * @param absentSince when it was first left out of an answer; null when the last answer contained
 *     it
 * @param roundAt when the round was due; later than the poll if the round was triggered early
 */
public record BeforePoll(
    Instant createdAt,
    Instant arrivedAt,
    Counters counters,
    boolean movedSincePoll,
    @Nullable Instant absentSince,
    Instant roundAt) {}
