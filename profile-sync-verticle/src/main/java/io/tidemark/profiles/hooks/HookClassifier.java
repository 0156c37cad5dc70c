package io.tidemark.profiles.hooks;

import io.vertx.core.Future;
import java.util.List;

/** One way to tell of which type hooks are. */
public interface HookClassifier {

  /**
   * @param types at least one
   * @return one result for each hook, in order; fails with {@link
   *     io.tidemark.profiles.models.ModelUnavailableException} when the model gave nothing at all.
   *     A budget that does not last for all leaves some {@link Classified.NotAsked}
   */
  Future<List<Classified>> classify(List<HookType> types, List<String> hooks);
}
