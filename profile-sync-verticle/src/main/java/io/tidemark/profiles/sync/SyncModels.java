package io.tidemark.profiles.sync;

import io.tidemark.profiles.embeddings.Embedder;
import io.tidemark.profiles.embeddings.EmbeddingSpace;
import io.tidemark.profiles.hooks.HookClassifier;
import io.tidemark.profiles.hooks.HookType;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;

/** What a sync asks of models, and where what they say is kept. */
public record SyncModels(
    Embedder embedder,
    HookClassifier classifier,
    HookTypes hookTypes,
    Vectors vectors,
    Styles styles) {

  /** The types that a hook may be of, as they stand now. */
  @FunctionalInterface
  public interface HookTypes {
    Future<List<HookType>> all();
  }

  /** Keeps a post's vector, in the transaction that says the post has one. */
  @FunctionalInterface
  public interface Vectors {
    Future<Void> save(SqlConnection connection, long postId, EmbeddingSpace space, float[] values);
  }

  /** Keeps how an author writes. */
  @FunctionalInterface
  public interface Styles {
    Future<Void> update(SqlConnection connection, long profile);
  }
}
