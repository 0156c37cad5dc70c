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
 * The design that Tidemark replaces: 20 ids a call and five of them at once, and then tweet by tweet
 * update the counters, create the snapshot, decide, update the tracking; when all tweets of a lot
 * are written, the lot's next job. It is given prepared statements, kept connections, and one
 * transaction for what it did not do in one.
 */
final class PerTweetSide implements Side {

  private static final int AT_ONCE = 5;
  private static final int IDS = 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SlowPlatform platform;
  private final Ground ground;
  private final Vertx vertx = Vertx.vertx();
  private final WebClient client =
      WebClient.create(vertx, new WebClientOptions().setDecompressionSupported(true));
  private final List<TweetByTweet> connections = new ArrayList<>();
  private int round;

  PerTweetSide(Bench bench, SlowPlatform platform) throws Exception {
    this.platform = platform;
    ground = Ground.lay(bench, platform.clock(), Map.of());
    for (int i = 0; i < AT_ONCE; i++) {
      connections.add(new TweetByTweet(Jdbc.open(ground.database())));
    }
  }

  @Override
  public String name() {
    return "one transaction per tweet";
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
            for (int from = next.getAndAdd(IDS);
                from <= crop.size();
                from = next.getAndAdd(IDS)) {
              batch(crop, from, Math.min(from + IDS - 1, crop.size()), thresholds, connection);
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
    Map<String, Counters> readings = ask(crop, from, to);
    for (long tweet = from; tweet <= to; tweet++) {
      connection.write(
          crop,
          tweet,
          Objects.requireNonNull(readings.get(crop.tweet(tweet).id())),
          Objects.requireNonNull(thresholds.get(crop.zoneOf(tweet))));
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
