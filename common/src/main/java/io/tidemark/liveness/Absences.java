package io.tidemark.liveness;

import io.tidemark.liveness.Pods.Pod;
import io.tidemark.liveness.Pods.Sight;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who was missing at one look and still is at another: time enough to take a lock again. */
final class Absences {

  /** Two looks that are closer together, because one was late, count as one. */
  static final Duration LEAST = Duration.ofMillis(200);

  private Map<Pod, Long> missingSince = Map.of();

  /**
   * @return those to be given up; one that came back and went again between two looks is not among
   *     them
   */
  List<Pod> after(List<Sight> sights, long nanoTime) {
    Map<Pod, Long> missing = new HashMap<>();
    for (Sight sight : sights) {
      if (sight.isMissing()) {
        missing.put(sight.pod(), missingSince.getOrDefault(sight.pod(), nanoTime));
      }
    }
    missingSince = missing;
    return missing.entrySet().stream()
        .filter(entry -> nanoTime - entry.getValue() >= LEAST.toNanos())
        .map(Map.Entry::getKey)
        .toList();
  }

  void forget() {
    missingSince = Map.of();
  }
}
