package io.tidemark.profiles.hooks;

import io.vertx.core.Future;
import java.util.List;

/** Classifies hooks by type. */
public interface HookClassifier {

  /**
   * @param types at least one
   * @return one result for each hook, in order. Fails with {@link
   *     io.tidemark.profiles.models.ModelUnavailableException} when the model gave no answer at
   *     all. A budget that admits only some hooks leaves the others {@link Classified.NotAsked}
   */
  Future<List<Classified>> classify(List<HookType> types, List<String> hooks);
}
