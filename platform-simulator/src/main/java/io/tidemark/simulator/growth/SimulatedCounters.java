package io.tidemark.simulator.growth;

/** The public counters of a post at one moment. */
public record SimulatedCounters(
    long retweets, long replies, long likes, long quotes, long views, long bookmarks) {

  public static final SimulatedCounters ZERO = new SimulatedCounters(0, 0, 0, 0, 0, 0);

  /**
   * @throws IllegalArgumentException when a counter is negative
   */
  public SimulatedCounters {
    if (Math.min(
            Math.min(Math.min(retweets, replies), Math.min(likes, quotes)),
            Math.min(views, bookmarks))
        < 0) {
      throw new IllegalArgumentException("a counter must not be negative");
    }
  }

  /** The number of public interactions; views and bookmarks are not included. */
  public long engagement() {
    return retweets + replies + likes + quotes;
  }
}
