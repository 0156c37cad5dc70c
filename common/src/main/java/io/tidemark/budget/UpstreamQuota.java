package io.tidemark.budget;

import java.time.Instant;

/**
 * What a platform says of one of its own windows.
 *
 * @param window what tells it apart from the platform's others at the same endpoint; empty for the
 *     only one
 * @param remaining requests, or what else the platform counts
 * @param limit 0 where it does not say
 */
public record UpstreamQuota(String window, long remaining, long limit, Instant resetsAt) {
  public UpstreamQuota {
    remaining = Math.max(0, remaining);
    limit = Math.max(remaining, limit);
  }
}
