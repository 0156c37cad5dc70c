package io.tidemark.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a statement that reads or writes many rows: an array for each column, for
 * {@code unnest}, and single values between them, in the order of the calls.
 *
 * @param <T> a row
 */
public final class Columns<T> {

  private final Collection<T> rows;
  private final Tuple parameters;

  private Columns(Collection<T> rows, Tuple parameters) {
    this.rows = rows;
    this.parameters = parameters;
  }

  /**
   * @param rows in the order in which the statement shall see them
   */
  public static <T> Columns<T> of(Collection<T> rows) {
    return new Columns<>(rows, Tuple.tuple());
  }

  /** Goes on with the columns of other rows. */
  public <R> Columns<R> and(Collection<R> others) {
    return new Columns<>(others, parameters);
  }

  /** Adds a single value; an {@link Instant} becomes a {@code timestamptz}. */
  public Columns<T> value(@Nullable Object value) {
    parameters.addValue(value instanceof Instant instant ? Times.utc(instant) : value);
    return this;
  }

  public Columns<T> longs(Function<T, @Nullable Long> column) {
    return column(column, Long[]::new);
  }

  /** Adds a column for each of the numbers that a part of the row has. */
  public <P> Columns<T> longs(Function<T, P> part, List<Function<P, @Nullable Long>> columns) {
    columns.forEach(column -> longs(row -> column.apply(part.apply(row))));
    return this;
  }

  public Columns<T> ints(Function<T, @Nullable Integer> column) {
    return column(column, Integer[]::new);
  }

  public Columns<T> doubles(Function<T, @Nullable Double> column) {
    return column(column, Double[]::new);
  }

  public Columns<T> booleans(Function<T, @Nullable Boolean> column) {
    return column(column, Boolean[]::new);
  }

  public Columns<T> texts(Function<T, @Nullable String> column) {
    return column(column, String[]::new);
  }

  public Columns<T> times(Function<T, @Nullable Instant> column) {
    return column(row -> Times.utcOrNull(column.apply(row)), OffsetDateTime[]::new);
  }

  private <V> Columns<T> column(Function<T, V> column, IntFunction<V[]> array) {
    parameters.addValue(rows.stream().map(column).toArray(array));
    return this;
  }

  /** The parameters of a statement that returns rows. */
  public Tuple tuple() {
    return parameters;
  }

  /** Runs a statement that returns no rows; without rows it is not sent. */
  public Future<Void> execute(SqlClient connection, String sql) {
    return rows.isEmpty()
        ? Future.succeededFuture()
        : connection.preparedQuery(sql).execute(parameters).mapEmpty();
  }

  /**
   * Runs a statement that changes one row for each; without rows it is not sent.
   *
   * @return fails when it changed fewer
   */
  public Future<Void> executeOnAll(SqlClient connection, String sql) {
    return rows.isEmpty()
        ? Future.succeededFuture()
        : connection
            .preparedQuery(sql)
            .execute(parameters)
            .compose(
                changed ->
                    changed.rowCount() == rows.size()
                        ? Future.succeededFuture()
                        : Future.failedFuture(
                            new IllegalStateException(
                                "%d of %d locked rows were not where they had been"
                                    .formatted(rows.size() - changed.rowCount(), rows.size()))));
  }
}
