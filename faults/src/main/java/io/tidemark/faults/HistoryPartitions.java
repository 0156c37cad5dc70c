package io.tidemark.faults;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The daily partitions of the history. */
record HistoryPartitions(Map<LocalDate, Partition> all) {

  /**
   * @param isAttached whether the partition is attached
   * @param isPending whether a detach is pending
   * @param snapshots number of snapshots in the partition
   */
  record Partition(boolean isAttached, boolean isPending, long snapshots) {}

  HistoryPartitions {
    all = Map.copyOf(all);
  }

  /**
   * The work that retention has not completed.
   *
   * @param oldestKept the first day within retention
   */
  List<String> undone(LocalDate oldestKept) {
    List<String> undone = new ArrayList<>();
    new TreeMap<>(all)
        .forEach(
            (day, state) -> {
              if (state.isPending()) {
                undone.add(day + " is being detached");
              } else if (day.isBefore(oldestKept)) {
                undone.add(day + " is there");
              }
            });
    return undone;
  }

  /** Days within retention that lost snapshots. */
  List<String> lost(HistoryPartitions before, LocalDate oldestKept) {
    List<String> lost = new ArrayList<>();
    new TreeMap<>(before.all)
        .forEach(
            (day, then) -> {
              Partition now = all.getOrDefault(day, new Partition(false, false, 0));
              if (!day.isBefore(oldestKept)
                  && (!now.isAttached() || now.snapshots() < then.snapshots())) {
                lost.add("%s had %s, has %s".formatted(day, then, now));
              }
            });
    return lost;
  }
}
