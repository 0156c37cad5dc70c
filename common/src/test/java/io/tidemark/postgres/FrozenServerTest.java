package io.tidemark.postgres;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidemark.boot.TestFoundation;
import io.tidemark.settings.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A server whose host takes every byte and whose processes say nothing: a stopped one does so. */
@Tag("server")
class FrozenServerTest {

  private static final int PLACES = 2;

  private static final Duration LIMIT = Duration.ofMillis(400);

  private final Vertx vertx = Vertx.vertx();
  private NetServer network;
  private volatile boolean frozen;
  private Pool pool;

  @BeforeEach
  void open() {
    URI server = URI.create(TestFoundation.stores().newDatabase());
    var client = vertx.createNetClient();
    network =
        await(
            vertx
                .createNetServer()
                .connectHandler(
                    socket -> {
                      socket.pause();
                      client
                          .connect(server.getPort(), server.getHost())
                          .onSuccess(
                              to -> {
                                forward(socket, to);
                                forward(to, socket);
                                socket.resume();
                              });
                    })
                .listen(0, "127.0.0.1"));
    URI url =
        URI.create(
            "postgresql://%s@127.0.0.1:%d%s"
                .formatted(server.getUserInfo(), network.actualPort(), server.getPath()));
    pool = Postgres.pool(vertx, new Settings.Postgres(url, PLACES), LIMIT);
    await(pool.query("create table written (id bigint)").execute());
    useAllPlaces();
  }

  private void forward(NetSocket from, NetSocket to) {
    from.handler(
        bytes -> {
          if (!frozen) {
            to.write(bytes);
          }
        });
    from.closeHandler(closed -> to.close());
  }

  @AfterEach
  void close() {
    await(pool.close());
    await(vertx.close());
  }

  record Use(String name, Function<FrozenServerTest, Future<?>> made) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final String INSERT = "insert into written values (1)";

  static Stream<Use> uses() {
    return Stream.of(
        new Use("a query", test -> test.frozen().query(INSERT).execute()),
        new Use("a prepared query", test -> test.frozen().preparedQuery(INSERT).execute()),
        new Use(
            "parameters",
            test ->
                test.frozen()
                    .preparedQuery("insert into written values ($1)")
                    .execute(Tuple.of(1L))),
        new Use(
            "the begin of a transaction",
            test -> test.frozen().withTransaction(one -> Future.succeededFuture())),
        new Use(
            "a statement of a transaction",
            test ->
                test.pool.withTransaction(
                    one ->
                        one.query(INSERT)
                            .execute()
                            .onSuccess(made -> test.frozen())
                            .compose(made -> one.query(INSERT).execute()))),
        new Use(
            "a commit",
            test ->
                test.pool.withTransaction(
                    one -> one.query(INSERT).execute().onSuccess(made -> test.frozen()))),
        new Use(
            "a rollback",
            test ->
                test.pool.withTransaction(
                    one ->
                        one.query(INSERT)
                            .execute()
                            .onSuccess(made -> test.frozen())
                            .compose(made -> Future.failedFuture("no")))));
  }

  private Pool frozen() {
    frozen = true;
    return pool;
  }

  @ParameterizedTest
  @MethodSource("uses")
  void nobodyWaitsLongerThanTheLimitAndThePoolServesOnceItIsOver(Use use) throws Exception {
    var all = Stream.generate(() -> use.made().apply(this)).limit(PLACES).toList();
    all.forEach(
        one ->
            assertThat(catchThrowable(() -> one.await(20, TimeUnit.SECONDS)))
                .isNotNull()
                .isNotInstanceOf(AssertionError.class)
                .matches(
                    problem ->
                        DatabaseErrors.isAway(problem) || "no".equals(problem.getMessage())));

    assertThat(all).as("none has failed by the limit of this test").allMatch(Future::isComplete);

    frozen = false;
    // Its places are free again.
    useAllPlaces();
  }

  private void useAllPlaces() {
    await(
        Future.all(
            Stream.generate(() -> pool.query("select pg_sleep(0.1)").execute())
                .limit(PLACES)
                .toList()));
  }
}
