package io.tidemark.benchmarks.poll;

import static io.tidemark.benchmarks.ground.Ground.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.benchmarks.Bench;
import io.tidemark.benchmarks.Round;
import io.tidemark.benchmarks.Side;
import io.tidemark.benchmarks.ground.Ground;
import io.tidemark.benchmarks.ground.Jdbc;
import io.tidemark.benchmarks.ground.Together;
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
 * The designs that Tidemark replaces: five batches of 20 tweets at once, asked about in one call or
 * each by itself, and then tweet by tweet update the counters, create the snapshot, decide, update
 * the tracking; when all tweets of a lot are written, the lot's next job. They are given prepared
 * statements, kept connections, and one transaction for what they did not do in one.
 */
final class PerTweetSide implements Side {

  private static final int AT_ONCE = 5;
  private static final int BATCH = 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String name;
  private final int idsInCall;
  private final SlowPlatform platform;
  private final Ground ground;
  private final Vertx vertx = Vertx.vertx();
  private final WebClient client =
      WebClient.create(vertx, new WebClientOptions().setDecompressionSupported(true));
  private final List<TweetByTweet> connections = new ArrayList<>();
  private int round;

  private PerTweetSide(String name, int idsInCall, Bench bench, SlowPlatform platform)
      throws Exception {
    this.name = name;
    this.idsInCall = idsInCall;
    this.platform = platform;
    ground = Ground.lay(bench, platform.clock(), Map.of());
    for (int i = 0; i < AT_ONCE; i++) {
      connections.add(new TweetByTweet(Jdbc.open(ground.database())));
    }
  }

  static PerTweetSide callingFor20(Bench bench, SlowPlatform platform) throws Exception {
    return new PerTweetSide("one transaction per tweet", BATCH, bench, platform);
  }

  static PerTweetSide callingForEach(Bench bench, SlowPlatform platform) throws Exception {
    return new PerTweetSide("a call and a transaction per tweet", 1, bench, platform);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Round round() throws Exception {
    Crop crop = platform.crop(round++);
    platform.clock().set(crop.arrivedAt());
    Seed.sow(ground.database(), crop);
    await(Tracker.partitions(ground.foundation()).ensureFor(crop.polledAt()));
    Map<String, Double> thresholds = Zones.thresholds(ground.database());
    platform.clock().set(crop.polledAt());

    long began = System.nanoTime();
    var next = new AtomicInteger(1);
    List<Callable<?>> workers = new ArrayList<>();
    for (TweetByTweet connection : connections) {
      workers.add(
          () -> {
            for (int from = next.getAndAdd(BATCH);
                from <= crop.size();
                from = next.getAndAdd(BATCH)) {
              batch(crop, from, Math.min(from + BATCH - 1, crop.size()), thresholds, connection);
            }
            return connection;
          });
    }
    Together.run(workers);
    Duration took = Duration.ofNanos(System.nanoTime() - began);

    Round done = new Round(crop.size(), took, Jdbc.row(ground.database(), Seed.DONE));
    Seed.clear(ground.database());
    return done;
  }

  private void batch(
      Crop crop, int from, int to, Map<String, Double> thresholds, TweetByTweet connection)
      throws Exception {
    for (int asked = from; asked <= to; asked += idsInCall) {
      int last = Math.min(asked + idsInCall - 1, to);
      Map<String, Counters> readings = ask(crop, asked, last);
      for (long tweet = asked; tweet <= last; tweet++) {
        connection.write(
            crop,
            tweet,
            Objects.requireNonNull(readings.get(crop.tweet(tweet).id())),
            Objects.requireNonNull(thresholds.get(crop.zoneOf(tweet))));
      }
    }
    for (long lot = Crop.lotOf(from); lot <= Crop.lotOf(to); lot++) {
      connection.scheduleNext(crop, lot);
    }
  }

  private Map<String, Counters> ask(Crop crop, int from, int to) throws Exception {
    String ids =
        String.join(
            ",", LongStream.rangeClosed(from, to).mapToObj(i -> crop.tweet(i).id()).toList());
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
    for (TweetByTweet connection : connections) {
      connection.close();
    }
    ground.close();
    await(vertx.close());
  }
}
