package io.tidemark.gateway.requests;

import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
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

  private Paging() {}

  /** The most entries of a page. */
  public static int limit(RoutingContext request, int otherwise) {
    return Parameters.number(request, "limit", otherwise);
  }

  /**
   * @return the position of the last entry of the page before; null on the first page
   * @throws Problem when the cursor is invalid
   */
  public static @Nullable String cursor(RoutingContext request) {
    String cursor = Parameters.query(request, "cursor");
    if (cursor == null) {
      return null;
    }
    try {
      byte[] decoded = Base64.getUrlDecoder().decode(cursor);
      String after = new String(decoded, StandardCharsets.UTF_8);
      if (after.indexOf('\0') >= 0) { // no text of ours, nor of PostgreSQL's
        throw badCursor();
      }
      return after;
    } catch (IllegalArgumentException notOurs) {
      throw badCursor();
    }
  }

  /** The cursor as the id of the last row; 0 on the first page. */
  public static long number(@Nullable String cursor) {
    try {
      return cursor == null ? 0 : Long.parseLong(cursor);
    } catch (NumberFormatException notOurs) {
      throw badCursor();
    }
  }

  /** 400: the cursor is none of ours. */
  public static Problem badCursor() {
    return Problem.of(Type.INVALID_REQUEST, "cursor must be the next_cursor of the page before.");
  }

  /**
   * The answer of a page: its entries, and the cursor of the next page, which is null after a page
   * that is not full.
   *
   * @param position of an entry, which {@link #cursor} returns for the next page
   */
  public static <T> JsonObject page(
      String name, List<T> page, int limit, Function<T, String> position) {
    String next =
        page.size() < limit
            ? null
            : Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(position.apply(page.getLast()).getBytes(StandardCharsets.UTF_8));
    return new JsonObject().put(name, page).put("next_cursor", next);
  }

  /** A place in a list that is in the order of a time and an id. */
  public record Position(Instant time, long id) {

    /**
     * @param separator between the two
     * @throws Problem when the cursor is invalid
     */
    public static Position of(String cursor, String separator) {
      String[] parts = cursor.split(separator, -1);
      try {
        Instant time = Instant.parse(parts[0]);
        if (parts.length == 2 && !time.isBefore(Instant.EPOCH) && !time.isAfter(Parameters.NEVER)) {
          return new Position(time, number(parts[1]));
        }
      } catch (DateTimeException notOurs) {
        throw badCursor();
      }
      throw badCursor();
    }
  }
}
