package io.tidemark.tracker.tweets;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A tweet as a platform delivered it.
 *
 * @param tweetId the platform's id, decimal digits
 * @param author null when the platform named none
 */
public record Tweet(
    String tweetId,
    @Nullable Author author,
    String text,
    @Nullable String lang,
    @Nullable String url,
    Instant createdAt,
    Counters counters) {

  /**
   * @param id the platform's user id
   */
  public record Author(
      String id,
      String userName,
      @Nullable String name,
      @Nullable Long followers,
      @Nullable Long following,
      @Nullable Boolean verified,
      @Nullable String profilePicture,
      @Nullable String description,
      @Nullable String location) {}
}
