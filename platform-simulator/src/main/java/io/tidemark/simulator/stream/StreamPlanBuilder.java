package io.tidemark.simulator.stream;

import java.time.Duration;

/** Builds a {@link StreamPlan}; its components are described there. */
public final class StreamPlanBuilder {

  private final StreamPlan start;
  private int tweets;
  private double tweetsPerHour;
  private int lotSize;
  private double neverMoveShare;
  private int cascades;
  private Duration ageAtArrival;
  private long seed;

  StreamPlanBuilder(StreamPlan start) {
    this.start = start;
    tweets = start.tweets();
    tweetsPerHour = start.tweetsPerHour();
    lotSize = start.lotSize();
    neverMoveShare = start.neverMoveShare();
    cascades = start.cascades();
    ageAtArrival = start.ageAtArrival();
    seed = start.seed();
  }

  public StreamPlanBuilder tweets(int tweets) {
    this.tweets = tweets;
    return this;
  }

  public StreamPlanBuilder tweetsPerHour(double tweetsPerHour) {
    this.tweetsPerHour = tweetsPerHour;
    return this;
  }

  public StreamPlanBuilder lotSize(int lotSize) {
    this.lotSize = lotSize;
    return this;
  }

  public StreamPlanBuilder neverMoveShare(double neverMoveShare) {
    this.neverMoveShare = neverMoveShare;
    return this;
  }

  public StreamPlanBuilder cascades(int cascades) {
    this.cascades = cascades;
    return this;
  }

  public StreamPlanBuilder ageAtArrival(Duration ageAtArrival) {
    this.ageAtArrival = ageAtArrival;
    return this;
  }

  public StreamPlanBuilder seed(long seed) {
    this.seed = seed;
    return this;
  }

  /**
   * The changed plan.
   *
   * @throws IllegalArgumentException with a sentence that names the bad value
   */
  public StreamPlan plan() {
    return new StreamPlan(
        start.webhookUrl(),
        start.webhookKey(),
        start.ruleIds(),
        tweets,
        tweetsPerHour,
        lotSize,
        neverMoveShare,
        cascades,
        ageAtArrival,
        seed);
  }
}
