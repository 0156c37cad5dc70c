package io.tidemark.gateway.changes;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The row that an operation changes.
 *
 * @param parameter of the path, the value of {@code column}
 */
record ChangedRow(String table, String column, String parameter) {

  private static final Map<String, ChangedRow> BY_OPERATION =
      Map.ofEntries(
          Map.entry("revokeKey", new ChangedRow("api_keys", "id", "keyId")),
          Map.entry("changeZone", new ChangedRow("zones", "id", "zoneId")),
          Map.entry("deleteZone", new ChangedRow("zones", "id", "zoneId")),
          Map.entry("unmapRule", new ChangedRow("twitter_rules", "rule_id", "ruleId")),
          Map.entry("changeDao", new ChangedRow("daos", "slug", "slug")),
          Map.entry("removeDao", new ChangedRow("daos", "slug", "slug")),
          Map.entry(
              "changeStudioWorkspace", new ChangedRow("studio_workspaces", "id", "workspaceId")),
          Map.entry(
              "deleteStudioWorkspace", new ChangedRow("studio_workspaces", "id", "workspaceId")),
          Map.entry("changeStudioAccount", new ChangedRow("studio_accounts", "id", "accountId")),
          Map.entry("deleteStudioAccount", new ChangedRow("studio_accounts", "id", "accountId")),
          Map.entry("changeProfile", new ChangedRow("profiles", "id", "profileId")),
          Map.entry("deleteProfile", new ChangedRow("profiles", "id", "profileId")),
          Map.entry("putHookType", new ChangedRow("hook_types", "slug", "slug")),
          Map.entry("deleteHookType", new ChangedRow("hook_types", "slug", "slug")),
          Map.entry("endPause", new ChangedRow("upstream_pauses", "id", "pauseId")),
          Map.entry("changeJob", new ChangedRow("disabled_jobs", "name", "job")));

  /** Null where an operation creates something, or changes no single row. */
  static @Nullable ChangedRow by(String operationId) {
    return BY_OPERATION.get(operationId);
  }

  /** The row as it is now, without secrets; null when there is none. */
  Future<@Nullable JsonObject> read(SqlClient client, String value) {
    return client
        .preparedQuery(
            "select to_jsonb(t) as row from %s t where t.%s::text = $1".formatted(table, column))
        .execute(Tuple.of(value))
        .map(
            rows ->
                rows.size() == 0
                    ? null
                    : Redaction.hidden(rows.iterator().next().getJsonObject("row")));
  }
}
