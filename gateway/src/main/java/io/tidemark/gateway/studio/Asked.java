package io.tidemark.gateway.studio;

import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.zones.Paging;
import io.tidemark.studio.accounts.Workspaces;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.validation.RequestParameter;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of studio requests: workspaces, ids, times. */
final class Asked {

  private Asked() {}

  /**
   * The workspace of the path.
   *
   * @return fails with a {@link Problem} when there is none
   */
  static Future<String> workspace(RoutingContext request, Workspaces workspaces) {
    String id =
        Callers.workspace(
            request, Paging.validated(request).getPathParameters().get("workspaceId").getString());
    return workspaces
        .exists(id)
        .compose(
            exists ->
                exists ? Future.succeededFuture(id) : Future.failedFuture(Callers.noWorkspace(id)));
  }

  static long id(RoutingContext request, String name) {
    return Paging.validated(request).getPathParameters().get(name).getLong();
  }

  static int number(RoutingContext request, String name, int otherwise) {
    RequestParameter value = Paging.validated(request).getQuery().get(name);
    return value == null || value.isNull() ? otherwise : value.getInteger();
  }

  static boolean flag(RoutingContext request, String name, boolean otherwise) {
    RequestParameter value = Paging.validated(request).getQuery().get(name);
    return value == null || value.isNull() ? otherwise : value.getBoolean();
  }

  /**
   * @throws Problem when it is no time
   */
  static @Nullable Instant time(String field, @Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      Instant time = Instant.parse(text);
      if (time.isAfter(Instant.EPOCH) && time.isBefore(Paging.NEVER)) {
        return time;
      }
    } catch (DateTimeException unreadable) {
      throw noTime(field);
    }
    throw noTime(field);
  }

  private static Problem noTime(String field) {
    return Problem.of(
        Type.INVALID_REQUEST, field + " must be a time such as 2030-01-31T12:00:00Z.");
  }

  static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}
