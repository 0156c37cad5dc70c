package io.tidemark.tracker.intake;

import io.tidemark.tracker.cadence.Cadence;
import java.time.Instant;

/**
 * A tenant of tweets.
 *
 * @param id small letters, digits and hyphens
 */
public record Zone(String id, String name, Cadence cadence, Retweets retweets, Instant createdAt) {}
