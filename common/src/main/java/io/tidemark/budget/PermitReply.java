package io.tidemark.budget;

import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The answer of the script that gives permits; times in microseconds. */
sealed interface PermitReply {

  /** The script wants a snapshot of the admissions of this process first. */
  record SnapshotWanted() implements PermitReply {}

  /**
   * @param mark how far the count has come; later replies have a greater one
   * @param used of each limit, in their order; negative when it is not known
   * @param left of the block of each limit that has one
   * @param marks the bucket or the period of each limit that is charged now
   * @param outcomes of the requests, in their order; the last ones may have none yet
   * @param reported what the platform says of its own windows; only without requests
   */
  record Counted(
      long now,
      Mark mark,
      List<Long> used,
      List<Long> marks,
      List<Long> left,
      List<Outcome> outcomes,
      List<UpstreamQuota> reported)
      implements PermitReply {}

  /**
   * How far a count in Redis has come. It only grows: a Redis that shows a smaller one was restored
   * from an older state.
   *
   * @param generation a new one begins with each count from nothing, in microseconds
   * @param questions that were answered in it
   */
  record Mark(long generation, long questions) implements Comparable<Mark> {
    static final Mark NONE = new Mark(-1, 0);

    @Override
    public int compareTo(Mark other) {
      return generation != other.generation
          ? Long.compare(generation, other.generation)
          : Long.compare(questions, other.questions);
    }
  }

  /** What came of one request. */
  sealed interface Outcome {

    record Taken(long items, long money) implements Outcome {}

    /**
     * @param by the number of the limit from 1; 0 the platform itself, -1 the count being rebuilt
     */
    record Denied(long at, int by) implements Outcome {}

    /**
     * @param lacking what the blocks in Redis lack, by the number of the limit from 0
     */
    record Need(Map<Integer, Long> lacking) implements Outcome {}
  }

  /**
   * @param limits that were asked about
   */
  static PermitReply read(Response response, int limits) {
    return switch (response.get(0).toString()) {
      case "SNAPSHOT" -> new SnapshotWanted();
      case "OK" -> new Parser(response).counted(limits);
      default -> throw new IllegalStateException("the budget's script answered " + response);
    };
  }

  /** Reads an answer from its beginning to its end. */
  final class Parser {
    private final Response response;
    private int at = 1;

    private Parser(Response response) {
      this.response = response;
    }

    private long next() {
      return response.get(at++).toLong();
    }

    private Counted counted(int limits) {
      long now = next();
      var mark = new Mark(next(), next());
      int answered = (int) next();
      List<Long> used = new ArrayList<>(limits);
      List<Long> marks = new ArrayList<>(limits);
      List<Long> left = new ArrayList<>(limits);
      for (int limit = 0; limit < limits; limit++) {
        used.add(next());
        marks.add(next());
        left.add(next());
      }
      List<Outcome> outcomes = new ArrayList<>(answered);
      for (int ask = 0; ask < answered; ask++) {
        outcomes.add(outcome());
      }
      List<UpstreamQuota> reported = new ArrayList<>();
      while (at < response.size()) {
        String window = response.get(at++).toString();
        long remaining = next();
        long limit = next();
        Instant resetsAt = Micros.instant(next());
        reported.add(new UpstreamQuota(window, remaining, limit, resetsAt));
      }
      return new Counted(now, mark, used, marks, left, outcomes, reported);
    }

    private Outcome outcome() {
      int code = (int) next();
      long one = next();
      long other = next();
      return switch (code) {
        case 1 -> new Outcome.Taken(one, other);
        case 2 -> new Outcome.Denied(one, (int) other);
        case 3 -> {
          Map<Integer, Long> lacking = new LinkedHashMap<>();
          for (int limit = 0; limit < one; limit++) {
            int index = (int) next() - 1;
            lacking.put(index, next());
          }
          yield new Outcome.Need(lacking);
        }
        default -> throw new IllegalStateException("the budget's script answered " + response);
      };
    }
  }
}
