package io.tidemark.gateway.events;

import io.tidemark.contract.Message.Happened;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Merges events about the same thing within the coalescing delay, so that a flood of deliveries is
 * a few events a second. It holds {@link #MOST} at most; beyond that one event says that everything
 * may have changed.
 */
final class EventCoalescer {

  static final int MOST = 500;

  private record Thing(
      String kind, @Nullable Long id, @Nullable String zone, @Nullable String workspace) {}

  private final Map<Thing, Happened> gathered = new LinkedHashMap<>();
  private boolean tooMany;

  void add(Happened happened) {
    var thing = new Thing(happened.kind(), happened.id(), happened.zone(), happened.workspace());
    if (gathered.size() >= MOST && !gathered.containsKey(thing)) {
      tooMany = true;
      return;
    }
    gathered.merge(thing, happened, EventCoalescer::sum);
  }

  private static Happened sum(Happened one, Happened other) {
    Map<String, Long> figures = new TreeMap<>(one.figures());
    other.figures().forEach((name, figure) -> figures.merge(name, figure, Long::sum));
    return new Happened(one.kind(), one.id(), one.zone(), one.workspace(), figures);
  }

  /** The events since the last call; null stands for everything. */
  List<@Nullable Happened> take() {
    List<@Nullable Happened> taken = new ArrayList<>(gathered.values());
    if (tooMany) {
      taken.clear();
      taken.add(null);
    }
    gathered.clear();
    tooMany = false;
    return taken;
  }
}
