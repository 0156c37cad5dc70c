package io.tidemark.benchmarks.poll;

import static io.tidemark.benchmarks.environment.BenchmarkEnvironment.await;

import io.tidemark.clock.SettableClock;
import io.tidemark.simulator.growth.Growth;
import io.tidemark.simulator.growth.NoGrowth;
import io.tidemark.simulator.growth.SmallGrowth;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.simulator.tweets.SimulatedTweets;
import io.tidemark.simulator.tweets.TweetDraft;
import io.tidemark.simulator.twitterapi.TwitterApiTweetJson;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * A platform with a latency of 20 ms, and the due tweets of each round. Its tweets grow as the
 * simulator's, but responses are prepared in advance, because a real platform does not use our
 * cores. All contestants share it and its clock, which is stopped during a round, so that they read
 * the same numbers.
 */
public final class SlowPlatform implements AutoCloseable {

  /** An arbitrary key. */
  public static final String KEY = "demo-key";

  private static final Instant FIRST = Instant.parse("2026-11-02T10:00:00Z");
  private static final Duration BETWEEN_ROUNDS = Duration.ofHours(3);
  private static final Duration COALESCING = Duration.ofSeconds(60);
  private static final int MILLIS_AWAY = 20;
  private static final int ZONES = 20;

  /** A hundred ids with escaped commas take more than half of the usual 4,096 characters. */
  private static final int LONGEST_REQUEST_LINE = 16_384;

  private static final int LONGEST_ANSWER = 256 * 1024;

  private final Vertx vertx = Vertx.vertx();
  private final SettableClock clock = new SettableClock(FIRST);
  private final SimulatedTweets world = new SimulatedTweets(clock, 7);
  private final Map<String, Buffer> responses = new ConcurrentHashMap<>();
  private final HttpServer server =
      vertx.createHttpServer(new HttpServerOptions().setMaxInitialLineLength(LONGEST_REQUEST_LINE));
  private final int tweets;
  private final List<String> zones;
  private final List<TweetBatch> batches = new ArrayList<>();

  /**
   * @param tweets number of tweets in each round
   */
  public SlowPlatform(int tweets) {
    this.tweets = tweets;
    // Unique names, so that cached values in Redis belong to this run.
    String run = UUID.randomUUID().toString().substring(0, 8);
    zones = IntStream.range(0, ZONES).mapToObj(zone -> run + "-" + zone).toList();
    await(
        server
            .requestHandler(
                request ->
                    vertx.setTimer(MILLIS_AWAY, away -> request.response().end(response(request))))
            .listen(0, "127.0.0.1"));
  }

  /** The clock, which is stopped until a contestant sets it. */
  public SettableClock clock() {
    return clock;
  }

  /** The address of the platform. */
  public String baseUrl() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /** Answers {@code GET /twitter/tweets} of twitterapi.io. */
  private Buffer response(HttpServerRequest request) {
    Buffer body = Buffer.buffer(LONGEST_ANSWER).appendString("{\"tweets\":[");
    boolean first = true;
    for (String id : request.getParam("tweet_ids").split(",", -1)) {
      body.appendString(first ? "" : ",").appendBuffer(responses.get(id));
      first = false;
    }
    return body.appendString("],\"status\":\"success\",\"msg\":\"success\"}");
  }

  /** The due tweets of a round, the same for all contestants. */
  public TweetBatch tweetBatch(int round) {
    while (batches.size() <= round) {
      batches.add(createBatch(batches.size()));
    }
    return batches.get(round);
  }

  private TweetBatch createBatch(int round) {
    Instant arrivedAt = FIRST.plus(BETWEEN_ROUNDS.multipliedBy(round));
    Instant polledAt = arrivedAt.plus(Duration.ofHours(1)).plus(COALESCING);
    List<SimulatedTweet> posted = new ArrayList<>(tweets);
    responses.clear(); // earlier rounds are not requested again
    for (int i = 0; i < tweets; i++) {
      // Three quarters never move, as in the streams of docs/benchmarks.md.
      long seed = (long) round * tweets + i;
      Growth growth = i % 4 == 0 ? SmallGrowth.draw(seed) : NoGrowth.draw(seed);
      SimulatedTweet tweet =
          world.post(TweetDraft.growing(growth).at(arrivedAt.minusMillis(1_000L * (i % 120))));
      posted.add(tweet);
      responses.put(
          tweet.id(), TwitterApiTweetJson.of(tweet, tweet.countersAt(polledAt)).toBuffer());
    }
    return new TweetBatch(zones, arrivedAt, polledAt, posted);
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
