package io.tidemark.simulator.tweets;

import java.time.Instant;

/** A generated account. */
public record Author(
    String id,
    String userName,
    String name,
    String bio,
    int followers,
    int following,
    boolean blueVerified,
    Instant createdAt) {}
