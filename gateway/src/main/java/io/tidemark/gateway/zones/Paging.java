package io.tidemark.gateway.zones;

import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatedRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Pages by cursor: each begins after the last row of the previous one, also while rows are added.
 */
public final class Paging {

  public static final int DEFAULT_LIMIT = 50;

  /** Later than any stored time; Java's latest time is beyond PostgreSQL's. */
  public static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

  private Paging() {}

  public static ValidatedRequest validated(RoutingContext request) {
    return request.get(RouterBuilder.KEY_META_DATA_VALIDATED_REQUEST);
  }

  public static int limit(RoutingContext request, int otherwise) {
    RequestParameter limit = validated(request).getQuery().get("limit");
    return limit == null || limit.isNull() ? otherwise : limit.getInteger();
  }

  /**
   * @return the position passed to {@link #next}; null on the first page
   * @throws Problem when the cursor is invalid
   */
  public static @Nullable String cursor(RoutingContext request) {
    RequestParameter cursor = validated(request).getQuery().get("cursor");
    if (cursor == null || cursor.isNull()) {
      return null;
    }
    try {
      byte[] decoded = Base64.getUrlDecoder().decode(cursor.getString());
      String after = new String(decoded, StandardCharsets.UTF_8);
      if (after.indexOf('\0') >= 0) { // no text of ours, nor of PostgreSQL's
        throw badCursor();
      }
      return after;
    } catch (IllegalArgumentException notOurs) {
      throw badCursor();
    }
  }

  /** An optional query parameter. */
  public static @Nullable String query(RoutingContext request, String name) {
    RequestParameter value = validated(request).getQuery().get(name);
    return value == null || value.isNull() ? null : value.getString();
  }

  /** The cursor as the id of the last row; 0 on the first page. */
  public static long number(@Nullable String cursor) {
    try {
      return cursor == null ? 0 : Long.parseLong(cursor);
    } catch (NumberFormatException notOurs) {
      throw badCursor();
    }
  }

  public static Problem badCursor() {
    return Problem.of(Type.INVALID_REQUEST, "cursor must be the next_cursor of the page before.");
  }

  /** The answer of a page: its entries and the cursor of the next page. */
  public static <T> JsonObject page(
      String name, List<T> page, int limit, Function<T, String> last, Function<T, ?> entry) {
    return new JsonObject()
        .put(name, page.stream().map(entry).toList())
        .put("next_cursor", next(page, limit, last));
  }

  /** The cursor of the next page; null after a page that is not full. */
  public static <T> @Nullable String next(List<T> page, int limit, Function<T, String> last) {
    return page.size() < limit
        ? null
        : Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(last.apply(page.getLast()).getBytes(StandardCharsets.UTF_8));
  }
}
