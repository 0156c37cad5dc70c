package io.tidemark.tracker.sweeps;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.simulator.growth.ScriptedGrowth;
import io.tidemark.simulator.growth.SimulatedCounters;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers about tweets of DAOs that are hard to believe. */
@Tag("server")
class SweepDoubtsTest {

  private SweepWorld dao;

  @AfterEach
  void close() {
    dao.close();
  }

  private static SimulatedCounters counters(long likes, long views) {
    return new SimulatedCounters(0, 0, likes, 0, views, 0);
  }

  /** A tweet that was read once, and shows something else at the next sweep and after it. */
  private SimulatedTweet sweptOnce(SimulatedCounters next, SimulatedCounters minutesLater) {
    dao = SweepWorld.begin();
    dao.dao("uniswap");
    SimulatedTweet tweet =
        dao.tweet(
            "uniswap",
            Duration.ofHours(1),
            ScriptedGrowth.always(counters(5_000, 90_000))
                .then(Duration.ofHours(2), next)
                .then(Duration.ofMinutes(181), minutesLater));
    dao.sweep();
    dao.world.clock.advance(Duration.ofHours(2));
    return tweet;
  }

  private List<Row> readings(boolean doubtful) {
    return dao.sql(
        "select like_count, view_count, delta_likes, delta_views, engagement_velocity"
            + " from dao_tweet_snapshots where doubtful = %s order by snapshot_at"
                .formatted(doubtful));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "5000, 9000", "500, 90000", "0, 90000"})
  void doubtfulCountersAreKeptAndAskedForAgainInTheSameSweep(long likes, long views) {
    SimulatedTweet tweet = sweptOnce(counters(likes, views), counters(5_200, 95_000));

    long cycle = dao.start();
    dao.run();

    assertThat(dao.status(cycle)).isEqualTo("waiting");
    assertThat(dao.stored(tweet).getLong("like_count")).isEqualTo(5_000);
    assertThat(dao.stored(tweet).getLong("view_count")).isEqualTo(90_000);
    assertThat(readings(true))
        .singleElement()
        .satisfies(
            reading -> {
              assertThat(reading.getLong("like_count")).isEqualTo(likes);
              assertThat(reading.getLong("delta_likes")).isNull();
              assertThat(reading.getDouble("engagement_velocity")).isNull();
            });
    dao.runToTheEnd();
    assertThat(dao.calls(SweepWorld.TWEETS)).hasSize(1);
    assertThat(dao.status(cycle)).isEqualTo("completed");
    assertThat(dao.stats(cycle).getInteger("tweets_processed")).isEqualTo(1);
    assertThat(dao.stored(tweet).getLong("like_count")).isEqualTo(5_200);
    assertThat(dao.stored(tweet).getValue("doubted")).isNull();
    assertThat(readings(true)).hasSize(1);
    assertThat(readings(false))
        .extracting(row -> row.getLong("like_count"))
        .containsExactly(5_000L, 5_200L);
    assertThat(readings(false).getLast().getLong("delta_likes")).isEqualTo(200);
    assertThat(readings(false).getLast().getDouble("engagement_velocity")).isPositive();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "5000, 9000"})
  void whatIsSaidTwiceIsBelievedWithTheSnapshotBeforeIt(long likes, long views) {
    SimulatedTweet tweet = sweptOnce(counters(likes, views), counters(likes, views));

    dao.sweep();

    assertThat(dao.stored(tweet).getLong("like_count")).isEqualTo(likes);
    assertThat(dao.stored(tweet).getLong("view_count")).isEqualTo(views);
    assertThat(readings(true)).isEmpty();
    assertThat(readings(false))
        .extracting(row -> row.getLong("delta_views"))
        .containsExactly(null, views - 90_000, 0L);
  }

  @Test
  void whatIsDifferentEachTimeIsLeftToTheNextSweep() {
    SimulatedTweet tweet = sweptOnce(counters(0, 0), counters(5_000, 9_000));

    long cycle = dao.sweep();

    assertThat(dao.status(cycle)).isEqualTo("completed");
    assertThat(dao.calls(SweepWorld.TWEETS)).hasSize(1);
    assertThat(dao.stored(tweet).getLong("view_count")).isEqualTo(90_000);
    assertThat(readings(true)).hasSize(2);
    dao.world.clock.advance(Duration.ofHours(2));
    dao.sweep();
    assertThat(dao.calls(SweepWorld.TWEETS)).as("the timeline said it again").hasSize(1);
    assertThat(dao.stored(tweet).getLong("view_count")).isEqualTo(9_000);
    assertThat(readings(true)).as("the zeros").hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"true, deleted", "false, private"})
  void mostOfABatchGoneAtOnceIsDecidedByTheSecondAnswer(boolean gone, String missing) {
    dao = SweepWorld.begin();
    dao.dao("uniswap");
    List<SimulatedTweet> tweets = dao.tweets("uniswap", 4);
    dao.sweep();
    dao.world.clock.advance(Duration.ofHours(2));
    for (SimulatedTweet tweet : tweets.subList(0, 3)) {
      if (gone) {
        dao.world.simulator.tweets().delete(tweet.id());
      } else {
        dao.world.simulator.tweets().makePrivate(tweet.id());
      }
    }

    long cycle = dao.start();
    dao.run();

    assertThat(dao.number("select count(*) from dao_tweets where missing is not null")).isZero();
    assertThat(dao.number("select count(*) from dao_tweets where doubted is not null"))
        .isEqualTo(3);
    dao.runToTheEnd();
    assertThat(dao.calls(SweepWorld.TWEETS)).hasSize(2);
    assertThat(dao.status(cycle)).isEqualTo("completed");
    assertThat(dao.number("select count(*) from dao_tweets where doubted is not null")).isZero();
    assertThat(dao.number("select count(*) from dao_tweets where missing = '" + missing + "'"))
        .isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTweetThatATimelineShowsIsThereWhateverWasSaidBefore(boolean doubtful) {
    SimulatedTweet tweet =
        doubtful
            ? sweptOnce(counters(0, 0), counters(5_200, 95_000))
            : sweptOnce(counters(5_100, 91_000), counters(5_200, 95_000));
    dao.sql("update dao_tweets set missing = 'deleted', missing_since = captured_at");
    dao.start();

    dao.run();

    assertThat(dao.stored(tweet).getString("missing")).isNull();
    dao.runToTheEnd();
    assertThat(dao.stored(tweet).getLong("like_count")).isEqualTo(doubtful ? 5_200 : 5_100);
  }

  @Test
  void eachSnapshotHasTheTimeOfItsOwnAnswer() {
    Vertx vertx = Vertx.vertx();
    var timelines = new AtomicInteger();
    HttpServer x =
        await(
            vertx
                .createHttpServer()
                .requestHandler(request -> answerSinglesAMinuteApart(request, timelines))
                .listen(0, "127.0.0.1"));
    dao = SweepWorld.begin(Map.of("TIDEMARK_X_BASE_URL", "http://127.0.0.1:" + x.actualPort()));
    dao.dao("uniswap");
    dao.sweep();
    dao.world.clock.advance(Duration.ofHours(2));
    Instant asked = dao.world.clock.instant();

    dao.sweep();

    assertThat(
            dao.sql(
                "select snapshot_at from dao_tweet_snapshots where like_count = 20"
                    + " order by snapshot_at"))
        .extracting(row -> row.getOffsetDateTime(0).toInstant())
        .containsExactly(asked.plus(Duration.ofMinutes(2)), asked.plus(Duration.ofMinutes(3)));
    await(vertx.close());
  }

  @ParameterizedTest
  @CsvSource({
    "resource-not-found, not-authorized-for-resource",
    "not-authorized-for-resource, resource-not-found",
  })
  void twoErrorsOfOneAccountDecideByTheirMeaning(String first, String second) {
    String error =
        """
        {"value": "%s", "detail": "d", "type": "https://api.twitter.com/2/problems/%s"}\
        """;
    String errors = "{\"errors\":[" + error + "," + error + "]}";
    var accounts = new AtomicInteger();
    Vertx vertx = Vertx.vertx();
    HttpServer x =
        await(
            vertx
                .createHttpServer()
                .requestHandler(
                    request ->
                        request
                            .response()
                            .end(
                                !request.path().equals(SweepWorld.ACCOUNTS)
                                    ? errors.formatted("7", first, "7", second)
                                    : accounts.getAndIncrement() == 0
                                        ? errors.formatted("uniswap", first, "uniswap", second)
                                        : "{\"data\":[{\"id\":\"7\",\"username\":\"uniswap\"}]}"))
                .listen(0, "127.0.0.1"));
    dao = SweepWorld.begin(Map.of("TIDEMARK_X_BASE_URL", "http://127.0.0.1:" + x.actualPort()));
    dao.dao("uniswap");

    long cycle = dao.sweep();

    assertThat(accounts).as("the account is looked up again").hasValue(2);
    assertThat(dao.sql("select x_user_id from daos").getFirst().getString(0))
        .as("the account is kept")
        .isEqualTo("7");
    assertThat(dao.status(cycle)).isEqualTo("failed");
    await(vertx.close());
  }

  /** Shows two posts once, and takes single ids afterwards; every call by id takes a minute. */
  private void answerSinglesAMinuteApart(HttpServerRequest request, AtomicInteger timelines) {
    String created = dao.world.clock.instant().minusSeconds(60).toString();
    String post =
        """
        {"id": "%s", "text": "t", "created_at": "%s", "public_metrics": {"like_count": %d}}\
        """;
    if (request.path().equals(SweepWorld.ACCOUNTS)) {
      request.response().end("{\"data\":[{\"id\":\"7\",\"username\":\"uniswap\"}]}");
    } else if (!request.path().equals(SweepWorld.TWEETS)) {
      request
          .response()
          .end(
              timelines.getAndIncrement() == 0
                  ? "{\"data\":[%s,%s]}"
                      .formatted(
                          post.formatted("12", created, 10), post.formatted("13", created, 10))
                  : "{\"meta\":{\"result_count\":0}}");
    } else {
      dao.world.clock.advance(Duration.ofMinutes(1));
      String ids = request.getParam("ids");
      if (ids.contains(",")) {
        request.response().setStatusCode(400).end("{\"title\":\"Invalid Request\"}");
      } else {
        request.response().end("{\"data\":[%s]}".formatted(post.formatted(ids, created, 20)));
      }
    }
  }
}
