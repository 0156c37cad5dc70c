package io.tidemark.profiles.hooks;

import io.vertx.core.Future;
import java.util.List;

public interface HookClassifier {
  Future<List<Classified>> classify(List<HookType> types, List<String> hooks);
}
