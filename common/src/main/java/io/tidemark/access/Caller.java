package io.tidemark.access;

import java.util.Set;

/**
 * Who calls, and what they may do.
 *
 * @param name for the log
 */
public record Caller(String name, Set<Scope> scopes, Tenants zones, Tenants workspaces) {

  /** Whoever has TIDEMARK_ADMIN_KEY. */
  public static final Caller OPERATOR =
      new Caller("operator", Set.of(Scope.ADMIN), Tenants.ALL, Tenants.ALL);

  /** Whoever comes without a key where reads are open. */
  public static final Caller ANYBODY =
      new Caller("anybody", Set.of(Scope.READ), Tenants.ALL, Tenants.ALL);

  public Caller {
    scopes = Set.copyOf(scopes);
  }

  public boolean may(Scope scope) {
    return scopes.stream().anyMatch(own -> own.includes(scope));
  }
}
