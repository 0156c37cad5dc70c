package io.tidemark.studio.accounts;

import java.time.Instant;

/**
 * A tenant of the studio.
 *
 * @param status active, or paused: then it takes part in no run
 */
public record Workspace(String id, String name, String status, Instant createdAt) {}
