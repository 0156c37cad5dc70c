package io.tidemark.profiles.hooks;

import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;

/** The table hook_types. */
public final class HookTypes {

  private final Pool pool;

  public HookTypes(Pool pool) {
    this.pool = pool;
  }

  private static final String LIST =
      """
      select slug, name, description, examples
      from hook_types
      order by slug
      """;

  /** All types in the order of their slugs. */
  public Future<List<HookType>> list() {
    return pool.preparedQuery(LIST)
        .mapping(HookTypes::type)
        .execute()
        .map(rows -> rows.stream().toList());
  }

  private static HookType type(Row row) {
    return new HookType(
        row.getString("slug"),
        row.getString("name"),
        row.getString("description"),
        List.of(row.getArrayOfStrings("examples")));
  }

  private static final String PUT =
      """
      insert into hook_types (slug, name, description, examples, updated_at)
      values ($1, $2, $3, $4, $5)
      on conflict (slug) do update
      set name = excluded.name,
          description = excluded.description,
          examples = excluded.examples,
          updated_at = excluded.updated_at
      """;

  /** Creates or replaces a type; classified posts keep their type. */
  public Future<Void> put(HookType type, Instant now) {
    return pool.preparedQuery(PUT)
        .execute(
            Tuple.of(
                type.slug(),
                type.name(),
                type.description(),
                type.examples().toArray(String[]::new),
                Times.utc(now)))
        .mapEmpty();
  }

  private static final String FREE =
      """
      update viral_posts_bank
      set hook_type = null,
          hook_confidence = null,
          needs_hook_classification = true
      where hook_type = $1
      """;

  private static final String DELETE =
      """
      delete from hook_types
      where slug = $1
      """;

  /**
   * Deletes a type; its posts are classified anew. The type is locked first, so that no post is
   * given it meanwhile.
   *
   * @return whether there was one
   */
  public Future<Boolean> delete(String slug) {
    return pool.withTransaction(
        connection ->
            connection
                .preparedQuery("select from hook_types where slug = $1 for update")
                .execute(Tuple.of(slug))
                .compose(locked -> connection.preparedQuery(FREE).execute(Tuple.of(slug)))
                .compose(freed -> connection.preparedQuery(DELETE).execute(Tuple.of(slug)))
                .map(deleted -> deleted.rowCount() > 0));
  }
}
