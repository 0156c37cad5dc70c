package io.tidemark.faults;

import io.tidemark.faults.Database.Held;
import io.tidemark.faults.Database.Standing;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Measures recovery times. They are printed, not asserted. */
final class RecoveryTimes {

  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  /**
   * The recovery from one fault, to identify the slow ones.
   *
   * @param lots number of lots that other processes claimed
   * @param most time until the last of them was claimed
   */
  record Episode(String figure, String struck, int lots, long most) {}

  private final Map<String, List<Long>> millis = new ConcurrentHashMap<>();
  private final List<Episode> episodes = new CopyOnWriteArrayList<>();

  /**
   * Measures when lots held by a failed process are claimed by others.
   *
   * @param figure name of the measurement
   * @param struck the fault and its time
   * @param timeout the longest measured time; unclaimed lots are counted with it
   */
  void watchLots(
      String figure, String struck, Database database, Set<Held> held, long since, Duration timeout)
      throws InterruptedException {
    List<Long> taken = new ArrayList<>();
    Map<Long, Long> waiting =
        held.stream().collect(Collectors.toMap(Held::lot, Held::token, Math::max, HashMap::new));
    try (Connection connection = database.connect()) {
      RealTime.until(
          () -> {
            Map<Long, Standing> now = Database.standing(connection, waiting.keySet());
            waiting
                .entrySet()
                .removeIf(
                    lot -> {
                      Standing stands = now.get(lot.getKey());
                      boolean elsewhere = stands != null && stands.token() > lot.getValue();
                      if (elsewhere) {
                        taken.add(add(figure, since));
                      }
                      // Completed by its original holder; not a takeover.
                      return elsewhere || stands == null || stands.done();
                    });
            return waiting.isEmpty();
          },
          timeout,
          LOOK_EVERY);
      if (connection.isValid(1)) {
        waiting.keySet().forEach(lot -> taken.add(add(figure, since)));
      }
    } catch (SQLException databaseIsAway) {
      // The database is unavailable; another fault measures that.
    }
    if (!taken.isEmpty()) {
      episodes.add(new Episode(figure, struck, taken.size(), taken.getLast()));
    }
  }

  /**
   * @return the milliseconds that were added
   */
  long add(String figure, long since) {
    long taken = (System.nanoTime() - since) / 1_000_000;
    millis.computeIfAbsent(figure, first -> new CopyOnWriteArrayList<>()).add(taken);
    return taken;
  }

  List<Episode> episodes() {
    return List.copyOf(episodes);
  }

  /** For each measurement: count, median, 90th and 99th percentile, maximum. */
  Map<String, JsonObject> figures() {
    Map<String, JsonObject> figures = new TreeMap<>();
    millis.forEach(
        (figure, taken) -> {
          List<Long> sorted = taken.stream().sorted().toList();
          figures.put(
              figure,
              new JsonObject()
                  .put("count", sorted.size())
                  .put("p50_ms", percentile(sorted, 50))
                  .put("p90_ms", percentile(sorted, 90))
                  .put("p99_ms", percentile(sorted, 99))
                  .put("max_ms", sorted.getLast()));
        });
    return figures;
  }

  static long percentile(List<Long> sorted, int percent) {
    int index = (int) Math.ceil(sorted.size() * percent / 100.0) - 1;
    return sorted.get(Math.max(0, index));
  }
}
