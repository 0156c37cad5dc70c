package io.tidemark.tracker.sweeps;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The items of a sweep, one for each of its DAOs: dao_sync_progress. */
public final class SweepItems {

  /** How many DAOs of a sweep are in which state. */
  public record Tally(
      @JsonProperty("daos_pending") int pending,
      @JsonProperty("daos_swept") int done,
      @JsonProperty("daos_failed") int failed) {

    /** The number of all DAOs of the sweep. */
    @JsonProperty("daos")
    public int all() {
      return pending + done + failed;
    }
  }

  /**
   * How many tweets of one page were written.
   *
   * @param processed all of them
   * @param updated tweets that were already stored
   * @param added tweets that were new
   */
  record Counts(int processed, int updated, int added) {}

  private SweepItems() {}

  private static final String OPEN =
      """
      insert into dao_sync_progress (cycle_id, dao_id, position)
      select $1, id, row_number() over (order by swept_at nulls first, id)
      from daos
      where enabled
        and twitter_handle is not null
        and slug = coalesce($2, slug)
      """;

  /**
   * Creates the items of a sweep. The DAO that was swept longest ago goes first, so that all DAOs
   * get their share of a budget that never suffices for one whole sweep.
   *
   * @return how many were created
   */
  static Future<Integer> open(SqlConnection transaction, long sweep, @Nullable String daoSlug) {
    return transaction.preparedQuery(OPEN).execute(Tuple.of(sweep, daoSlug)).map(RowSet::rowCount);
  }

  private static final String COLUMNS =
      """
      dao.id, dao.slug, dao.twitter_handle, dao.x_user_id, item.attempts, item.pages,
        item.empty_pages, item.seen_tokens, dao.whole_at, item.since,
        case when item.token_user = dao.x_user_id then item.next_token end as token
      """;

  private static final String PENDING =
      """
      from dao_sync_progress item
      join daos dao on dao.id = item.dao_id
      where item.cycle_id = $1
        and item.status = 'pending'
        and dao.enabled
        and dao.twitter_handle is not null
      """;

  private static final String NAMELESS =
      """
      select %s
      %s  and dao.x_user_id is null
        and (item.retry_at is null or item.retry_at <= $2)
      order by item.position
      limit $3
      """
          .formatted(COLUMNS, PENDING);

  /** Pending DAOs whose account must be looked up before their timeline can be read. */
  static Future<List<SweepItem>> withoutAccount(Pool pool, long sweep, Instant now, int limit) {
    return pool.preparedQuery(NAMELESS)
        .execute(Tuple.of(sweep, Times.utc(now), limit))
        .map(rows -> rows.stream().map(SweepItems::item).toList());
  }

  private static final String NEXT =
      """
      select %s
      %s  and dao.x_user_id is not null
        and (item.retry_at is null or item.retry_at <= $2)
      order by item.retry_at nulls first, item.position
      limit 1
      """
          .formatted(COLUMNS, PENDING);

  /** The next DAO whose timeline is read; DAOs that failed before come last. */
  static Future<Optional<SweepItem>> next(Pool pool, long sweep, Instant now) {
    return pool.preparedQuery(NEXT)
        .execute(Tuple.of(sweep, Times.utc(now)))
        .map(rows -> rows.stream().map(SweepItems::item).findFirst());
  }

  private static final String RETRY_AT =
      """
      select min(item.retry_at) as retry_at
      %s
      """
          .formatted(PENDING);

  /** When the first failed DAO is retried; empty when none is. */
  static Future<Optional<Instant>> retryAt(Pool pool, long sweep) {
    return pool.preparedQuery(RETRY_AT)
        .execute(Tuple.of(sweep))
        .map(rows -> Optional.ofNullable(Times.instantOrNull(rows.iterator().next(), "retry_at")));
  }

  // Locks the DAO first, in the order in which its removal locks: the other order would deadlock.
  private static final String LOCK =
      """
      with kept as materialized (select id from daos where id = $2 for key share)
      select item.dao_id
      from kept
      join dao_sync_progress item on item.dao_id = kept.id
      where item.cycle_id = $1
        and item.status = 'pending'
      for update of item
      """;

  /**
   * Locks a pending item and its DAO until the transaction ends.
   *
   * @return false when the item is not pending any more or the DAO was removed
   */
  static Future<Boolean> lock(SqlConnection transaction, long sweep, long dao) {
    return transaction
        .preparedQuery(LOCK)
        .execute(Tuple.of(sweep, dao))
        .map(rows -> rows.size() == 1);
  }

  private static final String CHOOSE =
      """
      update dao_sync_progress
      set since = $3,
          chosen = $4,
          left_for_later = $5,
          model_curves = $6
      where cycle_id = $1
        and dao_id = $2
        and status = 'pending'
      """;

  /** Stores which older tweets of a pending item are asked about. */
  static Future<Void> choose(SqlConnection transaction, long sweep, long dao, ChosenTweets chosen) {
    return transaction
        .preparedQuery(CHOOSE)
        .execute(
            Tuple.of(
                sweep,
                dao,
                Times.utc(chosen.since()),
                chosen.tweets().toArray(Long[]::new),
                chosen.left(),
                chosen.curves()))
        .mapEmpty();
  }

  private static final String PAGED =
      """
      update dao_sync_progress
      set pages = pages + 1,
          status = case when $3::text is null then 'done' else 'pending' end,
          next_token = $3,
          token_user = case when $3::text is not null then $4 end,
          empty_pages = $8,
          seen_tokens = case when $3::text is null then '{}' else seen_tokens || $3::text end,
          retry_at = null,
          attempts = 0,
          tweets_processed = tweets_processed + $5,
          tweets_updated = tweets_updated + $6,
          tweets_added = tweets_added + $7
      where cycle_id = $1
        and dao_id = $2
      """;

  /**
   * @param next the token of the next page; null completes the item
   * @param emptyPages how many pages without a post came last, in a row
   */
  static Future<Void> paged(
      SqlConnection transaction,
      long sweep,
      SweepItem item,
      @Nullable String next,
      int emptyPages,
      Counts counts) {
    return transaction
        .preparedQuery(PAGED)
        .execute(
            Tuple.of(
                sweep,
                item.dao(),
                next,
                item.userId(),
                counts.processed(),
                counts.updated(),
                counts.added(),
                emptyPages))
        .mapEmpty();
  }

  private static final String FAILED =
      """
      update dao_sync_progress
      set status = 'failed',
          error = $3,
          next_token = null,
          token_user = null,
          retry_at = null
      where cycle_id = $1
        and dao_id = $2
        and status = 'pending'
      """;

  /** Fails a pending item. */
  static Future<Void> failed(SqlConnection transaction, long sweep, long dao, String error) {
    return transaction.preparedQuery(FAILED).execute(Tuple.of(sweep, dao, error)).mapEmpty();
  }

  private static final String POSTPONED =
      """
      update dao_sync_progress
      set attempts = attempts + 1,
          retry_at = $3
      where cycle_id = $1
        and dao_id = $2
        and status = 'pending'
      """;

  /** Counts an attempt of a pending item and sets its retry time. */
  static Future<Void> postponed(SqlConnection transaction, long sweep, long dao, Instant retryAt) {
    return transaction
        .preparedQuery(POSTPONED)
        .execute(Tuple.of(sweep, dao, Times.utc(retryAt)))
        .mapEmpty();
  }

  private static final String TALLY =
      """
      select count(*) filter (where status = 'pending')::int as pending,
        count(*) filter (where status = 'done')::int as done,
        count(*) filter (where status = 'failed')::int as failed
      from dao_sync_progress
      where cycle_id = $1
      """;

  /** Counts the items of a sweep by their state. */
  public static Future<Tally> tally(Pool pool, long sweep) {
    return pool.preparedQuery(TALLY)
        .execute(Tuple.of(sweep))
        .map(rows -> tally(rows.iterator().next()));
  }

  /** Reads a row with pending, done and failed. */
  static Tally tally(Row row) {
    return new Tally(row.getInteger("pending"), row.getInteger("done"), row.getInteger("failed"));
  }

  private static final String LEFT_OUT =
      """
      select dao.slug
      from dao_sync_progress item
      join daos dao on dao.id = item.dao_id
      where item.cycle_id = $1
        and item.status = 'pending'
        and not (dao.enabled and dao.twitter_handle is not null)
      order by item.position
      """;

  /** The slugs of DAOs that were disabled or lost their handle while their item was pending. */
  static Future<List<String>> leftOut(SqlConnection transaction, long sweep) {
    return transaction
        .preparedQuery(LEFT_OUT)
        .execute(Tuple.of(sweep))
        .map(rows -> rows.stream().map(row -> row.getString("slug")).toList());
  }

  private static SweepItem item(Row row) {
    return new SweepItem(
        row.getLong("id"),
        row.getString("slug"),
        row.getString("twitter_handle"),
        row.getString("x_user_id"),
        row.getInteger("attempts"),
        row.getInteger("pages"),
        row.getString("token"),
        row.getInteger("empty_pages"),
        Set.of(row.getArrayOfStrings("seen_tokens")),
        Times.instantOrNull(row, "whole_at"),
        Times.instantOrNull(row, "since"));
  }
}
