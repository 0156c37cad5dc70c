package io.tidemark.benchmarks.poll;

import io.tidemark.tracker.cadence.BeforePoll;
import io.tidemark.tracker.cadence.ClockCadence;
import io.tidemark.tracker.cadence.ClockSchedule;
import io.tidemark.tracker.cadence.Decision;
import io.tidemark.tracker.cadence.Decisions;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.tracker.tweets.Latest;
import io.tidemark.tracker.tweets.Snapshot;
import io.tidemark.upstream.PostOutcome;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a poll writes for one tweet, by the same rule for all contestants. */
record PollOutcome(Snapshot snapshot, Decision decision) {

  /**
   * @param before counters of the delivery
   */
  static PollOutcome of(
      TweetBatch tweetBatch,
      long tweet,
      Instant createdAt,
      Counters before,
      Counters reading,
      double threshold) {
    Instant due = tweetBatch.arrivedAt().plus(Duration.ofHours(1));
    Decision decision =
        Decisions.decide(
            new BeforePoll(createdAt, tweetBatch.arrivedAt(), before, false, null, due),
            new PostOutcome.Present<>(reading),
            new ClockSchedule(ClockCadence.HOURLY_LOT, threshold),
            tweetBatch.polledAt());
    return new PollOutcome(
        Snapshot.following(
                tweet,
                Latest.of(before, tweetBatch.arrivedAt()),
                Snapshot.Origin.POLL,
                1,
                reading,
                tweetBatch.polledAt())
            .decided(decision.word()),
        decision);
  }

  /** The reason for going on; null when it stopped. */
  @Nullable String why() {
    return switch (decision) {
      case Decision.Continue goOn -> goOn.why().word();
      case Decision.Stop stop -> null;
    };
  }

  /** The reason of the stop; null when it goes on. */
  @Nullable String stopReason() {
    return switch (decision) {
      case Decision.Continue goOn -> null;
      case Decision.Stop stop -> stop.reason().word();
    };
  }

  /** The next due time; null when it stopped. */
  @Nullable Instant nextUpdateAt() {
    return switch (decision) {
      case Decision.Continue goOn -> goOn.nextUpdateAt();
      case Decision.Stop stop -> null;
    };
  }
}
