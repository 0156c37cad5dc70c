package io.tidemark.simulator.tweets;

import io.tidemark.simulator.growth.Growth;
import io.tidemark.simulator.growth.SimulatedCounters;
import java.time.Duration;
import java.time.Instant;

/**
 * A simulated tweet. Immutable: its counters are a function of its age.
 *
 * @param number the id as a number; it contains the creation time
 */
public record SimulatedTweet(long number, String text, Author author, Growth growth) {

  public String id() {
    return Long.toString(number);
  }

  /** Has millisecond precision, as the id. */
  public Instant createdAt() {
    return Snowflake.createdAt(number);
  }

  /** The true counters, independent of what the platforms return. */
  public SimulatedCounters countersAt(Instant now) {
    return growth.at(Duration.between(createdAt(), now));
  }
}
