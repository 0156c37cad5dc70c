package io.tidemark.standalone.demo;

import io.tidemark.tracker.cadence.Cadence;

/**
 * The options of the demo.
 *
 * @param perHour tweets per hour of the demo's clock
 * @param lot tweets per delivery
 * @param neverMove share of tweets without reactions
 * @param cascades number of tweets that follow a recorded cascade
 * @param cadence of the zones
 * @param once whether to end when every lot has finished
 * @param json whether to print all figures as one JSON object at the end
 */
public record DemoOptions(
    double speed,
    int tweets,
    double perHour,
    int lot,
    double neverMove,
    int cascades,
    int zones,
    Cadence cadence,
    int port,
    long seed,
    boolean once,
    boolean json) {

  public DemoOptions {
    check(speed > 0 && speed <= 10_000, "--speed must be above 0 and at most 10000, not " + speed);
    check(tweets >= 1 && tweets <= 1_000_000, "--tweets must be from 1 to 1000000, not " + tweets);
    check(perHour > 0, "--per-hour must be above 0, not " + perHour);
    check(lot >= 1 && lot <= 1_000, "--lot must be from 1 to 1000, not " + lot);
    check(neverMove >= 0 && neverMove <= 1, "--never-move must be from 0 to 1, not " + neverMove);
    check(cascades >= 0, "--cascades must not be negative, but is " + cascades);
    check(zones >= 1 && zones <= 100, "--zones must be from 1 to 100, not " + zones);
    check(port >= 0 && port <= 65_535, "--port must be from 0 to 65535, not " + port);
    cascades = Math.min(cascades, tweets - (int) Math.round(neverMove * tweets));
  }

  private static void check(boolean good, String sentence) {
    if (!good) {
      throw new IllegalArgumentException(sentence);
    }
  }
}
