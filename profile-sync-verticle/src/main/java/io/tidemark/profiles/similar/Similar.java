package io.tidemark.profiles.similar;

import io.tidemark.access.Tenants;
import io.tidemark.contract.Message.SimilarFound.Near;
import io.tidemark.profiles.embeddings.EmbeddingSpace;
import io.tidemark.profiles.embeddings.UnitVector;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the posts nearest to a vector, within its space. */
public final class Similar {

  public static final int MOST = 100;

  private final Pool pool;

  public Similar(Pool pool) {
    this.pool = pool;
  }

  private static final String SEEN =
      """
      with seen as materialized (
        select v.post_id, v.components
        from post_vectors v
        join viral_posts_bank p on p.id = v.post_id
        where v.model = $3
          and v.dimensions = $4
          and ($5::bigint is null or p.author_id = $5)
          and ($6::text[] is null or p.workspace_id is null or p.workspace_id = any ($6)))
      """;

  // Works with and without pgvector. The product of vectors of length one is their cosine.
  private static final String EXACT =
      SEEN
          + """
          select post_id,
                 (select sum(mine::float8 * asked)
                  from unnest(components, $1::float4[]) as pair (mine, asked)) as similarity
          from seen
          order by similarity desc, post_id
          limit $2
          """;

  private static final String BY_PGVECTOR =
      SEEN
          + """
          select post_id, 1 - (components::vector <=> $1::float4[]::vector) as similarity
          from seen
          order by similarity desc, post_id
          limit $2
          """;

  // The index covers the space only: filtering its results by author could leave too few.
  private static final String BY_INDEX =
      """
      select post_id, 1 - (%1$s <=> %2$s) as similarity
      from post_vectors
      where %3$s
      order by %1$s <=> %2$s
      limit $2
      """;

  /**
   * The nearest posts, nearest first.
   *
   * @param vector of any length but zero
   * @param limit from 1 to {@value #MOST}
   * @param profile the only author; null for all
   * @param tenants the visible workspaces; posts without a workspace are visible to all
   */
  public Future<List<Near>> find(
      EmbeddingSpace space, float[] vector, int limit, @Nullable Long profile, Tenants tenants) {
    if (vector.length != space.dimensions() || limit < 1 || limit > MOST) {
      return Future.failedFuture(
          new IllegalArgumentException(
              "%d dimensions and %d posts cannot be asked of %s"
                  .formatted(vector.length, limit, space)));
    }
    Float[] asked = Vectors.boxed(UnitVector.of(vector));
    return VectorIndex.hasPgvector(pool)
        .compose(
            has ->
                has && profile == null && tenants.all()
                    ? byIndex(space, asked, limit)
                    : pool.preparedQuery(has ? BY_PGVECTOR : EXACT)
                        .execute(
                            Tuple.of(
                                asked,
                                limit,
                                space.model(),
                                space.dimensions(),
                                profile,
                                tenants.toArrayOrNull())))
        .map(Similar::posts);
  }

  private Future<RowSet<Row>> byIndex(EmbeddingSpace space, Float[] asked, int limit) {
    String search =
        BY_INDEX.formatted(
            VectorIndex.expression("components", space),
            VectorIndex.expression("$1::float4[]", space),
            VectorIndex.condition(space));
    // The index returns at most 40 by default.
    return pool.withTransaction(
        connection ->
            connection
                .preparedQuery("select set_config('hnsw.ef_search', $1, true)")
                .execute(Tuple.of(Integer.toString(Math.max(40, 2 * limit))))
                .compose(set -> connection.preparedQuery(search).execute(Tuple.of(asked, limit))));
  }

  private static List<Near> posts(RowSet<Row> rows) {
    return rows.stream()
        .map(row -> new Near(row.getLong("post_id"), row.getDouble("similarity")))
        .toList();
  }
}
