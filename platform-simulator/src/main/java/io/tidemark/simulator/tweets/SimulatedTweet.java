package io.tidemark.simulator.tweets;

import io.tidemark.simulator.growth.Counters;
import io.tidemark.simulator.growth.Growth;
import java.time.Duration;
import java.time.Instant;

/**
 * A tweet of the simulated world. It never changes: its counters are a function of its age.
 *
 * @param number the id as a number; it holds the time of creation too
 */
public record SimulatedTweet(long number, String text, Author author, Growth growth) {

  public String id() {
    return Long.toString(number);
  }

  /** Millisecond precision, as the id has it. */
  public Instant createdAt() {
    return Snowflake.createdAt(number);
  }

  /** The true counters, whatever the platforms answer. */
  public Counters countersAt(Instant now) {
    return growth.at(Duration.between(createdAt(), now));
  }
}
