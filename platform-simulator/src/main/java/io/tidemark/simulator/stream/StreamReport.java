package io.tidemark.simulator.stream;

/**
 * What a stream has sent so far.
 *
 * @param deliveries deliveries begun
 * @param tweets tweets in them
 * @param accepted deliveries answered with 2xx
 * @param failed deliveries given up
 * @param duplicates deliveries sent once more though they were accepted
 * @param attempts requests sent in all; test pings are not counted
 */
public record StreamReport(
    int deliveries, int tweets, int accepted, int failed, int duplicates, int attempts) {

  static final StreamReport NOTHING = new StreamReport(0, 0, 0, 0, 0, 0);

  StreamReport plus(StreamReport other) {
    return new StreamReport(
        deliveries + other.deliveries,
        tweets + other.tweets,
        accepted + other.accepted,
        failed + other.failed,
        duplicates + other.duplicates,
        attempts + other.attempts);
  }
}
