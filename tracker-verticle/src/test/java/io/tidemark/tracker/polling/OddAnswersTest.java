package io.tidemark.tracker.polling;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.simulator.growth.ScriptedGrowth;
import io.tidemark.simulator.growth.SimulatedCounters;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.TweetSources;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.tweets.EditHistories;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers of both APIs that are not to be taken at their word. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OddAnswersTest {

  /** How each API writes a list of tweets. */
  enum Api {
    TWITTERAPI {
      @Override
      JsonObject tweet(String id, Counted counted) {
        return new JsonObject()
            .put("id", id)
            .put("retweetCount", counted.retweets())
            .put("likeCount", counted.likes())
            .put("viewCount", counted.views());
      }

      @Override
      JsonObject answer(JsonArray tweets) {
        return new JsonObject().put("status", "success").put("tweets", tweets);
      }
    },
    X {
      @Override
      JsonObject tweet(String id, Counted counted) {
        return new JsonObject()
            .put("id", id)
            .put(
                "public_metrics",
                new JsonObject()
                    .put("retweet_count", counted.retweets())
                    .put("like_count", counted.likes())
                    .put("impression_count", counted.views()));
      }

      @Override
      JsonObject answer(JsonArray tweets) {
        return new JsonObject().put("data", tweets);
      }
    };

    abstract JsonObject tweet(String id, Counted counted);

    abstract JsonObject answer(JsonArray tweets);
  }

  /** Counters as they stand in JSON. */
  record Counted(Object retweets, Object likes, Object views) {}

  private final io.vertx.core.Vertx vertx = io.vertx.core.Vertx.vertx();
  private final Map<Api, TrackerWorld> worlds = new EnumMap<>(Api.class);
  private volatile String answer = "{}";
  private final HttpServer server =
      await(
          vertx
              .createHttpServer()
              .requestHandler(request -> request.response().end(answer))
              .listen(0, "127.0.0.1"));

  @AfterAll
  void close() {
    worlds.values().forEach(TrackerWorld::close);
    await(vertx.close());
  }

  private TrackerWorld world(Api api) {
    return worlds.computeIfAbsent(
        api,
        source -> {
          String url = "http://127.0.0.1:" + server.actualPort();
          TrackerWorld world =
              TrackerWorld.begin(
                  Map.of(
                      "TIDEMARK_TWITTER_SOURCE", source.name().toLowerCase(Locale.ROOT),
                      "TIDEMARK_X_BASE_URL", url,
                      "TIDEMARK_TWITTERAPI_BASE_URL", url));
          world.zone("brand", Cadence.HOURLY_LOT);
          return world;
        });
  }

  private void answers(Api api, JsonObject... tweets) {
    answer = api.answer(new JsonArray(List.<Object>of((Object[]) tweets))).encode();
  }

  /** What the source makes of an answer. */
  private TweetOutcomes read(Api api, List<String> ids) {
    var outcome = await(TweetSources.of(world(api).stores.app()).read(ids));
    return ((CallOutcome.Answered<TweetOutcomes>) outcome).content();
  }

  private static PostOutcome<io.tidemark.tracker.tweets.Counters> present(
      long retweets, long likes, long views) {
    return new PostOutcome.Present<>(
        new io.tidemark.tracker.tweets.Counters(retweets, null, likes, null, views, null));
  }

  static Stream<Arguments> counters() {
    Object[][] cases = {
      {"-1", null},
      {"3.7", null},
      {"1487.0", 1_487L},
      {"9.12e3", 9_120L},
      {"\"9120\"", 9_120L},
      {"\"1,204\"", null},
      {"\"1.1K\"", null},
      {"\"6.967\"", null},
      {"\"-1\"", null},
      {"\"\"", null},
      {"\" 12\"", null},
      {"true", null},
      {"[12]", null},
      {"{\"value\":12}", null},
      {"null", null},
      {"0", 0L},
      {"9007199254740992", 1L << 53},
      {"9007199254740993", null},
      {"9223372036854775807", null},
      {"92233720368547758080", null},
      {"\"9223372036854775808\"", null},
      {"1e30", null},
      {"1e999999999", null},
    };
    return Stream.of(Api.values())
        .flatMap(api -> Arrays.stream(cases).map(one -> Arguments.of(api, one[0], one[1])));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("counters")
  void aCounterIsAWholeNumberOrNotGiven(Api api, String written, Long read) {
    answers(api, api.tweet("1", new Counted(4, "WRITTEN", 90)));
    answer = answer.replace("\"WRITTEN\"", written);

    assertThat(read(api, List.of("1")).of().get("1"))
        .isEqualTo(
            new PostOutcome.Present<>(
                new io.tidemark.tracker.tweets.Counters(4L, null, read, null, 90L, null)));
  }

  @ParameterizedTest(name = "{0}: {1}, {2} and {3}, {4}")
  @CsvSource({
    // likes and views of the first entry, of the second, what is read, whether it is doubtful
    "TWITTERAPI, 900, 9000, 900, 9000, 900, 9000, false",
    "TWITTERAPI, 900, 9000, 905, 9000, 905, 9000, false",
    "TWITTERAPI, 905, 9100, 900, 9000, 905, 9100, false",
    "TWITTERAPI, 900, 9100, 905, 9000, 905, 9100, true",
    "TWITTERAPI, 900, 9000, 89, 9000, 900, 9000, true",
    "TWITTERAPI, 90, 9000, 900, 9000, 900, 9000, false",
    "TWITTERAPI, 0, 0, 900, 9000, 900, 9000, true",
    "TWITTERAPI, 0, 0, 5, 10, 5, 10, false",
    "X, 900, 9000, 900, 9000, 900, 9000, false",
    "X, 900, 9000, 905, 9000, 905, 9000, false",
    "X, 900, 9100, 905, 9000, 905, 9100, true",
    "X, 900, 9000, 89, 9000, 900, 9000, true",
    "X, 0, 0, 900, 9000, 900, 9000, true",
  })
  void ofTwoSetsOfCountersTheHigherHoldsUnlessTheyContradict(
      Api api, long likes, long views, long again, long viewsAgain, long l, long v, boolean odd) {
    answers(
        api,
        api.tweet("1", new Counted(0, likes, views)),
        api.tweet("2", new Counted(0, 1, 1)),
        api.tweet("001", new Counted(0, again, viewsAgain)));

    TweetOutcomes said = read(api, List.of("1", "2"));

    assertThat(said.of()).containsOnlyKeys("1", "2").containsEntry("1", present(0, l, v));
    assertThat(said.doubts().containsKey("1")).isEqualTo(odd);
    assertThat(said.doubts()).doesNotContainKey("2");
  }

  @ParameterizedTest
  @EnumSource(Api.class)
  void anEntryWithoutCountersTakesNothingFromOneWithThem(Api api) {
    answers(
        api,
        api.tweet("1", new Counted(null, null, null)),
        api.tweet("1", new Counted(0, 900, 9_000)));

    TweetOutcomes said = read(api, List.of("1"));

    assertThat(said.of()).containsEntry("1", present(0, 900, 9_000));
    assertThat(said.doubts()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Api.class)
  void idsThatWereNotAskedForMakeTheMissingOnesUnknown(Api api) {
    answers(
        api,
        api.tweet("1", new Counted(0, 900, 9_000)),
        api.tweet("17", new Counted(0, 26_785, 242_691)));

    TweetOutcomes said = read(api, List.of("1", "2", "3"));

    assertThat(said.of()).containsOnlyKeys("1", "2", "3");
    assertThat(said.of()).containsEntry("1", present(0, 900, 9_000));
    assertThat(List.of("2", "3"))
        .allSatisfy(id -> assertThat(said.of().get(id)).isInstanceOf(PostOutcome.Unknown.class));
  }

  @ParameterizedTest
  @CsvSource({"TWITTERAPI, true", "TWITTERAPI, false", "X, true", "X, false"})
  void noTweetIsStoppedOnAContradictionHoweverOftenItComes(Api api, boolean inEveryAnswer) {
    TrackerWorld world = world(api);
    world.stores.sql("delete from timers");
    SimulatedTweet tweet =
        world.post(ScriptedGrowth.always(new SimulatedCounters(0, 0, 5_000, 0, 90_000, 0)));
    world.deliver("brand", List.of(tweet));
    answers(
        api,
        api.tweet(tweet.id(), new Counted(0, 3, 50)),
        api.tweet(tweet.id(), new Counted(0, 5_000, 90_000)));

    for (int poll = 0; poll < 3; poll++) {
      world.clock.advance(Duration.ofMinutes(61));
      world.pass().runDue();
      assertThat(world.tracking(tweet).getString("stop_reason")).isNull();
      assertThat(world.tracking(tweet).getString("last_outcome"))
          .isEqualTo(inEveryAnswer || poll == 0 ? "doubtful" : "present");
      assertThat(world.tracking(tweet).getLong("like_count"))
          .isEqualTo(inEveryAnswer || poll == 0 ? 5_000 : 5_200 + poll);
      if (!inEveryAnswer) {
        answers(api, api.tweet(tweet.id(), new Counted(0, 5_201 + poll, 99_000)));
      }
    }
    assertThat(
            world.stores.number(
                "select count(*) from twitter_engagement_history where doubtful and tweet_id = "
                    + world.id(tweet)))
        .isEqualTo(inEveryAnswer ? 3 : 1);
  }

  private static JsonObject error(String type, String id) {
    return new JsonObject()
        .put("resource_id", id)
        .put("parameter", "ids")
        .put("type", "https://api.twitter.com/2/problems/" + type);
  }

  @ParameterizedTest
  @CsvSource({
    "resource-not-found, not-authorized-for-resource, UNKNOWN",
    "not-authorized-for-resource, resource-not-found, UNKNOWN",
    "resource-not-found, odd, UNKNOWN",
    "odd, resource-not-found, UNKNOWN",
    "resource-not-found, resource-not-found, GONE",
    "not-authorized-for-resource, not-authorized-for-resource, NOTVISIBLE",
  })
  void twoErrorsOfOneTweetDecideByTheirMeaningAndNotByTheirOrder(
      String first, String second, String expected) {
    answer =
        new JsonObject()
            .put("errors", JsonArray.of(error(first, "1"), error(second, "1")))
            .encode();

    assertThat(read(Api.X, List.of("1")).of().get("1").getClass().getSimpleName())
        .isEqualToIgnoringCase(expected);
  }

  @ParameterizedTest
  @CsvSource({
    // how the first answer states it, of how many of five, whether the second says it again
    "resource-not-found, 5, true, deleted",
    "resource-not-found, 3, true, deleted",
    "resource-not-found, 5, false, ",
    "not-authorized-for-resource, 5, true, private",
    "not-authorized-for-resource, 4, false, ",
  })
  void mostOfABatchStatedGoneIsDecidedByTheSecondAnswer(
      String type, int missing, boolean again, String stopped) {
    TrackerWorld world = world(Api.X);
    world.stores.sql("delete from timers");
    List<SimulatedTweet> tweets =
        Stream.generate(() -> world.post(TrackerWorld.growing(60))).limit(5).toList();
    world.deliver("brand", tweets);
    List<SimulatedTweet> lost = tweets.subList(0, missing);
    String all = answerWithout(type, tweets, List.of());
    String some = answerWithout(type, tweets, lost);
    answer = some;

    world.clock.advance(Duration.ofMinutes(61));
    world.pass().runDue();

    for (SimulatedTweet tweet : tweets) {
      assertThat(world.tracking(tweet).getString("stop_reason")).isNull();
      assertThat(world.tracking(tweet).getString("last_outcome"))
          .isEqualTo(lost.contains(tweet) ? "doubtful" : "present");
    }
    answer = again ? some : all;
    world.clock.advance(Duration.ofMinutes(4));
    world.pass().runDue();
    assertThat(lost)
        .allSatisfy(
            tweet -> assertThat(world.tracking(tweet).getString("stop_reason")).isEqualTo(stopped));
  }

  @ParameterizedTest
  @CsvSource({"resource-not-found, deleted", "not-authorized-for-resource, private"})
  void aTweetThatIsStatedGoneAmongOthersStopsAtOnce(String type, String stopped) {
    TrackerWorld world = world(Api.X);
    world.stores.sql("delete from timers");
    List<SimulatedTweet> tweets =
        Stream.generate(() -> world.post(TrackerWorld.growing(60))).limit(5).toList();
    world.deliver("brand", tweets);
    answer = answerWithout(type, tweets, tweets.subList(0, 2));

    world.clock.advance(Duration.ofMinutes(61));
    world.pass().runDue();

    assertThat(tweets)
        .extracting(tweet -> world.tracking(tweet).getString("stop_reason"))
        .containsExactly(stopped, stopped, null, null, null);
  }

  private static String answerWithout(
      String type, List<SimulatedTweet> tweets, List<SimulatedTweet> lost) {
    var data = new JsonArray();
    var errors = new JsonArray();
    for (SimulatedTweet tweet : tweets) {
      if (lost.contains(tweet)) {
        errors.add(error(type, tweet.id()));
      } else {
        data.add(Api.X.tweet(tweet.id(), new Counted(0, 60, 900)));
      }
    }
    return new JsonObject().put("data", data).put("errors", errors).encode();
  }

  @ParameterizedTest
  @EnumSource(Api.class)
  void anEditThatOnlyAPollTellsSupersedesTheOlderVersion(Api api) {
    TrackerWorld world = world(api);
    world.stores.sql("delete from timers");
    SimulatedTweet older = world.post(TrackerWorld.growing(60));
    SimulatedTweet newer = world.post(TrackerWorld.growing(60));
    world.deliver("brand", List.of(older));
    world.deliver("brand", List.of(newer));
    for (String name : EditHistories.names()) {
      answers(
          api,
          api.tweet(older.id(), new Counted(0, 60, 900))
              .put(name, JsonArray.of(older.id(), newer.id())),
          api.tweet(newer.id(), new Counted(0, 60, 900)));
      assertThat(read(api, List.of(older.id(), newer.id())).versions())
          .isEqualTo(Map.of(older.id(), List.of(older.id(), newer.id())));
    }

    world.clock.advance(Duration.ofMinutes(61));
    world.pass().runDue();

    assertThat(world.tracking(older).getString("stop_reason")).isEqualTo("superseded");
    assertThat(world.tracking(older).getValue("next_update_at")).isNull();
    assertThat(world.tracking(older).getLong("superseded_by")).isEqualTo(world.id(newer));
    assertThat(world.tracking(newer).getValue("stop_reason")).isNull();
    assertThat(world.tracking(newer).getString("last_outcome")).isEqualTo("present");
  }

  @ParameterizedTest
  @EnumSource(Api.class)
  void anEditThatCannotBeStoredIsAppliedWithTheNextAnswer(Api api) {
    TrackerWorld world = world(api);
    world.stores.sql("delete from timers");
    SimulatedTweet older = world.post(TrackerWorld.growing(60));
    SimulatedTweet newer = world.post(TrackerWorld.growing(60));
    world.deliver("brand", List.of(older));
    world.deliver("brand", List.of(newer));
    JsonArray versions = JsonArray.of(older.id(), newer.id());
    String name = EditHistories.names().getFirst();
    world.stores.sql("alter table twitter_edits rename to hidden");

    answers(api, api.tweet(older.id(), new Counted(0, 60, 900)).put(name, versions));
    world.clock.advance(Duration.ofMinutes(61));
    world.pass().runDue();
    world.clock.advance(Duration.ofMinutes(1));
    answers(api, api.tweet(older.id(), new Counted(0, 61, 901)).put(name, versions));
    var refreshes = world.refreshes(world.stores.app(), TweetSources.of(world.stores.app()));
    assertThat(await(refreshes.refresh(world.id(older))).outcome()).isEqualTo("present");
    world.stores.sql("alter table hidden rename to twitter_edits");

    assertThat(world.tracking(older).getLong("like_count")).isEqualTo(61);
    assertThat(world.tracking(older).getInteger("update_count")).isEqualTo(2);
    assertThat(world.tracking(older).getValue("stop_reason")).isNull();
    answers(api, api.tweet(older.id(), new Counted(0, 120, 950)).put(name, versions));
    world.clock.advance(Duration.ofHours(2));
    world.pass().runDue();
    assertThat(world.tracking(older).getString("stop_reason")).isEqualTo("superseded");
    assertThat(world.tracking(older).getLong("like_count")).isEqualTo(120);
  }

  @ParameterizedTest
  @EnumSource(Api.class)
  void aRefreshBelievesNoMoreThanAPollAndHearsOfEditsAsWell(Api api) {
    TrackerWorld world = world(api);
    SimulatedTweet older =
        world.post(ScriptedGrowth.always(new SimulatedCounters(0, 0, 5_000, 0, 90_000, 0)));
    SimulatedTweet newer = world.post(TrackerWorld.growing(60));
    world.deliver("brand", List.of(older));
    world.deliver("brand", List.of(newer));
    world.clock.advance(Duration.ofMinutes(1));
    var refreshes = world.refreshes(world.stores.app(), TweetSources.of(world.stores.app()));
    answers(
        api,
        api.tweet(older.id(), new Counted(0, 3, 50)),
        api.tweet(older.id(), new Counted(0, 5_300, 90_000))
            .put(EditHistories.names().getFirst(), JsonArray.of(older.id(), newer.id())));

    assertThat(await(refreshes.refresh(world.id(older))).outcome()).isEqualTo("doubtful");

    assertThat(world.tracking(older).getLong("like_count")).isEqualTo(5_000);
    assertThat(world.tracking(older).getString("stop_reason")).isEqualTo("superseded");
    assertThat(world.tracking(newer).getValue("stop_reason")).isNull();
  }
}
