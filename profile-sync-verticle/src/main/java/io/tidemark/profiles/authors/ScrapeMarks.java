package io.tidemark.profiles.authors;

import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;

/** Writes the result of scraping a profile to profile_sync_status. */
public final class ScrapeMarks {

  private ScrapeMarks() {}

  private static final String SUCCEEDED =
      """
      update profile_sync_status
      set last_scraped_at = $2, last_tried_at = $2, consecutive_failures = 0, last_error = null
      where profile_id = $1
      """;

  /** The profile is due again in a week. */
  public static Future<Void> succeeded(SqlConnection transaction, long profile, Instant now) {
    return transaction
        .preparedQuery(SUCCEEDED)
        .execute(Tuple.of(profile, Times.utc(now)))
        .mapEmpty();
  }

  private static final String DOUBTED =
      """
      update profile_sync_status
      set last_tried_at = $2, consecutive_failures = 0, last_error = $3
      where profile_id = $1
      """;

  /** The profile stays due, because the next page decides whether the doubted one is believed. */
  public static Future<Void> doubted(
      SqlConnection transaction, long profile, String why, Instant now) {
    return transaction
        .preparedQuery(DOUBTED)
        .execute(Tuple.of(profile, Times.utc(now), why))
        .mapEmpty();
  }

  private static final String FAILED =
      """
      update profile_sync_status
      set last_tried_at = $2, consecutive_failures = consecutive_failures + 1, last_error = $3
      where profile_id = $1
      """;

  /** Counts a failure; after five in a row the profile is left out. */
  public static Future<Void> failed(
      SqlConnection transaction, long profile, String why, Instant now) {
    return transaction
        .preparedQuery(FAILED)
        .execute(Tuple.of(profile, Times.utc(now), why))
        .mapEmpty();
  }
}
