package io.tidemark.access;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key of a machine, as far as we know it: its hash stays in the database.
 *
 * @param hint how the key begins, to recognise it by
 * @param expiresAt null when it does not expire
 * @param lastUsedAt to the minute; null when it was never used
 */
public record ApiKey(
    long id,
    String name,
    String hint,
    @JsonIgnore Set<Scope> scopes,
    Tenants zones,
    Tenants workspaces,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt,
    @Nullable Instant lastUsedAt) {

  public ApiKey {
    scopes = Set.copyOf(scopes);
  }

  /**
   * @param now real time
   */
  public boolean worksAt(Instant now) {
    return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
  }

  Caller caller() {
    return new Caller(name, scopes, zones, workspaces);
  }
}
