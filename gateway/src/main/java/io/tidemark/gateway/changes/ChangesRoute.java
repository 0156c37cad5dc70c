package io.tidemark.gateway.changes;

import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.answers.ApiJson;
import io.tidemark.gateway.requests.Paging;
import io.tidemark.gateway.requests.Parameters;
import io.tidemark.postgres.Times;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /api/changes}: what was changed over HTTP, the latest first. */
public final class ChangesRoute {

  private final Pool pool;

  public ChangesRoute(Pool pool) {
    this.pool = pool;
  }

  private record Change(
      long id,
      Instant madeAt,
      String caller,
      String operation,
      String path,
      @Nullable JsonObject request,
      @Nullable Integer status,
      @Nullable JsonObject before,
      @Nullable JsonObject after) {

    static Change of(Row row) {
      return new Change(
          row.getLong("id"),
          Times.instant(row, "made_at"),
          row.getString("caller"),
          row.getString("operation"),
          row.getString("path"),
          row.getJsonObject("request"),
          row.getInteger("status"),
          row.getJsonObject("before"),
          row.getJsonObject("after"));
    }
  }

  private static final String READ =
      """
      select *
      from changes
      where id < $1
        and ($2::text is null or operation = $2)
        and ($3::text is null or caller = $3)
        and ($4::text is null or path = $4)
      order by id desc
      limit $5
      """;

  public void list(RoutingContext request) {
    Callers.mustSeeAllZones(request);
    Callers.mustSeeAllWorkspaces(request);
    int limit = Paging.limit(request, Paging.DEFAULT_LIMIT);
    long before = Paging.number(Paging.cursor(request));
    ApiJson.respond(
        request,
        pool.preparedQuery(READ)
            .mapping(Change::of)
            .execute(
                Tuple.of(
                    before == 0 ? Long.MAX_VALUE : before,
                    Parameters.query(request, "operation"),
                    Parameters.query(request, "caller"),
                    Parameters.query(request, "path"),
                    limit))
            .map(
                rows -> {
                  List<Change> page = rows.stream().toList();
                  return Paging.page("changes", page, limit, row -> Long.toString(row.id()));
                }));
  }
}
