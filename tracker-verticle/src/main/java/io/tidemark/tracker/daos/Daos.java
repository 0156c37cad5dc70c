package io.tidemark.tracker.daos;

import io.tidemark.growth.WorkspaceGrowth;
import io.tidemark.postgres.Columns;
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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The DAOs, each with a view {@code dao_<slug>_tweets} of its tweets. */
public final class Daos {

  private static final Pattern SLUG = Pattern.compile("[a-z0-9][a-z0-9_-]{0,40}");

  private static final Pattern HANDLE = Pattern.compile("[A-Za-z0-9_]{1,15}");

  /**
   * A change of a DAO. Components that are null do not change.
   *
   * @param twitterHandle empty to remove the handle
   */
  public record Change(
      @Nullable String name, @Nullable String twitterHandle, @Nullable Boolean enabled) {}

  private final Pool pool;

  public Daos(Pool pool) {
    this.pool = pool;
  }

  /** Whether the text is a valid slug; a slug becomes part of the name of a view. */
  public static boolean isSlug(String slug) {
    return SLUG.matcher(slug).matches();
  }

  /** Whether the text is a valid handle of an X account. */
  public static boolean isHandle(String handle) {
    return HANDLE.matcher(handle).matches();
  }

  private static final String COLUMNS =
      "id, slug, name, twitter_handle, enabled, swept_at, created_at, updated_at";

  private static final String ADD =
      """
      insert into daos (slug, name, twitter_handle, enabled, created_at, updated_at)
      values ($1, $2, $3, $4, $5, $5)
      on conflict (slug) do nothing
      returning %s
      """
          .formatted(COLUMNS);

  /**
   * Adds a DAO. A database trigger creates its view, as for a row inserted by SQL.
   *
   * @return empty when the slug is taken
   */
  public Future<Optional<Dao>> add(
      String slug, String name, @Nullable String twitterHandle, boolean enabled, Instant now) {
    return pool.preparedQuery(ADD)
        .execute(Tuple.of(slug, name, twitterHandle, enabled, Times.utc(now)))
        .map(Daos::first);
  }

  /**
   * @return empty when no DAO has the slug
   */
  public Future<Optional<Dao>> find(String slug) {
    return pool.preparedQuery("select %s from daos where slug = $1".formatted(COLUMNS))
        .execute(Tuple.of(slug))
        .map(Daos::first);
  }

  private static final String AFTER =
      """
      select %s
      from daos
      where slug > $1
      order by slug
      limit $2
      """
          .formatted(COLUMNS);

  /** The DAOs after {@code slug}, in the order of their slugs. */
  public Future<List<Dao>> after(String slug, int limit) {
    return pool.preparedQuery(AFTER)
        .execute(Tuple.of(slug, limit))
        .map(rows -> rows.stream().map(Daos::dao).toList());
  }

  private static final String CHANGE =
      """
      update daos
      set name = coalesce($2, name),
          twitter_handle = case when $3::text is null then twitter_handle else nullif($3, '') end,
          x_user_id = case
            when $3::text is null or lower($3) = lower(twitter_handle) then x_user_id end,
          whole_at = case
            when $3::text is null or lower($3) = lower(twitter_handle) then whole_at end,
          enabled = coalesce($4, enabled),
          updated_at = $5
      where slug = $1
      returning %s
      """
          .formatted(COLUMNS);

  /**
   * Changes a DAO. If the handle changes, the account is looked up again.
   *
   * @return empty when there is no such DAO
   */
  public Future<Optional<Dao>> change(String slug, Change change, Instant now) {
    return pool.preparedQuery(CHANGE)
        .execute(
            Tuple.of(slug, change.name(), change.twitterHandle(), change.enabled(), Times.utc(now)))
        .map(Daos::first);
  }

  private static final String REMOVE_SNAPSHOTS =
      """
      delete from dao_tweet_snapshots
      using dao_tweets tweet
      where tweet.dao_id = $1
        and dao_tweet_snapshots.tweet_id = tweet.id
      """;

  /**
   * Removes a DAO with its tweets, their snapshots and, by a database trigger, its view.
   *
   * @return whether there was one
   */
  public Future<Boolean> remove(String slug) {
    return pool.withTransaction(
        transaction ->
            transaction
                .preparedQuery("select id from daos where slug = $1 for update")
                .execute(Tuple.of(slug))
                .compose(
                    rows ->
                        rows.size() == 0
                            ? Future.succeededFuture(false)
                            : remove(transaction, rows.iterator().next().getLong("id"))
                                .compose(
                                    gone ->
                                        WorkspaceGrowth.remove(
                                            transaction, WorkspaceGrowth.ofDao(slug)))
                                .map(true)));
  }

  private static Future<Void> remove(SqlConnection transaction, long dao) {
    Tuple id = Tuple.of(dao);
    return transaction
        .preparedQuery(REMOVE_SNAPSHOTS)
        .execute(id)
        .compose(gone -> transaction.preparedQuery("delete from daos where id = $1").execute(id))
        .mapEmpty();
  }

  private static final String REMEMBER_ACCOUNTS =
      """
      update daos
      set x_user_id = found.user_id
      from unnest($1::bigint[], $2::text[], $3::text[]) as found (id, handle, user_id)
      where daos.id = found.id
        and lower(daos.twitter_handle) = lower(found.handle)
      """;

  /** The account of a DAO's handle. */
  public record Account(long dao, String handle, String userId) {}

  /** Stores the accounts of handles, unless a DAO's handle has changed meanwhile. */
  public static Future<Void> rememberAccounts(SqlConnection transaction, List<Account> accounts) {
    return Columns.of(accounts)
        .longs(Account::dao)
        .texts(Account::handle)
        .texts(Account::userId)
        .execute(transaction, REMEMBER_ACCOUNTS);
  }

  /**
   * Deletes the stored account so that it is looked up again, unless another one is stored
   * meanwhile.
   */
  public static Future<Void> forgetAccount(SqlConnection transaction, long dao, String userId) {
    return transaction
        .preparedQuery("update daos set x_user_id = null where id = $1 and x_user_id = $2")
        .execute(Tuple.of(dao, userId))
        .mapEmpty();
  }

  private static final String SWEPT =
      """
      update daos
      set swept_at = $2,
          whole_at = case when odd_sweep is distinct from $3 then $4 else whole_at end
      where id = $1
      """;

  /**
   * Records when a DAO was swept successfully.
   *
   * @param began when the sweep began; its timeline is known up to then, unless a page was odd
   */
  public static Future<Void> swept(
      SqlConnection transaction, long dao, long sweep, Instant began, Instant now) {
    return transaction
        .preparedQuery(SWEPT)
        .execute(Tuple.of(dao, Times.utc(now), sweep, Times.utc(began)))
        .mapEmpty();
  }

  /** Records that a sweep left something of the timeline out. */
  public static Future<Void> odd(SqlConnection transaction, long dao, long sweep) {
    return transaction
        .preparedQuery("update daos set odd_sweep = $2 where id = $1")
        .execute(Tuple.of(dao, sweep))
        .mapEmpty();
  }

  private static Optional<Dao> first(RowSet<Row> rows) {
    return rows.stream().map(Daos::dao).findFirst();
  }

  private static Dao dao(Row row) {
    return new Dao(
        row.getLong("id"),
        row.getString("slug"),
        row.getString("name"),
        row.getString("twitter_handle"),
        row.getBoolean("enabled"),
        Times.instantOrNull(row, "swept_at"),
        Times.instant(row, "created_at"),
        Times.instant(row, "updated_at"));
  }
}
