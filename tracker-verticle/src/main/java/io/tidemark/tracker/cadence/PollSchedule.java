package io.tidemark.tracker.cadence;

import io.tidemark.tracker.tweets.Counters;
import java.time.Instant;
import java.util.Optional;

/**
 * When one tweet is polled: the cadence of its zone, with what the cadence looks at. Pure: the time
 * is handed in, and no poll is ever scheduled before it.
 */
public sealed interface PollSchedule permits ClockSchedule, AdaptiveSchedule, SampledSchedule {

  /** Whether the tweet is too old to be polled again. */
  boolean isOver(BeforePoll before, Instant now);

  /** The decision after a poll whose counters are believed. */
  Decision afterReading(BeforePoll before, Counters counters, Instant now);

  /**
   * The poll after one whose answer says nothing of the counters.
   *
   * @return empty when the tweet is too old or has no further poll
   */
  Optional<Instant> again(BeforePoll before, Instant now);

  /**
   * The poll after a manual refresh.
   *
   * @param counters that the refresh found
   * @return empty when the tweet has no further poll
   */
  Optional<Instant> afterRefresh(BeforePoll before, Counters counters, Instant now);

  /**
   * The poll that follows from what is known already.
   *
   * @param after the time of the last poll, or of the arrival
   * @return later than {@code after}; empty when the tweet is too old or has no further poll
   */
  Optional<Instant> next(BeforePoll before, Instant after);

  /**
   * The number of polls that a tweet stopping now would still have had, had its counters kept
   * growing; 0 where that depends on the counters.
   */
  int roundsAfter(BeforePoll before, Instant now);
}
