package io.tidemark.tracker.lots;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.TweetSources;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.intake.DeliveryJson;
import io.tidemark.tracker.reads.Curve;
import io.tidemark.tracker.reads.Curve.Point;
import io.tidemark.tracker.reads.Curves;
import io.tidemark.tracker.reads.SnapshotPages;
import io.tidemark.tracker.reads.SnapshotPages.Line;
import io.tidemark.tracker.reads.ZoneReads;
import io.tidemark.tracker.tweets.Counters;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Snapshots that lack a counter, whichever it is and however they come: A13. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MissingCountersTest {

  /** A counter and what it is when its tweet arrives; it gains a tenth of that in each hour. */
  enum Counter {
    RETWEETS("retweetCount", 100, Counters::retweets),
    REPLIES("replyCount", 200, Counters::replies),
    LIKES("likeCount", 1_000, Counters::likes),
    QUOTES("quoteCount", 50, Counters::quotes),
    VIEWS("viewCount", 9_000, Counters::views),
    BOOKMARKS("bookmarkCount", 30, Counters::bookmarks);

    final String name;
    final long base;
    final Function<Counters, Long> value;

    Counter(String name, long base, Function<Counters, Long> value) {
      this.name = name;
      this.base = base;
      this.value = value;
    }

    long at(int hour) {
      return base * (10 + hour) / 10;
    }

    boolean isEngagement() {
      return this != VIEWS && this != BOOKMARKS;
    }

    static long engagement(int hour) {
      return Arrays.stream(values())
          .filter(Counter::isEngagement)
          .mapToLong(counter -> counter.at(hour))
          .sum();
    }
  }

  enum Way {
    POLL,
    WEBHOOK,
    REFRESH
  }

  /** How a counter is not given. */
  enum Lack {
    NULL {
      @Override
      void in(JsonObject tweet, Counter counter) {
        tweet.putNull(counter.name);
      }
    },
    LEFT_OUT {
      @Override
      void in(JsonObject tweet, Counter counter) {
        tweet.remove(counter.name);
      }
    },
    UNREADABLE {
      @Override
      void in(JsonObject tweet, Counter counter) {
        tweet.put(counter.name, "1.2K");
      }
    };

    abstract void in(JsonObject tweet, Counter counter);
  }

  private final io.vertx.core.Vertx vertx = io.vertx.core.Vertx.vertx();
  private volatile JsonObject shown = new JsonObject();
  private final HttpServer platform =
      await(
          vertx
              .createHttpServer()
              .requestHandler(
                  request ->
                      request
                          .response()
                          .end(
                              new JsonObject()
                                  .put("status", "success")
                                  .put("tweets", new JsonArray().add(shown))
                                  .encode()))
              .listen(0, "127.0.0.1"));
  private final TrackerWorld world =
      TrackerWorld.begin(
          Map.of("TIDEMARK_TWITTERAPI_BASE_URL", "http://127.0.0.1:" + platform.actualPort()));
  private final Curves curves = new Curves(world.stores.pool());
  private int tests;
  private Instant start;
  private String zone;
  private long id;

  @BeforeEach
  void deliver() {
    start = world.clock.instant();
    zone = "zone-" + ++tests;
    world.zone(zone, Cadence.HOURLY_LOT);
  }

  @AfterEach
  void stop() {
    world.stores.sql(
        "update twitter_engagement_tracking set next_update_at = null, stop_reason = 'age_limit',"
            + " stopped_at = '2026-11-02Z' where stop_reason is null");
    world.stores.sql("delete from timers where kind = 'lot'");
    world.clock.advance(Duration.ofHours(24));
  }

  @AfterAll
  void close() {
    world.close();
    await(vertx.close());
  }

  private JsonObject tweet(int hour) {
    JsonObject tweet =
        new JsonObject()
            .put("id", Long.toString(1_000 + tests))
            .put("text", "a tweet")
            .put("createdAt", start.toString());
    Arrays.stream(Counter.values()).forEach(each -> tweet.put(each.name, each.at(hour)));
    return tweet;
  }

  private JsonObject lacking(int hour, Counter counter, Lack lack) {
    JsonObject tweet = tweet(hour);
    lack.in(tweet, counter);
    return tweet;
  }

  private void arrives() {
    deliver(tweet(0));
    id =
        world.stores.number(
            "select id from twitter_tweets where tweet_id = '" + (1_000 + tests) + "'");
  }

  private void deliver(JsonObject tweet) {
    String body =
        new JsonObject().put("rule_id", zone).put("tweets", new JsonArray().add(tweet)).encode();
    await(
        world.intake.accept(
            DeliveryJson.read(DeliveryJson.parse(body.getBytes(StandardCharsets.UTF_8))),
            body.length(),
            () -> body));
  }

  private Instant hour(int hour) {
    return start.plus(Duration.ofHours(hour));
  }

  private void read(Way way, int hour, JsonObject tweet) {
    world.clock.set(hour(hour));
    shown = tweet;
    switch (way) {
      case POLL -> world.pass().runDue();
      case WEBHOOK -> deliver(tweet);
      case REFRESH -> refresh();
    }
  }

  private void refresh() {
    // Those who ask within 15 seconds of real time share one reading.
    await(
        world
            .stores
            .app()
            .redis()
            .send(
                Request.cmd(Command.DEL)
                    .arg("tidemark:tweet:%d:refresh".formatted(1_000 + tests))));
    await(world.refreshes(world.stores.app(), TweetSources.of(world.stores.app())).refresh(id));
  }

  private Curve curve() {
    return await(curves.of(id)).orElseThrow();
  }

  private List<Line> lines(int size) {
    SnapshotPages pages = await(SnapshotPages.ofTweet(world.stores.pool(), id, size)).orElseThrow();
    List<Line> lines = new ArrayList<>();
    SnapshotPages.Page page;
    do {
      page = await(pages.next());
      lines.addAll(page.lines());
    } while (!page.isLast());
    return lines;
  }

  private void assertTimes(Curve curve, Counter older, Instant olderAt, Instant at) {
    for (Counter counter : Counter.values()) {
      assertThat(curve.tweet().latest().times().get(Counters.Counter.valueOf(counter.name())))
          .as(counter.name)
          .isEqualTo(counter == older ? olderAt : at);
    }
    assertThat(curve.tweet().capturedAt()).isEqualTo(at);
  }

  static Stream<Arguments> all() {
    return Arrays.stream(Counter.values())
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
  void aCounterThatIsMissingInTheMiddleHidesAndChangesNothing(Counter counter, Way way, Lack lack) {
    arrives();
    read(way, 1, tweet(1));
    read(way, 2, lacking(2, counter, lack));

    Curve between = curve();
    assertThat(counter.value.apply(between.tweet().counters())).isEqualTo(counter.at(1));
    assertTimes(between, counter, hour(1), hour(2));
    Point partial = between.points().getLast();
    assertThat(partial.at()).isEqualTo(hour(2));
    assertThat(counter.value.apply(partial.counters())).isNull();
    long missed = counter.isEngagement() ? counter.at(2) - counter.at(1) : 0;
    assertThat(partial.engagement())
        .isEqualTo(Counter.engagement(2) - missed)
        .isEqualTo(between.tweet().totalEngagement());

    read(way, 3, tweet(3));

    Curve after = curve();
    assertTimes(after, null, null, hour(3));
    Point whole = after.points().getLast();
    assertThat(whole.engagement()).isEqualTo(Counter.engagement(3));
    if (counter != Counter.BOOKMARKS) {
      assertThat(counter.value.apply(whole.deltas())).isEqualTo(counter.at(3) - counter.at(1));
    }
    // Each gains a tenth an hour, whether it is read after one hour or after two.
    double rate = Counter.engagement(0) / 10.0;
    assertThat(whole.velocity()).isCloseTo(rate, within(1e-6));
    assertThat(after.velocity()).isEqualTo(whole.velocity());
    assertThat(
            await(
                new ZoneReads(world.stores.pool())
                    .fast(zone, world.clock.instant(), Duration.ofHours(24), 0, 10)))
        .singleElement()
        .satisfies(fast -> assertThat(fast.velocity()).isCloseTo(rate, within(1e-6)))
        .satisfies(fast -> assertThat(fast.tweet()).isEqualTo(after.tweet()));
    for (int size : new int[] {1, 2, 10}) {
      assertThat(lines(size)).extracting(Line::point).isEqualTo(after.points());
    }
  }

  @ParameterizedTest
  @EnumSource(Counter.class)
  void whatItArrivedWithIsCarriedWhereNoSnapshotHasIt(Counter counter) {
    arrives();
    read(Way.POLL, 1, lacking(1, counter, Lack.NULL));
    read(Way.POLL, 2, lacking(2, counter, Lack.NULL));

    Curve curve = curve();

    assertTimes(curve, counter, start, hour(2));
    long missed = counter.isEngagement() ? counter.at(1) - counter.at(0) : 0;
    assertThat(curve.points())
        .extracting(Point::engagement)
        .containsExactly(Counter.engagement(1) - missed, Counter.engagement(2) - 2 * missed);
  }

  @ParameterizedTest
  @EnumSource(Counter.class)
  void aProcessOfTheVersionBeforeMakesNoTimeUntrue(Counter counter) {
    arrives();
    read(Way.POLL, 1, tweet(1));
    read(Way.POLL, 2, lacking(2, counter, Lack.NULL));
    // What it writes: counters and captured_at, and readings without what is carried.
    world.stores.sql(
        "update twitter_tweets set captured_at = captured_at + interval '10 minutes' where id = "
            + id);
    world.stores.sql("update twitter_engagement_history set carried_engagement = null");

    Curve curve = curve();

    assertTimes(curve, null, null, hour(2).plus(Duration.ofMinutes(10)));
    assertThat(curve.points().getLast().engagement()).isEqualTo(curve.tweet().totalEngagement());
    for (int size : new int[] {1, 10}) {
      assertThat(lines(size)).extracting(Line::point).isEqualTo(curve.points());
    }
  }
}
