package io.tidemark.access;

import java.util.Set;

/**
 * An authenticated caller: its name, scopes and the tenants it may see.
 *
 * @param name of the key or the user, for logs
 */
public record Caller(String name, Set<Scope> scopes, Tenants zones, Tenants workspaces) {

  /** The holder of TIDEMARK_ADMIN_KEY. */
  public static final Caller OPERATOR =
      new Caller("operator", Set.of(Scope.ADMIN), Tenants.ALL, Tenants.ALL);

  /** A caller without a key where reads are open. */
  public static final Caller ANYBODY =
      new Caller("anybody", Set.of(Scope.READ), Tenants.ALL, Tenants.ALL);

  public Caller {
    scopes = Set.copyOf(scopes);
  }

  /** Whether one of its scopes is, or includes, the given one. */
  public boolean may(Scope scope) {
    return scopes.stream().anyMatch(own -> own.includes(scope));
  }
}
