package io.tidemark.simulator.faults;

import org.jspecify.annotations.Nullable;

/**
 * Faults of the LinkedIn scraper.
 *
 * @param linkedInError every scrape ends like this
 * @param linkedInQuota scrapes that a calendar month (UTC) holds; 10,000 when absent
 * @param linkedInScrapeMillis duration of a scrape on the world's clock; about 7,000 in production
 * @param linkedInTokenAtRoot {@code pagination_token} stands at the root and not in {@code paging}
 */
public record LinkedInFaults(
    @Nullable LinkedInError linkedInError,
    @Nullable Integer linkedInQuota,
    int linkedInScrapeMillis,
    boolean linkedInTokenAtRoot) {}
