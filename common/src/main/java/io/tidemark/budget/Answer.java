package io.tidemark.budget;

import io.vertx.redis.client.Response;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the script that is asked for admission answers; times in microseconds. */
sealed interface Answer {

  long now();

  /** Tell first what was admitted to you lately. */
  record Seed(long now) implements Answer {}

  /**
   * @param by the number of the limit from 1; 0 the platform itself, -1 the count being rebuilt
   */
  record Denied(long now, long at, int by, Response usage) implements Answer {}

  /**
   * @param lacking what the blocks at hand lack, by the number of the limit from 0
   */
  record Need(long now, Map<Integer, Long> lacking) implements Answer {}

  record Taken(long now, int requests, long items, long money, Response usage) implements Answer {

    /** Of the limit with that number from 0; negative when it is not known. */
    long used(int limit) {
      return Answer.used(usage, limit);
    }

    long mark(int limit) {
      return usage.get(USAGE + 2 * limit + 1).toLong();
    }
  }

  int USAGE = 5;

  static long used(Response usage, int limit) {
    return usage.get(USAGE + 2 * limit).toLong();
  }

  static Answer read(Response response) {
    long now = response.get(1).toLong();
    return switch (response.get(0).toString()) {
      case "SEED" -> new Seed(now);
      case "DENIED" ->
          new Denied(now, response.get(2).toLong(), response.get(3).toInteger(), response);
      case "NEED" -> {
        Map<Integer, Long> lacking = new LinkedHashMap<>();
        for (int i = 2; i + 1 < response.size(); i += 2) {
          lacking.put(response.get(i).toInteger() - 1, response.get(i + 1).toLong());
        }
        yield new Need(now, lacking);
      }
      case "TAKEN" ->
          new Taken(
              now,
              response.get(2).toInteger(),
              response.get(3).toLong(),
              response.get(4).toLong(),
              response);
      default -> throw new IllegalStateException("the budget's script answered " + response);
    };
  }
}
