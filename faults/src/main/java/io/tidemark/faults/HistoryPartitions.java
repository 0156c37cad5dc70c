package io.tidemark.faults;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The days of the history, each a partition. */
record HistoryPartitions(Map<LocalDate, Day> all) {

  /**
   * @param isAttached whether its readings are read with the others
   * @param isPending whether it is being detached
   * @param readings that are read with the others
   */
  record Day(boolean isAttached, boolean isPending, long readings) {}

  HistoryPartitions {
    all = Map.copyOf(all);
  }

  /**
   * What retention left undone.
   *
   * @param oldestKept the first day that is not past its retention
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

  /** Days that are kept and of which readings of before are gone. */
  List<String> lost(HistoryPartitions before, LocalDate oldestKept) {
    List<String> lost = new ArrayList<>();
    new TreeMap<>(before.all)
        .forEach(
            (day, then) -> {
              Day now = all.getOrDefault(day, new Day(false, false, 0));
              if (!day.isBefore(oldestKept)
                  && (!now.isAttached() || now.readings() < then.readings())) {
                lost.add("%s had %s, has %s".formatted(day, then, now));
              }
            });
    return lost;
  }
}
