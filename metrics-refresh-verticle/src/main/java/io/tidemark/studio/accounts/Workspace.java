package io.tidemark.studio.accounts;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;

/**
 * A tenant of the studio.
 *
 * @param status active, paused (runs skip it) or deleting
 * @param rowsDeleted so far, while it is being deleted
 */
public record Workspace(
    String id, String name, String status, @JsonIgnore long rowsDeleted, Instant createdAt) {}
