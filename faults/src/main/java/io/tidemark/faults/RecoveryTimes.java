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

/** How long it takes until things are as they should be. Printed, never asserted. */
final class RecoveryTimes {

  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  /**
   * What became of one blow, so that it can be told which were slow.
   *
   * @param lots that ran elsewhere
   * @param most how long the last of them took
   */
  record Episode(String figure, String struck, int lots, long most) {}

  private final Map<String, List<Long>> millis = new ConcurrentHashMap<>();
  private final List<Episode> episodes = new CopyOnWriteArrayList<>();

  /**
   * Watches lots that a process held when it was struck, until others have claimed them.
   *
   * @param figure under which the times are kept
   * @param struck by what, and when
   * @param timeout those that nobody has claimed by then are counted with it
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
                      // Done by whoever held it, a moment later, is no figure.
                      return elsewhere || stands == null || stands.done();
                    });
            return waiting.isEmpty();
          },
          timeout,
          LOOK_EVERY);
      if (connection.isValid(1)) {
        waiting.keySet().forEach(nobody -> taken.add(add(figure, since)));
      }
    } catch (SQLException databaseIsAway) {
      // Then this time says nothing, and another fault measures that one.
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

  /** Each figure: how often it was taken, its median, its 90th and 99th percentile, the most. */
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
