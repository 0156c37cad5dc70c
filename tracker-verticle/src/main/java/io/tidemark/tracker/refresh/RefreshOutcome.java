package io.tidemark.tracker.refresh;

import io.tidemark.tracker.tweets.Counters;
import io.tidemark.upstream.PostOutcome;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The outcome of refreshing a tweet on request. */
sealed interface RefreshOutcome {

  /**
   * The platform answered.
   *
   * @param askedAt by the world's clock, just before it was asked
   * @param answeredAt when the answer came
   * @param doubt why the answer is doubtful; null when it is not
   * @param versions the ids of all versions of an edited tweet, oldest first; empty for any other
   */
  record Read(
      PostOutcome<Counters> outcome,
      Instant askedAt,
      Instant answeredAt,
      @Nullable String doubt,
      List<String> versions)
      implements RefreshOutcome {
    public Read {
      versions = List.copyOf(versions);
    }
  }

  /**
   * The platform was not asked, or did not answer.
   *
   * @param retrySeconds real time until a retry makes sense, at least 1
   */
  record NotRead(String reason, long retrySeconds) implements RefreshOutcome {}

  /** The zone has used up its refreshes; this applies to no other zone. */
  record OverQuota(String zone, long retrySeconds) implements RefreshOutcome {}
}
