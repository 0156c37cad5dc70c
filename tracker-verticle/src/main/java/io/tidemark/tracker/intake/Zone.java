package io.tidemark.tracker.intake;

import io.tidemark.tracker.cadence.Cadence;
import java.time.Instant;

/**
 * A tenant of tweets.
 *
 * @param id small letters, digits and hyphens
 * @param minEngagement of a tweet that is taken in
 * @param rowsDeleted so far, while the zone is being deleted
 */
public record Zone(
    String id,
    String name,
    ZoneStatus status,
    Cadence cadence,
    Retweets retweets,
    long minEngagement,
    long rowsDeleted,
    Instant createdAt) {}
