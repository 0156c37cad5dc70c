package io.tidemark.profiles.similar;

import io.tidemark.profiles.embeddings.EmbeddingSpace;
import io.tidemark.profiles.embeddings.UnitVector;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.stream.StreamSupport;

/** The table post_vectors. */
public final class Vectors {

  private final Pool pool;

  public Vectors(Pool pool) {
    this.pool = pool;
  }

  private static final String SAVE =
      """
      insert into post_vectors (post_id, model, dimensions, components)
      values ($1, $2, $3, $4)
      on conflict (post_id) do update
      set model = excluded.model,
          dimensions = excluded.dimensions,
          components = excluded.components
      """;

  /**
   * Stores a post's vector, scaled to length one; it replaces one of another space.
   *
   * @param connection of the transaction that also clears {@code needs_embedding}
   */
  public Future<Void> save(
      SqlConnection connection, long postId, EmbeddingSpace space, float[] values) {
    if (values.length != space.dimensions()) {
      return Future.failedFuture(
          new IllegalArgumentException(
              "a vector of %d dimensions is none of %s".formatted(values.length, space)));
    }
    Float[] unit;
    try {
      unit = boxed(UnitVector.of(values));
    } catch (IllegalArgumentException pointsNowhere) {
      return Future.failedFuture(pointsNowhere);
    }
    return connection
        .preparedQuery(SAVE)
        .execute(Tuple.of(postId, space.model(), space.dimensions(), unit))
        .mapEmpty();
  }

  /** Posts without a vector, and posts whose vector is of another space. */
  private static final String NEEDING =
      """
      select p.id
      from viral_posts_bank p
      where p.needs_embedding
         or exists (
              select from post_vectors v
              where v.post_id = p.id
                and (v.model, v.dimensions) is distinct from ($1, $2::int))
      order by p.needs_embedding desc, p.id
      limit $3
      """;

  /** The next posts to embed: first those without a vector, then those of another model. */
  public Future<List<Long>> needing(EmbeddingSpace space, int limit) {
    return pool.preparedQuery(NEEDING)
        .execute(Tuple.of(space.model(), space.dimensions(), limit))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .map(row -> row.getLong("id"))
                    .toList());
  }

  private static final String COUNT_NEEDING =
      """
      select count(*) as needing
      from viral_posts_bank p
      left join post_vectors v on v.post_id = p.id
      where p.needs_embedding
         or (v.post_id is not null and (v.model, v.dimensions) is distinct from ($1, $2::int))
      """;

  public Future<Long> countNeeding(EmbeddingSpace space) {
    return pool.preparedQuery(COUNT_NEEDING)
        .execute(Tuple.of(space.model(), space.dimensions()))
        .map(rows -> rows.iterator().next())
        .map((Row row) -> row.getLong("needing"));
  }

  static Float[] boxed(float[] values) {
    Float[] boxed = new Float[values.length];
    for (int i = 0; i < boxed.length; i++) {
      boxed[i] = values[i];
    }
    return boxed;
  }
}
