package io.tidemark.profiles.embeddings;

import io.vertx.core.Future;
import java.util.List;

/** Turns texts into vectors. Vectors of different embedders are never compared. */
public interface Embedder {

  /** The model and its dimensions, stored with each vector. */
  EmbeddingSpace space();

  /**
   * @param texts none empty
   * @return one result for each text, in order. Fails with {@link
   *     io.tidemark.profiles.models.ModelUnavailableException} when the model stopped answering
   *     before the last text; the caller has to give all texts again. A budget that admits only the
   *     first texts leaves the others {@link Embedded.NotAsked}; one that admits none fails the
   *     call
   */
  Future<List<Embedded>> embed(List<String> texts);
}
