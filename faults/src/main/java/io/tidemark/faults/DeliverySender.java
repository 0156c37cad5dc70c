package io.tidemark.faults;

import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.PlatformSimulator;
import io.tidemark.simulator.growth.Growth;
import io.tidemark.simulator.growth.NoGrowth;
import io.tidemark.simulator.growth.SmallGrowth;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.simulator.tweets.TweetDraft;
import io.tidemark.simulator.twitterapi.TwitterApiTweetJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** The platform's webhook sender: delivers until the response is 200 and records every response. */
final class DeliverySender implements AutoCloseable {

  /** Age of posts that are too old to be polled: they test the gateway and cause no rounds. */
  private static final Duration OLD = Duration.ofHours(8);

  /** Age of posts that are polled two or three times, so that late ones finish with the others. */
  private static final Duration NOT_YOUNG = Duration.ofMinutes(4 * 60 + 30);

  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final Duration BEFORE_RETRY = Duration.ofMillis(250);
  private static final int MOST_ATTEMPTS = 200;
  private static final int AT_ONCE = 24;

  private final HttpClient client = HttpClient.newHttpClient();
  private final PlatformSimulator simulator;
  private final WorldClock clock;
  private final URI webhook;
  private final String key;
  private final Semaphore permits = new Semaphore(AT_ONCE);
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();
  private final AtomicInteger unaccepted = new AtomicInteger();
  private final Set<String> refreshOnly = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> responses = new ConcurrentHashMap<>();
  private final Map<String, Integer> responsesInOutage = new ConcurrentHashMap<>();
  private volatile boolean outage;

  DeliverySender(PlatformSimulator simulator, WorldClock clock, String gateway, String key) {
    this.simulator = simulator;
    this.clock = clock;
    this.webhook = URI.create(gateway + "/api/webhooks/twitter");
    this.key = key;
  }

  /** Delivers new lots at even intervals; returns when all deliveries have started. */
  List<Thread> lots(int lots, int tweets, Duration over, long seed) throws InterruptedException {
    long began = System.nanoTime();
    List<Thread> underWay = new ArrayList<>();
    for (int i = 0; i < lots; i++) {
      RealTime.sleepUntil(began + over.toNanos() * i / lots);
      long number = seed * 1_000_003 + i;
      underWay.add(Thread.ofVirtual().start(() -> deliver(tweets, Duration.ZERO, number)));
    }
    return underWay;
  }

  /** Delivers one old post. */
  Thread old(long number) {
    return Thread.ofVirtual().start(() -> deliver(1, OLD, number));
  }

  /**
   * Delivers posts that are too old to be polled and never move: only manual refreshes request
   * them.
   *
   * @return their ids
   */
  List<String> refreshOnly(int count) throws InterruptedException {
    Instant now = clock.instant();
    List<String> ids = new ArrayList<>();
    JsonArray shapes = new JsonArray();
    for (int i = 0; i < count; i++) {
      SimulatedTweet tweet =
          simulator.tweets().post(TweetDraft.growing(new NoGrowth(0)).at(now.minus(OLD)));
      ids.add(tweet.id());
      shapes.add(TwitterApiTweetJson.of(tweet, tweet.countersAt(now)));
    }
    refreshOnly.addAll(ids);
    String body = body(FaultEnvironment.REFRESH_ONLY_RULE, now, shapes).encode();
    if (deliver(body, ids, "200").isEmpty()) {
      throw new IllegalStateException("posts that never move were not accepted");
    }
    return ids;
  }

  /**
   * Delivers valid tweets with malformed ones between them.
   *
   * @param isMapped whether the rule is mapped; otherwise the delivery is kept for a replay
   * @param good number of valid tweets
   * @return the malformed tweets and the reasons in the response
   */
  PoisonedDelivery malformed(String rule, boolean isMapped, int good, Set<PoisonKind> poisons)
      throws InterruptedException {
    Instant now = clock.instant();
    Instant createdAt = now.minus(NOT_YOUNG);
    List<String> usable = new ArrayList<>();
    List<PoisonedDelivery.MalformedTweet> malformed = new ArrayList<>();
    JsonArray shapes = new JsonArray();
    for (PoisonKind poison : poisons) {
      SimulatedTweet tweet = simulator.tweets().post(TweetDraft.any().at(createdAt));
      JsonObject shape = TwitterApiTweetJson.of(tweet, tweet.countersAt(now));
      poison.corrupt(shape, createdAt);
      malformed.add(new PoisonedDelivery.MalformedTweet(poison, shapes.size(), tweet.id()));
      shapes.add(shape);
      if (poison.isUsable()) {
        usable.add(tweet.id());
      }
    }
    for (int i = 0; i < good; i++) {
      SimulatedTweet tweet = simulator.tweets().post(TweetDraft.any().at(createdAt));
      usable.add(tweet.id());
      shapes.add(TwitterApiTweetJson.of(tweet, tweet.countersAt(now)));
    }
    String body = escaped(body(rule, now, shapes));
    String response = deliver(body, usable, isMapped ? "200" : "202").orElse("{}");
    Map<Integer, String> reasons = new HashMap<>();
    for (Object error : new JsonObject(response).getJsonArray("errorDetails", new JsonArray())) {
      JsonObject bad = (JsonObject) error;
      reasons.put(bad.getInteger("index"), bad.getString("field") + " " + bad.getString("reason"));
    }
    return new PoisonedDelivery(rule, isMapped, malformed, reasons);
  }

  /** Starts or stops counting responses of an outage separately. */
  void outage(boolean now) {
    outage = now;
  }

  private void deliver(int tweets, Duration age, long seed) {
    permits.acquireUninterruptibly();
    try {
      Instant now = clock.instant();
      List<String> ids = new ArrayList<>();
      JsonArray shapes = new JsonArray();
      for (int i = 0; i < tweets; i++) {
        SimulatedTweet tweet =
            simulator.tweets().post(TweetDraft.growing(growth(seed * 31 + i)).at(now.minus(age)));
        ids.add(tweet.id());
        shapes.add(TwitterApiTweetJson.of(tweet, tweet.countersAt(now)));
      }
      deliver(body(FaultEnvironment.RULE, now, shapes).encode(), ids, "200");
    } catch (InterruptedException e) {
      unaccepted.incrementAndGet();
      Thread.currentThread().interrupt();
    } finally {
      permits.release();
    }
  }

  private static JsonObject body(String rule, Instant now, JsonArray tweets) {
    return new JsonObject()
        .put("event_type", "tweet")
        .put("rule_id", rule)
        .put("rule_tag", "faults")
        .put("rule_value", "tidemark lang:en")
        .put("timestamp", now.toEpochMilli())
        .put("tweets", tweets);
  }

  /** Encodes as ASCII, because unpaired surrogates would be lost in any encoding. */
  private static String escaped(JsonObject json) {
    var escaped = new StringBuilder();
    json.encode()
        .chars()
        .forEach(
            character -> {
              if (character < 0x7f) {
                escaped.append((char) character);
              } else {
                escaped.append("\\u%04x".formatted(character));
              }
            });
    return escaped.toString();
  }

  /**
   * Sends until the delivery is accepted or given up.
   *
   * @param ids ids of the tweets that an accepted delivery creates
   * @param wanted the status of an accepted delivery
   * @return the body of the accepting response
   */
  private Optional<String> deliver(String body, List<String> ids, String wanted)
      throws InterruptedException {
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      boolean inOutage = outage;
      Response response = attempt(body);
      responses.merge(response.status(), 1, Integer::sum);
      if (inOutage && outage) {
        responsesInOutage.merge(response.status(), 1, Integer::sum);
      }
      if (response.status().equals(wanted)) {
        accepted.addAll(ids);
        return Optional.of(response.body());
      }
      RealTime.sleep(BEFORE_RETRY);
    }
    unaccepted.incrementAndGet();
    return Optional.empty();
  }

  private record Response(String status, String body) {}

  private Response attempt(String body) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(webhook)
            .timeout(TIMEOUT)
            .header("X-API-Key", key)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      return new Response(Integer.toString(response.statusCode()), response.body());
    } catch (IOException noAnswer) {
      return new Response("no answer", "");
    }
  }

  /** A growth curve: most tweets move for hours, some never. */
  private static Growth growth(long seed) {
    return seed % 5 == 0 ? NoGrowth.draw(seed) : SmallGrowth.withEvents(400, seed);
  }

  /** The ids of posts that only manual refreshes request. */
  Set<String> refreshOnly() {
    return Set.copyOf(refreshOnly);
  }

  /** The ids of all accepted tweets. */
  Set<String> accepted() {
    return Set.copyOf(accepted);
  }

  /** The number of deliveries that were given up. */
  int unaccepted() {
    return unaccepted.get();
  }

  Map<String, Integer> responses() {
    return new TreeMap<>(responses);
  }

  /**
   * Responses, by status, to deliveries that were sent and answered while the database was
   * unavailable.
   */
  Map<String, Integer> responsesInOutage() {
    return new TreeMap<>(responsesInOutage);
  }

  @Override
  public void close() {
    client.close();
  }
}
