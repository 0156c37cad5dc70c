package io.tidemark.tracker.intake;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.tidemark.tracker.cadence.Cadence;
import java.time.Instant;

/**
 * A tenant of tweets.
 *
 * @param id lower-case letters, digits and hyphens
 * @param minEngagement tweets that arrive with less engagement are left out
 * @param rowsDeleted so far, while the zone is being deleted
 */
public record Zone(
    String id,
    String name,
    ZoneStatus status,
    @JsonSerialize(using = ToStringSerializer.class) Cadence cadence,
    Retweets retweets,
    long minEngagement,
    @JsonIgnore long rowsDeleted,
    Instant createdAt) {}
