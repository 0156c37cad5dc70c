package io.tidemark.profiles.authors;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An author whose posts are collected.
 *
 * @param workspace null for a profile that all tenants may read
 * @param avgEngagement mean of likes and comments of a post; null without posts
 */
public record Profile(
    long id,
    @JsonProperty("workspace_id") @Nullable String workspace,
    String fullName,
    @Nullable String linkedinId,
    @Nullable String linkedinUrl,
    String type,
    boolean syncEnabled,
    int postsCount,
    @Nullable Double avgEngagement,
    Instant createdAt,
    @JsonUnwrapped Scraping scraping) {

  /**
   * The state of its scraping.
   *
   * @param lastScrapedAt null: never scraped, or to be scraped again by the next sync
   * @param priority 1 high, 2 middle, 3 low
   * @param consecutiveFailures from five on it is skipped until it is reset
   */
  public record Scraping(
      @Nullable Instant lastScrapedAt,
      @JsonProperty("sync_priority") int priority,
      int consecutiveFailures,
      @Nullable String lastError) {}
}
