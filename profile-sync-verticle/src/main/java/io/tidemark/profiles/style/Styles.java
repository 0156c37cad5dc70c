package io.tidemark.profiles.style;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stores the style of authors in {@code profiles.style}, and reads the posts it is from. */
public final class Styles {

  private Styles() {}

  private static final String LATEST =
      """
      select content as text, hook_type, posted_at
      from viral_posts_bank
      where author_id = $1
      order by posted_at desc nulls last, id desc
      limit $2
      """;

  /** The latest posts of an author, {@link Style#POSTS} at most. */
  public static Future<List<StyledPost>> latest(SqlConnection connection, long profileId) {
    return connection
        .preparedQuery(LATEST)
        .execute(Tuple.of(profileId, Style.POSTS))
        .map(rows -> rows.stream().map(Styles::post).toList());
  }

  private static StyledPost post(Row row) {
    return new StyledPost(
        row.getString("text"), row.getString("hook_type"), Times.instantOrNull(row, "posted_at"));
  }

  /**
   * The stored style of an author.
   *
   * @param figures {@link Style#toJson()}; null before the first sync, as the time
   */
  public record StoredStyle(
      @JsonProperty("style") @Nullable JsonObject figures,
      @JsonProperty("style_at") @Nullable Instant at) {}

  private static final String KNOWN =
      """
      select style, style_at
      from profiles
      where id = $1
        and style is not null
      """;

  /**
   * @return empty before the first sync
   */
  public static Future<Optional<StoredStyle>> find(Pool pool, long profileId) {
    return pool.preparedQuery(KNOWN)
        .execute(Tuple.of(profileId))
        .map(
            rows ->
                rows.stream()
                    .map(
                        row ->
                            new StoredStyle(
                                row.getJsonObject("style"), Times.instant(row, "style_at")))
                    .findFirst());
  }

  private static final String SAVE =
      """
      update profiles
      set style = $2,
          style_at = $3
      where id = $1
      """;

  /** Replaces the stored style of an author. */
  public static Future<Void> save(
      SqlConnection connection, long profileId, Style style, Instant now) {
    JsonObject json = style.toJson();
    return connection
        .preparedQuery(SAVE)
        .execute(Tuple.of(profileId, json, Times.utc(now)))
        .mapEmpty();
  }
}
