package io.tidemark.studio.reads;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a platform said of a post at one time. Null is "not given".
 *
 * @param raw what it said, as it came; null where it was not asked for
 */
public record Reading(
    Instant capturedAt,
    @Nullable Long impressions,
    @Nullable Long reach,
    @Nullable Long views,
    @Nullable Long likes,
    @Nullable Long comments,
    @Nullable Long shares,
    @Nullable Long saves,
    @Nullable Long clicks,
    @Nullable Long totalInteractions,
    @Nullable JsonObject raw) {

  /**
   * Likes, comments and shares by impressions; by views, then by reach, where a platform gives no
   * impressions.
   *
   * @return null when the platform gave none of the three, or nothing to divide by
   */
  public @Nullable Double engagementRate() {
    Long seen = impressions != null ? impressions : views != null ? views : reach;
    if (seen == null || seen == 0 || (likes == null && comments == null && shares == null)) {
      return null;
    }
    long engaged =
        Stream.of(likes, comments, shares)
            .filter(Objects::nonNull)
            .mapToLong(Long::longValue)
            .sum();
    return (double) engaged / seen;
  }
}
