package io.tidemark.gateway.changes;

import io.tidemark.access.Scope;
import io.tidemark.clock.WorldClock;
import io.tidemark.gateway.access.AccessCheck;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.answers.ApiJson;
import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.contract.Operation;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the changes that are made with the scope {@code admin}: who made which call, what the row
 * was before and is after. A change is recorded before it is made, or it is not made. One whose
 * gateway ended, or whose caller left, in the middle has no status.
 */
public final class ChangeLog {

  private static final Logger log = LoggerFactory.getLogger(ChangeLog.class);

  /** Of a body that is recorded; an import of posts may have megabytes. */
  private static final int MOST_CHARACTERS = 20_000;

  private final Pool pool;
  private final WorldClock clock;

  public ChangeLog(Pool pool, WorldClock clock) {
    this.pool = pool;
    this.clock = clock;
  }

  /** Whether calls of an operation are recorded: those for administrators, and cancellations. */
  public static boolean isRecorded(Operation operation) {
    return !HttpMethod.GET.equals(operation.getHttpMethod())
        && (AccessCheck.scope(operation).equals(Optional.of(Scope.ADMIN))
            || operation.getOperationId().startsWith("cancel"));
  }

  /** A handler that records each call before the given one handles it. */
  public Handler<RoutingContext> recording(String operationId, Handler<RoutingContext> handler) {
    ChangedRow changed = ChangedRow.by(operationId);
    return request ->
        begin(request, operationId, changed)
            .onSuccess(
                id -> {
                  request.addEndHandler(
                      ended -> {
                        // When its caller has left, what becomes of a call is not known here.
                        if (ended.succeeded()) {
                          end(request, id, changed);
                        }
                      });
                  try {
                    handler.handle(request);
                  } catch (RuntimeException problem) {
                    request.fail(problem);
                  }
                })
            .onFailure(request::fail);
  }

  private static final String BEGIN =
      """
      insert into changes (made_at, caller, operation, path, request, before)
      values ($1, $2, $3, $4, $5, $6)
      returning id
      """;

  private Future<Long> begin(
      RoutingContext request, String operationId, @Nullable ChangedRow changed) {
    return row(request, changed)
        .compose(
            before ->
                pool.preparedQuery(BEGIN)
                    .execute(
                        Tuple.of(
                            Times.utc(clock.instant()),
                            Callers.of(request).name(),
                            operationId,
                            request.request().path(),
                            sent(request),
                            before)))
        .map(rows -> rows.iterator().next().getLong("id"));
  }

  private Future<@Nullable JsonObject> row(RoutingContext request, @Nullable ChangedRow changed) {
    return changed == null
        ? Future.succeededFuture()
        : changed.read(pool, request.pathParam(changed.parameter()));
  }

  private static @Nullable JsonObject sent(RoutingContext request) {
    int length = request.body().length();
    if (length <= 0) {
      return null;
    }
    try {
      if (length <= MOST_CHARACTERS) {
        return Redaction.hidden(request.body().asJsonObject());
      }
    } catch (DecodeException | ClassCastException noObject) {
      // An operation without a body was sent one.
    }
    return new JsonObject().put("bytes", length);
  }

  private void end(RoutingContext request, long id, @Nullable ChangedRow changed) {
    int status = request.response().getStatusCode();
    Future<@Nullable JsonObject> after =
        status >= 300
            ? Future.succeededFuture()
            : changed == null ? Future.succeededFuture(answered(request)) : row(request, changed);
    after
        .compose(
            now ->
                pool.preparedQuery("update changes set status = $2, after = $3 where id = $1")
                    .execute(Tuple.of(id, status, now)))
        .onFailure(
            problem ->
                log.atWarn()
                    .addKeyValue("change", id)
                    .addKeyValue("status", status)
                    .addKeyValue("problem", problem.getMessage())
                    .log("The outcome of a change could not be recorded"));
  }

  private static @Nullable JsonObject answered(RoutingContext request) {
    String text = ApiJson.answered(request);
    return text == null || text.length() > MOST_CHARACTERS || !text.startsWith("{")
        ? null
        : Redaction.hidden(new JsonObject(text));
  }
}
