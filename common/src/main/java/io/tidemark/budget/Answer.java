package io.tidemark.budget;

import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the script that is asked for admission answers; times in microseconds. */
sealed interface Answer {

  /** Tell first what was admitted to you lately. */
  record Seed() implements Answer {}

  /**
   * @param used of each limit, in their order; negative when it is not known
   * @param marks the bucket or the period of each limit that is charged now
   * @param each the answers to those who asked, in their order; the last ones may have none yet
   * @param reported what the platform says of its own windows; only where nobody asked
   */
  record Counted(
      long now, List<Long> used, List<Long> marks, List<Each> each, List<Reported> reported)
      implements Answer {}

  /** The answer to one who asked. */
  sealed interface Each {

    record Taken(long items, long money) implements Each {}

    /**
     * @param by the number of the limit from 1; 0 the platform itself, -1 the count being rebuilt
     */
    record Denied(long at, int by) implements Each {}

    /**
     * @param lacking what the blocks at hand lack, by the number of the limit from 0
     */
    record Need(Map<Integer, Long> lacking) implements Each {}
  }

  /**
   * @param limits that were asked about
   */
  static Answer read(Response response, int limits) {
    return switch (response.get(0).toString()) {
      case "SEED" -> new Seed();
      case "OK" -> new Reading(response).counted(limits);
      default -> throw new IllegalStateException("the budget's script answered " + response);
    };
  }

  /** Goes through an answer from its beginning to its end. */
  final class Reading {
    private final Response response;
    private int at = 1;

    private Reading(Response response) {
      this.response = response;
    }

    private long next() {
      return response.get(at++).toLong();
    }

    private Counted counted(int limits) {
      long now = next();
      int answered = (int) next();
      List<Long> used = new ArrayList<>(limits);
      List<Long> marks = new ArrayList<>(limits);
      for (int limit = 0; limit < limits; limit++) {
        used.add(next());
        marks.add(next());
      }
      List<Each> each = new ArrayList<>(answered);
      for (int ask = 0; ask < answered; ask++) {
        each.add(each());
      }
      List<Reported> reported = new ArrayList<>();
      while (at < response.size()) {
        String window = response.get(at++).toString();
        long left = next();
        long limit = next();
        Instant resetsAt = ScriptJson.instant(next());
        reported.add(new Reported(window, left, limit, resetsAt));
      }
      return new Counted(now, used, marks, each, reported);
    }

    private Each each() {
      int code = (int) next();
      long one = next();
      long other = next();
      return switch (code) {
        case 1 -> new Each.Taken(one, other);
        case 2 -> new Each.Denied(one, (int) other);
        case 3 -> {
          Map<Integer, Long> lacking = new LinkedHashMap<>();
          for (int limit = 0; limit < one; limit++) {
            int index = (int) next() - 1;
            lacking.put(index, next());
          }
          yield new Each.Need(lacking);
        }
        default -> throw new IllegalStateException("the budget's script answered " + response);
      };
    }
  }
}
