package io.tidemark.access;

import io.tidemark.postgres.Times;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The keys of machines. */
public final class ApiKeys {

  private static final String PREFIX = "tm_";
  private static final Pattern FORM = Pattern.compile("tm_[A-Za-z0-9_-]{43}");
  private static final int HINT = 8;

  /** The status of a tenant that ends. */
  private static final String DELETING = "deleting";

  private final Pool pool;
  private final SecureRandom random = new SecureRandom();

  public ApiKeys(Pool pool) {
    this.pool = pool;
  }

  /** Whether the text has the form of our keys; what has not is not looked up in the table. */
  static boolean hasTheForm(String presented) {
    return FORM.matcher(presented).matches();
  }

  private static final String COLUMNS =
      """
      id, name, hint, scopes, zones, workspaces, created_at, expires_at, revoked_at, last_used_at\
      """;

  private static final String CREATE =
      """
      insert into api_keys (name, key_hash, hint, scopes, zones, workspaces, created_at, expires_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8)
      returning %s
      """
          .formatted(COLUMNS);

  // Each tenant stays as it is until the key is written: one that ends after that takes itself out
  // of the key.
  private static final String LOCK_ZONES =
      """
      select id, status
      from zones
      where id = any ($1::text[])
      order by id
      for share
      """;

  private static final String LOCK_WORKSPACES =
      """
      select id, status
      from studio_workspaces
      where id = any ($1::text[])
      order by id
      for share
      """;

  /** A key cannot be made for a tenant. The message says why, beginning with the field. */
  public static final class NoSuchTenant extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoSuchTenant(String message) {
      super(message);
    }
  }

  /**
   * Makes a key. Its zones are there; its workspaces may be made later, and none of them is being
   * deleted.
   *
   * @param expiresAt null for never
   * @return the only sight of the key itself; fails with {@link NoSuchTenant}
   */
  public Future<NewKey> issue(
      String name,
      Set<Scope> scopes,
      Tenants zones,
      Tenants workspaces,
      @Nullable Instant expiresAt,
      Instant now) {
    return pool.withTransaction(
        transaction ->
            lock(transaction, LOCK_ZONES, zones)
                .compose(
                    found -> {
                      found.values().removeIf(DELETING::equals);
                      var missing = new TreeSet<>(zones.ids());
                      missing.removeAll(found.keySet());
                      return missing.isEmpty()
                          ? lock(transaction, LOCK_WORKSPACES, workspaces)
                          : Future.failedFuture(
                              new NoSuchTenant(
                                  "zones: there is no zone %s.".formatted(missing.first())));
                    })
                .compose(
                    found -> {
                      for (var workspace : found.entrySet()) {
                        if (workspace.getValue().equals(DELETING)) {
                          return Future.failedFuture(
                              new NoSuchTenant(
                                  "workspaces: the workspace %s is being deleted."
                                      .formatted(workspace.getKey())));
                        }
                      }
                      return insert(transaction, name, scopes, zones, workspaces, expiresAt, now);
                    }));
  }

  /** The status of each of the tenants that are there, by their ids. */
  private static Future<SortedMap<String, String>> lock(
      SqlConnection transaction, String sql, Tenants tenants) {
    return tenants.ids().isEmpty()
        ? Future.succeededFuture(new TreeMap<>())
        : transaction
            .preparedQuery(sql)
            .collecting(
                Collectors.toMap(
                    row -> row.getString("id"),
                    row -> row.getString("status"),
                    (one, same) -> one,
                    TreeMap<String, String>::new))
            .execute(Tuple.of((Object) tenants.toArrayOrNull()))
            .map(SqlResult::value);
  }

  /** Makes a key for tenants that need not be there. */
  Future<NewKey> insert(
      SqlClient client,
      String name,
      Set<Scope> scopes,
      Tenants zones,
      Tenants workspaces,
      @Nullable Instant expiresAt,
      Instant now) {
    byte[] bits = new byte[32];
    random.nextBytes(bits);
    String key = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    String[] words = scopes.stream().map(Scope::word).sorted().toArray(String[]::new);
    return client
        .preparedQuery(CREATE)
        .mapping(ApiKeys::key)
        .execute(
            Tuple.of(name, Buffer.buffer(Hashes.sha256(key)), key.substring(0, HINT))
                .addValue(words)
                .addValue(zones.toArrayOrNull())
                .addValue(workspaces.toArrayOrNull())
                .addValue(Times.utc(now))
                .addValue(Times.utcOrNull(expiresAt)))
        .map(rows -> new NewKey(key, rows.iterator().next()));
  }

  private static final String AFTER =
      """
      select %s
      from api_keys
      where id > $1
        and ($3::text[] is null or zones <@ $3)
        and ($4::text[] is null or workspaces <@ $4)
        and (
          ($3 is null and $4 is null)
          or cardinality(zones) > 0
          or cardinality(workspaces) > 0)
      order by id
      limit $2
      """
          .formatted(COLUMNS);

  /**
   * Keys in the order in which they were made, those after {@code id}, revoked ones as well.
   *
   * @param zones that the caller may see: only keys that reach no further are listed
   * @param workspaces the same; a limited caller sees no key that is for no tenant by name
   */
  public Future<List<ApiKey>> after(long id, int limit, Tenants zones, Tenants workspaces) {
    return pool.preparedQuery(AFTER)
        .mapping(ApiKeys::key)
        .execute(Tuple.of(id, limit, zones.toArrayOrNull(), workspaces.toArrayOrNull()))
        .map(rows -> rows.stream().toList());
  }

  private static final String FIND =
      """
      select %s
      from api_keys
      where id = $1
      """
          .formatted(COLUMNS);

  /** The key with this id, whether it still works or not. */
  public Future<Optional<ApiKey>> find(long id) {
    return first(FIND, Tuple.of(id));
  }

  private static final String LOOK_UP =
      """
      select %s
      from api_keys
      where key_hash = $1
      """
          .formatted(COLUMNS);

  /** The key with this SHA-256, whether it still works or not. */
  public Future<Optional<ApiKey>> lookUp(byte[] hash) {
    return first(LOOK_UP, Tuple.of(Buffer.buffer(hash)));
  }

  private static final String REVOKE =
      """
      update api_keys
      set revoked_at = $2
      where id = $1
        and revoked_at is null
      """;

  /**
   * Ends a key for good.
   *
   * @return false when there is no such key or it was revoked before
   */
  public Future<Boolean> revoke(long id, Instant now) {
    return pool.preparedQuery(REVOKE)
        .execute(Tuple.of(id, Times.utc(now)))
        .map(rows -> rows.rowCount() == 1);
  }

  private static final String USED =
      """
      update api_keys
      set last_used_at = $2
      where id = $1
        and (last_used_at is null or last_used_at <= $2::timestamptz - interval '1 minute')
      """;

  /** Notes the use of a key; writes once a minute at most, however often it is used. */
  public Future<Void> used(long id, Instant now) {
    return pool.preparedQuery(USED).execute(Tuple.of(id, Times.utc(now))).mapEmpty();
  }

  private Future<Optional<ApiKey>> first(String sql, Tuple parameters) {
    return pool.preparedQuery(sql)
        .mapping(ApiKeys::key)
        .execute(parameters)
        .map(rows -> rows.stream().findFirst());
  }

  private static ApiKey key(Row row) {
    return new ApiKey(
        row.getLong("id"),
        row.getString("name"),
        row.getString("hint"),
        Stream.of(row.getArrayOfStrings("scopes"))
            .map(word -> Scope.of(word).orElseThrow())
            .collect(Collectors.toSet()),
        Tenants.ofArrayOrNull(row.getArrayOfStrings("zones")),
        Tenants.ofArrayOrNull(row.getArrayOfStrings("workspaces")),
        Times.instant(row, "created_at"),
        Times.instantOrNull(row, "expires_at"),
        Times.instantOrNull(row, "revoked_at"),
        Times.instantOrNull(row, "last_used_at"));
  }
}
