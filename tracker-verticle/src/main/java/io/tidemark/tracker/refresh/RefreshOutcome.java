package io.tidemark.tracker.refresh;

import io.tidemark.tracker.tweets.Counters;
import io.tidemark.upstream.PostOutcome;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of wanting to know a tweet's counters now. */
sealed interface RefreshOutcome {

  /**
   * The platform answered.
   *
   * @param askedAt by the world's clock, just before it was asked
   * @param answeredAt when the answer came
   * @param doubt why the answer is not to be taken at its word; null when nothing speaks against it
   * @param versions ids of all versions of a tweet that was edited, the oldest first; else empty
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
   * It was not asked, or gave no answer.
   *
   * @param retrySeconds real time after which asking again makes sense, at least 1
   */
  record NotRead(String reason, long retrySeconds) implements RefreshOutcome {}

  /** The zone may not ask again yet; holds for no other zone. */
  record OverQuota(String zone, long retrySeconds) implements RefreshOutcome {}
}
