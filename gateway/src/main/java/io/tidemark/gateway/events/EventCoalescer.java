package io.tidemark.gateway.events;

import io.tidemark.contract.Message.ChangeEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Merges equal events within the coalescing delay, so that a flood of deliveries causes only a few
 * events a second. It holds at most {@link #MOST}; beyond that one event states that everything may
 * have changed.
 */
final class EventCoalescer {

  static final int MOST = 500;

  private record EventKey(
      String kind, @Nullable Long id, @Nullable String zone, @Nullable String workspace) {}

  private final Map<EventKey, ChangeEvent> gathered = new LinkedHashMap<>();
  private boolean tooMany;

  void add(ChangeEvent happened) {
    var key = new EventKey(happened.kind(), happened.id(), happened.zone(), happened.workspace());
    if (gathered.size() >= MOST && !gathered.containsKey(key)) {
      tooMany = true;
      return;
    }
    gathered.merge(key, happened, EventCoalescer::sum);
  }

  private static ChangeEvent sum(ChangeEvent one, ChangeEvent other) {
    Map<String, Long> figures = new TreeMap<>(one.figures());
    other.figures().forEach((name, figure) -> figures.merge(name, figure, Long::sum));
    return new ChangeEvent(one.kind(), one.id(), one.zone(), one.workspace(), figures);
  }

  /** The events since the last call; null means everything may have changed. */
  List<@Nullable ChangeEvent> take() {
    List<@Nullable ChangeEvent> taken = new ArrayList<>(gathered.values());
    if (tooMany) {
      taken.clear();
      taken.add(null);
    }
    gathered.clear();
    tooMany = false;
    return taken;
  }
}
