package io.tidemark.simulator.stream;

/**
 * The progress of a stream.
 *
 * @param deliveries deliveries started
 * @param tweets tweets in them
 * @param accepted deliveries answered with 2xx
 * @param failed deliveries given up
 * @param duplicates accepted deliveries that were sent again
 * @param attempts requests sent; test pings are not counted
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
