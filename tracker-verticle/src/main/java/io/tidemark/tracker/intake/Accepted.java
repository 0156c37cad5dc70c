package io.tidemark.tracker.intake;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a delivery; everything in it is committed. */
public sealed interface Accepted {

  /**
   * @param created tweets that the zone did not have
   * @param duplicates tweets that it had, or that came twice in the delivery
   * @param ignored retweets, which the zone leaves out
   * @param snapshots duplicates whose counters had moved and became a snapshot
   * @param errors tweets that could not be taken, in the delivery's order as far as it was read
   * @param lotId null when nothing was created
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
  }

  /** Nobody has mapped its rule; it waits, kept whole. */
  record Unrouted(String ruleId) implements Accepted {}
}
