package io.tidemark.profiles.similar;

import io.tidemark.profiles.embeddings.EmbeddingSpace;
import io.tidemark.profiles.embeddings.UnitVector;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/** The table post_vectors. */
public final class Vectors {

  private Vectors() {}

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
  public static Future<Void> save(
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

  static Float[] boxed(float[] values) {
    Float[] boxed = new Float[values.length];
    for (int i = 0; i < boxed.length; i++) {
      boxed[i] = values[i];
    }
    return boxed;
  }
}
