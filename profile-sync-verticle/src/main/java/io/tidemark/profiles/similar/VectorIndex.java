package io.tidemark.profiles.similar;

import io.tidemark.access.Hashes;
import io.tidemark.postgres.Maintenance;
import io.tidemark.profiles.embeddings.EmbeddingSpace;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index of a space, if the database has pgvector: an expression index on the vectors of this
 * space only. It is built concurrently; until it exists, or when it cannot be built, searches are
 * exact.
 */
public final class VectorIndex {

  private static final Logger log = LoggerFactory.getLogger(VectorIndex.class);

  /** Up to so many dimensions are indexed in full precision, up to 4,000 in half precision. */
  private static final int MOST_IN_FULL = 2_000;

  private final Maintenance maintenance;

  public VectorIndex(Maintenance maintenance) {
    this.maintenance = maintenance;
  }

  /** The indexed expression; queries must use exactly this text. */
  static String expression(String column, EmbeddingSpace space) {
    String type = space.dimensions() <= MOST_IN_FULL ? "vector" : "halfvec";
    return "(%s::%s(%d))".formatted(column, type, space.dimensions());
  }

  /** The condition of the partial index, with constants: the planner cannot match parameters. */
  static String condition(EmbeddingSpace space) {
    return "model = '%s' and dimensions = %d".formatted(space.model(), space.dimensions());
  }

  static String name(EmbeddingSpace space) {
    // Existing indexes were named with eight digits of the hash.
    String whole = Hashes.shortName(space.model() + "/" + space.dimensions());
    return "post_vectors_near_" + Hashes.formerName(whole);
  }

  static Future<Boolean> hasPgvector(SqlClient client) {
    return client
        .query("select from pg_extension where extname = 'vector'")
        .execute()
        .map(rows -> rows.size() > 0);
  }

  /**
   * Creates the index if it does not exist and the database supports it.
   *
   * @return whether the index exists; never fails
   */
  public Future<Boolean> prepare(EmbeddingSpace space) {
    return maintenance
        .withConnection(
            connection ->
                hasPgvector(connection)
                    .compose(
                        has -> {
                          if (!has) {
                            log.info(
                                "The database has no pgvector; similar posts are searched exactly");
                            return Future.succeededFuture(false);
                          }
                          return build(connection, space);
                        }))
        .otherwise(
            problem -> {
              log.atWarn()
                  .addKeyValue("model", space.model())
                  .addKeyValue("dimensions", space.dimensions())
                  .setCause(problem)
                  .log("The index of vectors cannot be built; similar posts are searched exactly");
              return false;
            });
  }

  /** Builds in one process at a time, under an advisory lock. */
  private static Future<Boolean> build(SqlConnection connection, EmbeddingSpace space) {
    long lock = name(space).hashCode();
    return connection
        .preparedQuery("select pg_try_advisory_lock($1) as mine")
        .execute(Tuple.of(lock))
        .compose(
            rows ->
                rows.iterator().next().getBoolean("mine")
                    ? locked(connection, space)
                        .eventually(
                            () ->
                                connection
                                    .preparedQuery("select pg_advisory_unlock($1)")
                                    .execute(Tuple.of(lock)))
                    : isThere(connection, space));
  }

  private static Future<Boolean> locked(SqlConnection connection, EmbeddingSpace space) {
    return validity(connection, space)
        .compose(
            valid ->
                valid.orElse(false)
                    ? Future.succeededFuture(true)
                    : create(connection, space, valid.isPresent())
                        .compose(made -> isThere(connection, space)));
  }

  /**
   * Builds a new index.
   *
   * @param aborted whether an aborted build has left an invalid one, which is dropped
   */
  private static Future<Void> create(
      SqlConnection connection, EmbeddingSpace space, boolean aborted) {
    String operators = space.dimensions() <= MOST_IN_FULL ? "vector" : "halfvec";
    String create =
        "create index concurrently %s on post_vectors using hnsw (%s %s_cosine_ops) where %s"
            .formatted(name(space), expression("components", space), operators, condition(space));
    Future<?> dropped =
        aborted
            ? connection.query("drop index concurrently " + name(space)).execute()
            : Future.succeededFuture();
    return dropped
        // It waits for the transactions that began before it, and nothing waits behind it.
        .compose(gone -> connection.query("set lock_timeout = 0").execute())
        .compose(unlimited -> connection.query(create).execute())
        .mapEmpty();
  }

  private static final String VALIDITY =
      """
      select indisvalid
      from pg_index
      where indexrelid = to_regclass($1)
      """;

  /** Whether the index is valid; nothing where there is none. */
  private static Future<Optional<Boolean>> validity(
      SqlConnection connection, EmbeddingSpace space) {
    return connection
        .preparedQuery(VALIDITY)
        .execute(Tuple.of(name(space)))
        .map(rows -> rows.stream().map(row -> row.getBoolean("indisvalid")).findFirst());
  }

  private static Future<Boolean> isThere(SqlConnection connection, EmbeddingSpace space) {
    return validity(connection, space).map(valid -> valid.orElse(false));
  }
}
