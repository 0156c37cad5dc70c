package io.tidemark.profiles.authors;

import io.tidemark.access.Tenants;
import io.tidemark.postgres.Times;
import io.tidemark.profiles.authors.Profile.Scraping;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The table profiles. All tenants may read a profile without a workspace; changing it requires
 * access to all workspaces, and changing another one access to its workspace.
 */
public final class Profiles {

  private final Pool pool;

  public Profiles(Pool pool) {
    this.pool = pool;
  }

  private static final String ADD =
      """
      with added as (
        insert into profiles (workspace_id, full_name, linkedin_id, linkedin_url, type,
                              sync_enabled, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $8, $8)
        on conflict do nothing
        returning id)
      insert into profile_sync_status (profile_id, sync_priority)
      select id, $7 from added
      returning profile_id
      """;

  /**
   * @return the new id; empty when the workspace has a profile with that LinkedIn id
   */
  public Future<Optional<Long>> add(NewProfile profile, Instant now) {
    return pool.preparedQuery(ADD)
        .execute(
            Tuple.of(
                    profile.workspace(),
                    profile.fullName(),
                    profile.linkedinId(),
                    profile.linkedinUrl(),
                    profile.type(),
                    profile.syncEnabled())
                .addInteger(profile.priority())
                .addOffsetDateTime(Times.utc(now)))
        .map(rows -> rows.stream().findFirst().map(row -> row.getLong("profile_id")));
  }

  private static final String COLUMNS =
      """
      select p.id, p.workspace_id, p.full_name, p.linkedin_id, p.linkedin_url, p.type,
             p.sync_enabled, p.posts_count, p.avg_engagement, p.created_at, s.last_scraped_at,
             s.sync_priority, s.consecutive_failures, s.last_error
      from profiles p
      join profile_sync_status s on s.profile_id = p.id
      """;

  private static final String PAGE =
      COLUMNS
          + """
          where p.id > $1
            and ($2::text[] is null or p.workspace_id is null or p.workspace_id = any ($2))
          order by p.id
          limit $3
          """;

  /** The tenants' profiles and those without a workspace, in the order of their ids. */
  public Future<List<Profile>> after(long after, int limit, Tenants workspaces) {
    return pool.preparedQuery(PAGE)
        .execute(Tuple.of(after, workspaces.toArrayOrNull(), limit))
        .map(Profiles::profiles);
  }

  private static final String FIND = COLUMNS + "where p.id = $1";

  /**
   * @return empty when there is no such profile
   */
  public Future<Optional<Profile>> find(long id) {
    return pool.preparedQuery(FIND)
        .execute(Tuple.of(id))
        .map(rows -> profiles(rows).stream().findFirst());
  }

  private static List<Profile> profiles(RowSet<Row> rows) {
    return rows.stream()
        .map(
            row ->
                new Profile(
                    row.getLong("id"),
                    row.getString("workspace_id"),
                    row.getString("full_name"),
                    row.getString("linkedin_id"),
                    row.getString("linkedin_url"),
                    row.getString("type"),
                    row.getBoolean("sync_enabled"),
                    row.getInteger("posts_count"),
                    row.getDouble("avg_engagement"),
                    Times.instant(row, "created_at"),
                    new Scraping(
                        Times.instantOrNull(row, "last_scraped_at"),
                        row.getInteger("sync_priority"),
                        row.getInteger("consecutive_failures"),
                        row.getString("last_error"))))
        .toList();
  }

  private static final String CHANGE =
      """
      with changed as (
        update profiles p
        set full_name = coalesce($2, full_name),
            linkedin_id = coalesce($3, linkedin_id),
            linkedin_url = coalesce($4, linkedin_url),
            type = coalesce($5, type),
            sync_enabled = coalesce($6, sync_enabled),
            updated_at = $8
        where p.id = $1
          and not exists (
            select from profiles other
            where other.id <> p.id
              and other.workspace_id is not distinct from p.workspace_id
              and lower(other.linkedin_id) = lower($3))
        returning p.id)
      update profile_sync_status s
      set sync_priority = coalesce($7, sync_priority)
      from changed
      where s.profile_id = changed.id
      """;

  /**
   * @return false when there is no such profile, or its workspace has another one with that
   *     LinkedIn id
   */
  public Future<Boolean> change(long id, ProfileChange change, Instant now) {
    return pool.preparedQuery(CHANGE)
        .execute(
            Tuple.of(
                    id,
                    change.fullName(),
                    change.linkedinId(),
                    change.linkedinUrl(),
                    change.type(),
                    change.syncEnabled())
                .addInteger(change.priority())
                .addOffsetDateTime(Times.utc(now)))
        .map(rows -> rows.rowCount() > 0);
  }

  /** Deletes the profile with its posts. */
  public Future<Boolean> remove(long id) {
    return once("delete from profiles where id = $1", id);
  }

  private static final String RESET =
      """
      update profile_sync_status
      set consecutive_failures = 0, last_error = null
      where profile_id = $1
      """;

  /** Lets a profile that failed five times take part in syncs again. */
  public Future<Boolean> reset(long id) {
    return once(RESET, id);
  }

  /** Makes the next sync scrape the profile, however recently it was scraped. */
  public Future<Boolean> resync(long id) {
    return once("update profile_sync_status set last_scraped_at = null where profile_id = $1", id);
  }

  private Future<Boolean> once(String statement, long id) {
    return pool.preparedQuery(statement).execute(Tuple.of(id)).map(rows -> rows.rowCount() > 0);
  }
}
