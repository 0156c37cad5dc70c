package io.tidemark.faults;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidemark.faults.Database.LotClaim;
import io.tidemark.faults.Database.LotState;
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
   * @param lastMillis time until the last of them was claimed
   */
  record Takeover(
      String figure,
      @JsonProperty("struck") String fault,
      int lots,
      @JsonProperty("most_ms") long lastMillis) {}

  private final Map<String, List<Long>> millis = new ConcurrentHashMap<>();
  private final List<Takeover> takeovers = new CopyOnWriteArrayList<>();

  /**
   * Measures when lots held by a failed process are claimed by others.
   *
   * @param figure name of the measurement
   * @param fault the fault and its time
   * @param timeout the longest measured time; unclaimed lots are counted with it
   */
  void watchLots(
      String figure,
      String fault,
      Database database,
      Set<LotClaim> claims,
      long since,
      Duration timeout)
      throws InterruptedException {
    List<Long> taken = new ArrayList<>();
    Map<Long, Long> waiting =
        claims.stream()
            .collect(Collectors.toMap(LotClaim::lot, LotClaim::token, Math::max, HashMap::new));
    try (Connection connection = database.connect()) {
      RealTime.await(
          () -> {
            Map<Long, LotState> now = Database.states(connection, waiting.keySet());
            waiting
                .entrySet()
                .removeIf(
                    lot -> {
                      LotState state = now.get(lot.getKey());
                      boolean elsewhere = state != null && state.token() > lot.getValue();
                      if (elsewhere) {
                        taken.add(add(figure, since));
                      }
                      // Completed by its original holder; not a takeover.
                      return elsewhere || state == null || state.done();
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
      takeovers.add(new Takeover(figure, fault, taken.size(), taken.getLast()));
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

  List<Takeover> takeovers() {
    return List.copyOf(takeovers);
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
