package io.tidemark.tracker.intake;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of a delivery. Everything it reports is committed. */
public sealed interface Accepted {

  /**
   * A zone accepted it.
   *
   * @param created tweets that were new to the zone
   * @param duplicates tweets that the zone already had, or that occur twice in the delivery
   * @param ignored retweets that the zone leaves out
   * @param snapshots duplicates whose counters had grown and were written as snapshots
   * @param errors rejected tweets, in the order of the delivery as far as it was read
   * @param lotId null when no tweet was created
   * @param firstUpdateAt null when nothing will be polled
   */
  record Routed(
      String zone,
      int processed,
      int created,
      int duplicates,
      int ignored,
      int snapshots,
      List<Delivery.BadTweet> errors,
      @Nullable Long lotId,
      @Nullable Instant firstUpdateAt)
      implements Accepted {
    public Routed {
      errors = List.copyOf(errors);
    }

    Routed with(@Nullable Long lot, @Nullable Instant first) {
      return new Routed(
          zone, processed, created, duplicates, ignored, snapshots, errors, lot, first);
    }
  }

  /** Its rule is mapped to no zone; the delivery is stored whole and waits. */
  record Unrouted(String ruleId) implements Accepted {}
}
