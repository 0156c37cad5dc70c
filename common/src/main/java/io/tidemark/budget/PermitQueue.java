package io.tidemark.budget;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The requests of one credential, which go to Redis one batch at a time. Those of one tenant keep
 * their order, and the tenants take turns.
 */
final class PermitQueue {

  /** In the order in which the tenants are served; one that still waits then goes to the end. */
  private final SequencedMap<String, Deque<PermitRequest>> waiting = new LinkedHashMap<>();

  /** Requests of earlier batches that have no answer yet. */
  private final Deque<PermitRequest> first = new ArrayDeque<>();

  private final int most;
  private boolean busy;

  /**
   * @param most requests in a batch
   */
  PermitQueue(int most) {
    this.most = most;
  }

  synchronized void add(String tenant, PermitRequest request) {
    waiting.computeIfAbsent(tenant, none -> new ArrayDeque<>()).add(request);
  }

  /**
   * Takes the next batch, which must be ended with {@link #done}.
   *
   * @return empty when no request waits, or while another batch has not ended
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
      Map.Entry<String, Deque<PermitRequest>> served = waiting.pollFirstEntry();
      taken.add(served.getValue().remove());
      if (!served.getValue().isEmpty()) {
        waiting.put(served.getKey(), served.getValue());
      }
    }
    busy = !taken.isEmpty();
    return taken;
  }

  /**
   * @param unanswered the last requests of the batch: they go before all others
   */
  synchronized void done(List<PermitRequest> unanswered) {
    for (int i = unanswered.size() - 1; i >= 0; i--) {
      first.addFirst(unanswered.get(i));
    }
    busy = false;
  }
}
