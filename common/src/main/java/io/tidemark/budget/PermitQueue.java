package io.tidemark.budget;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Those who wait to be admitted: some of them are asked for together, one lot after another. Those
 * of one tenant keep their order, and the tenants take turns.
 */
final class PermitQueue {

  /** In the order in which they are served; who was served and still waits goes to the end. */
  private final Map<String, Deque<PermitRequest>> waiting = new LinkedHashMap<>();

  /** Those whose turn has come already, but who were not answered. */
  private final Deque<PermitRequest> first = new ArrayDeque<>();

  private final int most;
  private boolean busy;

  /**
   * @param most that are asked for together
   */
  PermitQueue(int most) {
    this.most = most;
  }

  synchronized void add(String tenant, PermitRequest asking) {
    waiting.computeIfAbsent(tenant, none -> new ArrayDeque<>()).add(asking);
  }

  /**
   * Takes those whose turn it is.
   *
   * @return empty when nobody waits, or others are being asked for: whoever took them gives the
   *     turn back with {@link #done}
   */
  synchronized List<PermitRequest> take() {
    if (busy) {
      return List.of();
    }
    List<PermitRequest> taken = new ArrayList<>();
    while (taken.size() < most && !first.isEmpty()) {
      taken.add(first.remove());
    }
    while (taken.size() < most && !waiting.isEmpty()) {
      Map.Entry<String, Deque<PermitRequest>> served = waiting.entrySet().iterator().next();
      waiting.remove(served.getKey());
      taken.add(served.getValue().remove());
      if (!served.getValue().isEmpty()) {
        waiting.put(served.getKey(), served.getValue());
      }
    }
    busy = !taken.isEmpty();
    return taken;
  }

  /**
   * @param unanswered the last of those that were taken: they go before all others
   */
  synchronized void done(List<PermitRequest> unanswered) {
    for (int i = unanswered.size() - 1; i >= 0; i--) {
      first.addFirst(unanswered.get(i));
    }
    busy = false;
  }
}
