package io.tidemark.access;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;

/**
 * Takes tenants that end out of the keys that are limited to them, so that no key of before opens a
 * tenant that is given the same id later. A key that is left with no tenant at all is revoked.
 */
public final class KeyRevocation {

  private KeyRevocation() {}

  // A webhook's key keeps its one zone, which the table demands of it; it is revoked.
  private static final String ZONE =
      """
      update api_keys
      set zones = case when 'webhook' = any (scopes) then zones else array_remove(zones, $1) end,
          revoked_at = case
            when 'webhook' = any (scopes)
              or (zones = array[$1] and cardinality(workspaces) = 0)
            then coalesce(revoked_at, greatest(clock_timestamp(), created_at))
            else revoked_at end
      where $1 = any (zones)
      """;

  /** In the transaction that ends the zone. */
  public static Future<Void> ofZone(SqlClient transaction, String zone) {
    return transaction.preparedQuery(ZONE).execute(Tuple.of(zone)).mapEmpty();
  }

  private static final String WORKSPACE =
      """
      update api_keys
      set workspaces = array_remove(workspaces, $1),
          revoked_at = case
            when workspaces = array[$1] and cardinality(zones) = 0
            then coalesce(revoked_at, greatest(clock_timestamp(), created_at))
            else revoked_at end
      where $1 = any (workspaces)
      """;

  /** In the transaction that ends the workspace. */
  public static Future<Void> ofWorkspace(SqlClient transaction, String workspace) {
    return transaction.preparedQuery(WORKSPACE).execute(Tuple.of(workspace)).mapEmpty();
  }
}
