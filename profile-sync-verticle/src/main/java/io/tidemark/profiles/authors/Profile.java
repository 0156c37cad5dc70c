package io.tidemark.profiles.authors;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An author whose posts are collected.
 *
 * @param workspace null for one that everybody may read
 * @param avgEngagement likes and comments of a post; null without posts
 */
public record Profile(
    long id,
    @Nullable String workspace,
    String fullName,
    @Nullable String linkedinId,
    @Nullable String linkedinUrl,
    String type,
    boolean syncEnabled,
    int postsCount,
    @Nullable Double avgEngagement,
    Instant createdAt,
    Scraping scraping) {

  /**
   * How its scraping stands.
   *
   * @param lastScrapedAt null: never, or to be scraped again at the next opportunity
   * @param priority 1 high, 2 middle, 3 low
   * @param consecutiveFailures five leave it out until it is reset
   */
  public record Scraping(
      @Nullable Instant lastScrapedAt,
      @Nullable Instant lastTriedAt,
      int priority,
      int consecutiveFailures,
      @Nullable String lastError) {}
}
