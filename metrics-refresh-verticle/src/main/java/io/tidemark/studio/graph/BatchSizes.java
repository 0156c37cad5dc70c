package io.tidemark.studio.graph;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;

/** The number of parts of one batch that the platform answers, by account. */
final class BatchSizes {

  /** A reduced size is kept this long; then the full size is tried again. */
  private static final Duration KEPT = Duration.ofDays(1);

  private record Size(int most, Instant until) {}

  private final int full;
  private final Cache<String, Size> known = Caffeine.newBuilder().maximumSize(10_000).build();

  BatchSizes(int full) {
    this.full = full;
  }

  int most(String account, Instant now) {
    Size size = known.getIfPresent(account);
    return size == null || !size.until().isAfter(now) ? full : size.most();
  }

  /**
   * Records that a batch of twice the size was refused.
   *
   * @param most parts of a batch from now on, at least 1
   */
  void tooMuch(String account, int most, Instant now) {
    known.put(account, new Size(Math.max(1, most), now.plus(KEPT)));
  }
}
