package io.tidemark.tracker.sweeps;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tweets of DAOs of which X leaves a counter out, in timelines and in answers by id. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MissingSweepCountersTest {

  private static final Map<String, Long> BASE =
      Map.of(
          "retweet_count", 100L,
          "reply_count", 200L,
          "like_count", 1_000L,
          "quote_count", 50L,
          "impression_count", 9_000L,
          "bookmark_count", 30L);

  private enum Way {
    TIMELINE,
    BY_ID
  }

  private enum Lack {
    NULL,
    LEFT_OUT,
    UNREADABLE
  }

  private final io.vertx.core.Vertx vertx = io.vertx.core.Vertx.vertx();
  private volatile JsonArray timeline = new JsonArray();
  private volatile JsonArray byId = new JsonArray();
  private final HttpServer x =
      await(vertx.createHttpServer().requestHandler(this::answer).listen(0, "127.0.0.1"));
  private final SweepWorld dao =
      SweepWorld.begin(Map.of("TIDEMARK_X_BASE_URL", "http://127.0.0.1:" + x.actualPort()));
  private int tests;

  MissingSweepCountersTest() {
    dao.dao("uniswap");
  }

  @AfterEach
  void forget() {
    dao.sql("delete from dao_tweets");
  }

  @AfterAll
  void close() {
    dao.close();
    await(vertx.close());
  }

  private void answer(HttpServerRequest request) {
    JsonArray data =
        request.path().equals(SweepWorld.ACCOUNTS)
            ? new JsonArray().add(new JsonObject().put("id", "7").put("username", "uniswap"))
            : request.path().equals(SweepWorld.TWEETS) ? byId : timeline;
    request.response().end(new JsonObject().put("data", data).encode());
  }

  private JsonObject tweet(Instant createdAt, int hour) {
    var metrics = new JsonObject();
    BASE.forEach((name, base) -> metrics.put(name, base * (10 + hour) / 10));
    return new JsonObject()
        .put("id", Integer.toString(1_000 + tests))
        .put("text", "a tweet")
        .put("created_at", createdAt.toString())
        .put("public_metrics", metrics);
  }

  private static JsonObject lacking(JsonObject tweet, String counter, Lack lack) {
    JsonObject metrics = tweet.getJsonObject("public_metrics");
    switch (lack) {
      case NULL -> metrics.putNull(counter);
      case LEFT_OUT -> metrics.remove(counter);
      case UNREADABLE -> metrics.put(counter, "1,204");
    }
    return tweet;
  }

  private void sweep(Way way, JsonObject tweet) {
    timeline = way == Way.TIMELINE ? new JsonArray().add(tweet) : new JsonArray();
    byId = new JsonArray().add(tweet);
    dao.sweep();
  }

  static Stream<Arguments> all() {
    return BASE.keySet().stream()
        .sorted()
        .flatMap(
            counter ->
                Arrays.stream(Way.values())
                    .flatMap(
                        way ->
                            Arrays.stream(Lack.values())
                                .map(lack -> Arguments.of(counter, way, lack))));
  }

  @ParameterizedTest
  @MethodSource("all")
  void aCounterThatIsMissingInTheMiddleHidesAndChangesNothing(String counter, Way way, Lack lack) {
    tests++;
    String column = counter.equals("impression_count") ? "view_count" : counter;
    Instant start = dao.world.clock.instant();
    sweep(Way.TIMELINE, tweet(start, 0));
    dao.world.clock.set(start.plus(Duration.ofHours(2)));
    sweep(way, lacking(tweet(start, 2), counter, lack));

    Row between = dao.sql("select * from dao_uniswap_tweets").getFirst();
    assertThat(between.getLong(column)).isEqualTo(BASE.get(counter));
    assertThat(between.getOffsetDateTime("captured_at").toInstant())
        .isEqualTo(start.plus(Duration.ofHours(2)));
    assertThat(between.getJsonObject("older_counters"))
        .isEqualTo(new JsonObject().put(column, start.toString()));

    dao.world.clock.set(start.plus(Duration.ofHours(4)));
    sweep(way, tweet(start, 4));

    assertThat(
            dao.sql("select * from dao_uniswap_tweets").getFirst().getJsonObject("older_counters"))
        .isNull();
    assertThat(
            dao.sql(
                    "select engagement_velocity from dao_tweet_snapshots"
                        + " order by snapshot_at desc limit 1")
                .getFirst()
                .getDouble(0))
        .isCloseTo(135, within(1e-6));
    dao.world.clock.set(start.plus(Duration.ofHours(6)));
  }
}
