package io.tidemark.profiles.sync;

import io.tidemark.profiles.embeddings.Embedder;
import io.tidemark.profiles.embeddings.EmbeddingSpace;
import io.tidemark.profiles.hooks.HookClassifier;
import io.tidemark.profiles.hooks.HookType;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.function.Supplier;

/** The models that a sync uses, and the stores of their results. */
public record SyncModels(
    Embedder embedder,
    HookClassifier classifier,
    Supplier<Future<List<HookType>>> hookTypes,
    VectorWriter vectors,
    StyleWriter styles) {

  /** Stores a post's vector, in the transaction that marks the post as embedded. */
  @FunctionalInterface
  public interface VectorWriter {
    Future<Void> save(SqlConnection connection, long postId, EmbeddingSpace space, float[] values);
  }

  /** Stores the style of authors. */
  @FunctionalInterface
  public interface StyleWriter {
    Future<Void> update(SqlConnection connection, long profile);
  }
}
