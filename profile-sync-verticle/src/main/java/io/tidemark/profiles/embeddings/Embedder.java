package io.tidemark.profiles.embeddings;

import io.vertx.core.Future;
import java.util.List;

/** One way to turn texts into vectors; both ways never mix in a search. */
public interface Embedder {

  /** Name and dimensions, stored with each vector. */
  EmbeddingSpace space();

  /**
   * @param texts none empty
   * @return one result for each text, in order; fails with {@link
   *     io.tidemark.profiles.models.ModelUnavailableException} when the model gave nothing, or
   *     ceased to before it had answered for every text: then all of them are to be given again. A
   *     budget that does not last for all fails only when it admits none; the last texts are {@link
   *     Embedded.NotAsked} then
   */
  Future<List<Embedded>> embed(List<String> texts);
}
