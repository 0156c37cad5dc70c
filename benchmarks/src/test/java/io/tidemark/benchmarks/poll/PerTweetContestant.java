package io.tidemark.benchmarks.poll;

import static io.tidemark.benchmarks.environment.BenchmarkEnvironment.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.benchmarks.environment.BenchmarkEnvironment;
import io.tidemark.benchmarks.environment.JdbcConnections;
import io.tidemark.benchmarks.environment.ParallelRunner;
import io.tidemark.benchmarks.harness.BenchmarkContext;
import io.tidemark.benchmarks.harness.Contestant;
import io.tidemark.benchmarks.harness.RoundResult;
import io.tidemark.tracker.Tracker;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.tracker.twitterapi.TweetJson;
import io.vertx.core.Vertx;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

/**
 * The designs that Tidemark replaces: five concurrent batches of 20 tweets, requested in one call
 * or individually. For each tweet they update the counters, create the snapshot, decide and update
 * the tracking; when all tweets of a lot are written, they schedule the lot's next job. In their
 * favour they use prepared statements, persistent connections, and one transaction per tweet.
 */
final class PerTweetContestant implements Contestant {

  private static final int AT_ONCE = 5;
  private static final int BATCH = 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String name;
  private final int idsInCall;
  private final SlowPlatform platform;
  private final BenchmarkEnvironment environment;
  private final Vertx vertx = Vertx.vertx();
  private final WebClient client =
      WebClient.create(vertx, new WebClientOptions().setDecompressionSupported(true));
  private final List<PerTweetWriter> connections = new ArrayList<>();
  private int round;

  private PerTweetContestant(
      String name, int idsInCall, BenchmarkContext context, SlowPlatform platform)
      throws Exception {
    this.name = name;
    this.idsInCall = idsInCall;
    this.platform = platform;
    environment = BenchmarkEnvironment.open(context, platform.clock(), Map.of());
    for (int i = 0; i < AT_ONCE; i++) {
      connections.add(new PerTweetWriter(JdbcConnections.open(environment.database())));
    }
  }

  static PerTweetContestant callingFor20(BenchmarkContext context, SlowPlatform platform)
      throws Exception {
    return new PerTweetContestant("one transaction per tweet", BATCH, context, platform);
  }

  static PerTweetContestant callingForEach(BenchmarkContext context, SlowPlatform platform)
      throws Exception {
    return new PerTweetContestant("a call and a transaction per tweet", 1, context, platform);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public RoundResult round() throws Exception {
    TweetBatch tweetBatch = platform.tweetBatch(round++);
    platform.clock().set(tweetBatch.arrivedAt());
    Fixture.insert(environment.database(), tweetBatch);
    await(Tracker.partitions(environment.app()).ensureFor(tweetBatch.polledAt()));
    Map<String, Double> thresholds = ZoneThresholds.thresholds(environment.database());
    platform.clock().set(tweetBatch.polledAt());

    long began = System.nanoTime();
    var next = new AtomicInteger(1);
    List<Callable<?>> workers = new ArrayList<>();
    for (PerTweetWriter connection : connections) {
      workers.add(
          () -> {
            for (int from = next.getAndAdd(BATCH);
                from <= tweetBatch.size();
                from = next.getAndAdd(BATCH)) {
              batch(
                  tweetBatch,
                  from,
                  Math.min(from + BATCH - 1, tweetBatch.size()),
                  thresholds,
                  connection);
            }
            return connection;
          });
    }
    ParallelRunner.run(workers);
    Duration took = Duration.ofNanos(System.nanoTime() - began);

    RoundResult done =
        new RoundResult(
            tweetBatch.size(), took, JdbcConnections.row(environment.database(), Fixture.DONE));
    Fixture.clear(environment.database());
    return done;
  }

  private void batch(
      TweetBatch tweetBatch,
      int from,
      int to,
      Map<String, Double> thresholds,
      PerTweetWriter connection)
      throws Exception {
    for (int asked = from; asked <= to; asked += idsInCall) {
      int last = Math.min(asked + idsInCall - 1, to);
      Map<String, Counters> readings = ask(tweetBatch, asked, last);
      for (long tweet = asked; tweet <= last; tweet++) {
        connection.write(
            tweetBatch,
            tweet,
            Objects.requireNonNull(readings.get(tweetBatch.tweet(tweet).id())),
            Objects.requireNonNull(thresholds.get(tweetBatch.zoneOf(tweet))));
      }
    }
    for (long lot = TweetBatch.lotOf(from); lot <= TweetBatch.lotOf(to); lot++) {
      connection.scheduleNext(tweetBatch, lot);
    }
  }

  private Map<String, Counters> ask(TweetBatch tweetBatch, int from, int to) throws Exception {
    String ids =
        String.join(
            ",", LongStream.rangeClosed(from, to).mapToObj(i -> tweetBatch.tweet(i).id()).toList());
    var response =
        await(
            client
                .getAbs(platform.baseUrl() + "/twitter/tweets")
                .putHeader("X-API-Key", SlowPlatform.KEY)
                .addQueryParam("tweet_ids", ids)
                .send());
    Map<String, Counters> readings = new HashMap<>();
    for (JsonNode tweet : JSON.readTree(response.body().getBytes()).path("tweets")) {
      readings.put(tweet.path("id").asText(), TweetJson.counters(tweet));
    }
    return readings;
  }

  @Override
  public void close() throws Exception {
    for (PerTweetWriter connection : connections) {
      connection.close();
    }
    environment.close();
    await(vertx.close());
  }
}
