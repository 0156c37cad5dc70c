package io.tidemark.forecast.replay;

import io.tidemark.forecast.Ages;
import io.tidemark.forecast.Reading;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What the polls of a stream of posts cost, in calls and dollars. Posts arrive in lots, at random
 * times of a day that repeats itself. A call is made when its first post has waited for the
 * coalescing delay, or when it is full.
 *
 * @param postsPerHour how many arrive
 * @param lot how many arrive together
 * @param coalescing how long a poll waits for others
 * @param twitterapiPost dollars for a post in an answer of twitterapi.io
 * @param xPost dollars for a post in an answer of the X API, once in a UTC day
 * @param seed of the times of arrival
 */
public record SharedCalls(
    double postsPerHour,
    int lot,
    Duration coalescing,
    double twitterapiPost,
    double xPost,
    long seed) {

  /** Posts that one call asks for at most. */
  private static final int IN_A_CALL = 100;

  private static final double DAY = Ages.inMinutes(Duration.ofDays(1));

  private static final double TWITTERAPI_POST = 0.00015;
  private static final double X_POST = 0.005;

  /** With the prices that the platforms list. */
  public SharedCalls(double postsPerHour, int lot, Duration coalescing, long seed) {
    this(postsPerHour, lot, coalescing, TWITTERAPI_POST, X_POST, seed);
  }

  /** What 1,000 posts cost. */
  public record Cost(double calls, double twitterapiUsd, double xUsd) {}

  /**
   * The cost of 1,000 posts, each polled as one of these.
   *
   * @param check called for each post; what it throws ends the work
   */
  public Cost of(List<List<Reading>> readings, Runnable check) {
    int posts = (int) Math.max(lot, Math.round(postsPerHour * 24));
    var random = new SplittableRandom(seed);
    double[] due = new double[1024];
    int polls = 0;
    long days = 0;
    double arrival = 0;
    for (int post = 0; post < posts; post++) {
      check.run();
      arrival = post % lot == 0 ? random.nextDouble() * DAY : arrival;
      double lastDay = -1;
      for (Reading reading : readings.get(random.nextInt(readings.size()))) {
        double at = arrival + Ages.inMinutes(reading.age());
        double day = Math.floor(at / DAY);
        days += day > lastDay ? 1 : 0;
        lastDay = day;
        if (polls == due.length) {
          due = Arrays.copyOf(due, 2 * polls);
        }
        due[polls] = at % DAY;
        polls++;
      }
    }
    double thousands = posts / 1_000.0;
    return new Cost(
        calls(due, polls) / thousands,
        polls * twitterapiPost / thousands,
        days * xPost / thousands);
  }

  private double calls(double[] due, int polls) {
    Arrays.sort(due, 0, polls);
    double delay = Ages.inMinutes(coalescing);
    int calls = 0;
    int first = 0;
    for (int poll = 0; poll < polls; poll++) {
      boolean joins = poll > first && poll - first < IN_A_CALL && due[poll] <= due[first] + delay;
      if (!joins) {
        calls++;
        first = poll;
      }
    }
    return calls;
  }
}
