package io.tidemark.studio.accounts;

import java.time.Instant;

/** A tenant of the studio. */
public record Workspace(String id, String name, Instant createdAt) {}
