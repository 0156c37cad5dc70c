package io.tidemark.profiles;

import io.tidemark.profiles.embeddings.Embedded;
import io.tidemark.profiles.embeddings.Embedder;
import io.tidemark.profiles.embeddings.EmbeddingSpace;
import io.tidemark.profiles.hooks.Classified;
import io.tidemark.profiles.hooks.HookType;
import io.tidemark.profiles.sync.SyncModels;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** SyncModels that remember what they were asked. */
public final class FakeModels {

  /** A process that ends; nothing of ours catches it. */
  public static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  public final List<String> embedded = new ArrayList<>();
  public final List<String> classified = new ArrayList<>();
  public final List<Long> vectors = new ArrayList<>();
  public final List<Long> styles = new ArrayList<>();
  public volatile EmbeddingSpace space = new EmbeddingSpace("small", 2);
  public volatile Function<String, Embedded> embeds =
      text -> new Embedded.Vector(new float[] {text.length(), 1});
  public volatile Function<String, Classified> classifies =
      hook -> new Classified.Typed("question", 0.9);

  public SyncModels all() {
    return new SyncModels(
        new Embedder() {
          @Override
          public EmbeddingSpace space() {
            return space;
          }

          @Override
          public Future<List<Embedded>> embed(List<String> texts) {
            List<Embedded> said = texts.stream().map(embeds).toList();
            embedded.addAll(texts);
            return Future.succeededFuture(said);
          }
        },
        (types, hooks) -> {
          List<Classified> said = hooks.stream().map(classifies).toList();
          classified.addAll(hooks);
          return Future.succeededFuture(said);
        },
        () ->
            Future.succeededFuture(
                List.of(new HookType("question", "Question", "Asks something", List.of()))),
        (connection, post, where, values) -> {
          vectors.add(post);
          return Future.succeededFuture();
        },
        (connection, profile) -> {
          styles.add(profile);
          return Future.succeededFuture();
        });
  }
}
