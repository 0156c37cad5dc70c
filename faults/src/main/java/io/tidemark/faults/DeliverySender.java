package io.tidemark.faults;

import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.PlatformSimulator;
import io.tidemark.simulator.growth.Growth;
import io.tidemark.simulator.growth.NeverMoves;
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

/** The platform's webhook: it delivers until it is told 200, and remembers every answer. */
final class DeliverySender implements AutoCloseable {

  /** Posts that are too old to be polled: they test the door and make no rounds. */
  private static final Duration OLD = Duration.ofHours(8);

  /** Posts that are polled twice or three times: who comes late is done when the others are. */
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
  private final Semaphore hands = new Semaphore(AT_ONCE);
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();
  private final AtomicInteger unaccepted = new AtomicInteger();
  private final Set<String> still = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> answers = new ConcurrentHashMap<>();
  private final Map<String, Integer> answersInOutage = new ConcurrentHashMap<>();
  private volatile boolean outage;

  DeliverySender(PlatformSimulator simulator, WorldClock clock, String gateway, String key) {
    this.simulator = simulator;
    this.clock = clock;
    this.webhook = URI.create(gateway + "/api/webhooks/twitter");
    this.key = key;
  }

  /** Delivers new lots, evenly; returns when all are under way. */
  List<Thread> lots(int lots, int tweets, Duration over, long seed) throws InterruptedException {
    long began = System.nanoTime();
    List<Thread> underWay = new ArrayList<>();
    for (int i = 0; i < lots; i++) {
      RealTime.until(began + over.toNanos() * i / lots);
      long number = seed * 1_000_003 + i;
      underWay.add(Thread.ofVirtual().start(() -> deliver(tweets, Duration.ZERO, number)));
    }
    return underWay;
  }

  /** One delivery of a post that is old already. */
  Thread old(long number) {
    return Thread.ofVirtual().start(() -> deliver(1, OLD, number));
  }

  /**
   * Delivers posts that are too old to be polled and never move: nothing but a refresh asks for
   * them.
   *
   * @return their ids
   */
  List<String> still(int count) throws InterruptedException {
    Instant now = clock.instant();
    List<String> ids = new ArrayList<>();
    JsonArray shapes = new JsonArray();
    for (int i = 0; i < count; i++) {
      SimulatedTweet tweet =
          simulator.tweets().post(TweetDraft.growing(new NeverMoves(0)).at(now.minus(OLD)));
      ids.add(tweet.id());
      shapes.add(TwitterApiTweetJson.of(tweet, tweet.countersAt(now)));
    }
    still.addAll(ids);
    String body = body(FaultEnvironment.STILL_RULE, now, shapes).encode();
    if (deliver(body, ids, "200").isEmpty()) {
      throw new IllegalStateException("posts that never move were not accepted");
    }
    return ids;
  }

  /**
   * Delivers good tweets and spoilt ones, which stand between them.
   *
   * @param isMapped whether its rule is mapped; otherwise it is to be kept
   * @param good how many are as they should be
   * @return what is to become of them, and the reasons that the answer told
   */
  PoisonedDelivery spoilt(String rule, boolean isMapped, int good, Set<PoisonKind> poisons)
      throws InterruptedException {
    Instant now = clock.instant();
    Instant createdAt = now.minus(NOT_YOUNG);
    List<String> usable = new ArrayList<>();
    List<PoisonedDelivery.Spoilt> spoilt = new ArrayList<>();
    JsonArray shapes = new JsonArray();
    for (PoisonKind poison : poisons) {
      SimulatedTweet tweet = simulator.tweets().post(TweetDraft.any().at(createdAt));
      JsonObject shape = TwitterApiTweetJson.of(tweet, tweet.countersAt(now));
      poison.spoil(shape, createdAt);
      spoilt.add(new PoisonedDelivery.Spoilt(poison, shapes.size(), tweet.id()));
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
    String body = PoisonFaults.escaped(body(rule, now, shapes));
    String answer = deliver(body, usable, isMapped ? "200" : "202").orElse("{}");
    Map<Integer, String> reasons = new HashMap<>();
    for (Object error : new JsonObject(answer).getJsonArray("errorDetails", new JsonArray())) {
      JsonObject bad = (JsonObject) error;
      reasons.put(bad.getInteger("index"), bad.getString("field") + " " + bad.getString("reason"));
    }
    return new PoisonedDelivery(rule, isMapped, spoilt, reasons);
  }

  /** From now on answers are counted apart, too; until told otherwise. */
  void outage(boolean now) {
    outage = now;
  }

  private void deliver(int tweets, Duration age, long seed) {
    hands.acquireUninterruptibly();
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
      hands.release();
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

  /**
   * Until it is accepted or given up.
   *
   * @param ids that are there once it is accepted
   * @param wanted the status that accepts it
   * @return the body of that answer
   */
  private Optional<String> deliver(String body, List<String> ids, String wanted)
      throws InterruptedException {
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      boolean inOutage = outage;
      Answer answer = attempt(body);
      answers.merge(answer.status(), 1, Integer::sum);
      if (inOutage && outage) {
        answersInOutage.merge(answer.status(), 1, Integer::sum);
      }
      if (answer.status().equals(wanted)) {
        accepted.addAll(ids);
        return Optional.of(answer.body());
      }
      RealTime.of(BEFORE_RETRY);
    }
    unaccepted.incrementAndGet();
    return Optional.empty();
  }

  private record Answer(String status, String body) {}

  private Answer attempt(String body) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(webhook)
            .timeout(TIMEOUT)
            .header("X-API-Key", key)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      return new Answer(Integer.toString(response.statusCode()), response.body());
    } catch (IOException noAnswer) {
      return new Answer("no answer", "");
    }
  }

  /** Most move for hours, some never do. */
  private static Growth growth(long seed) {
    return seed % 5 == 0 ? NeverMoves.draw(seed) : SmallGrowth.withEvents(400, seed);
  }

  /** The ids of posts for which nothing but refreshes asks. */
  Set<String> still() {
    return Set.copyOf(still);
  }

  /** The ids of all tweets that were accepted. */
  Set<String> accepted() {
    return Set.copyOf(accepted);
  }

  /** Deliveries that were given up. */
  int unaccepted() {
    return unaccepted.get();
  }

  Map<String, Integer> answers() {
    return new TreeMap<>(answers);
  }

  /** Answers to what was sent and answered while the database was away. */
  Map<String, Integer> answersInOutage() {
    return new TreeMap<>(answersInOutage);
  }

  @Override
  public void close() {
    client.close();
  }
}
