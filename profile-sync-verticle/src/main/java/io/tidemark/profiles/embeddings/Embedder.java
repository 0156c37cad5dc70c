package io.tidemark.profiles.embeddings;

import io.vertx.core.Future;
import java.util.List;

/** One way to turn texts into vectors; both ways never mix in a search. */
public interface Embedder {

  /** Name and dimensions, stored with each vector. */
  EmbeddingSpace space();

  /**
   * @param texts none empty.
   * @return one result for each text, in order
   */
  Future<List<Embedded>> embed(List<String> texts);
}
