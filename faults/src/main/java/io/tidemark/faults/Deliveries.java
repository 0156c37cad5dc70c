package io.tidemark.faults;

import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.PlatformSimulator;
import io.tidemark.simulator.growth.Growth;
import io.tidemark.simulator.growth.NeverMoves;
import io.tidemark.simulator.growth.SmallTweet;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.simulator.tweets.TweetDraft;
import io.tidemark.simulator.twitterapi.TweetShape;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** The platform's webhook: it delivers until it is told 200, and remembers every answer. */
final class Deliveries implements AutoCloseable {

  /** Posts that are too old to be polled: they test the door and make no rounds. */
  private static final Duration OLD = Duration.ofHours(8);

  private static final Duration PATIENCE = Duration.ofSeconds(15);
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
  private final Map<String, Integer> answers = new ConcurrentHashMap<>();
  private final Map<String, Integer> answersInOutage = new ConcurrentHashMap<>();
  private volatile boolean outage;

  Deliveries(PlatformSimulator simulator, WorldClock clock, String gateway, String key) {
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
      Waits.until(began + over.toNanos() * i / lots);
      long number = seed * 1_000_003 + i;
      underWay.add(Thread.ofVirtual().start(() -> deliver(tweets, Duration.ZERO, number)));
    }
    return underWay;
  }

  /** One delivery of a post that is old already. */
  Thread old(long number) {
    return Thread.ofVirtual().start(() -> deliver(1, OLD, number));
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
        shapes.add(TweetShape.of(tweet, tweet.countersAt(now)));
      }
      String body =
          new JsonObject()
              .put("event_type", "tweet")
              .put("rule_id", World.RULE)
              .put("rule_tag", "faults")
              .put("rule_value", "tidemark lang:en")
              .put("timestamp", now.toEpochMilli())
              .put("tweets", shapes)
              .encode();
      if (isAccepted(body)) {
        accepted.addAll(ids);
      } else {
        unaccepted.incrementAndGet();
      }
    } catch (InterruptedException e) {
      unaccepted.incrementAndGet();
      Thread.currentThread().interrupt();
    } finally {
      hands.release();
    }
  }

  private boolean isAccepted(String body) throws InterruptedException {
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      boolean inOutage = outage;
      String answer = attempt(body);
      answers.merge(answer, 1, Integer::sum);
      if (inOutage && outage) {
        answersInOutage.merge(answer, 1, Integer::sum);
      }
      if (answer.equals("200")) {
        return true;
      }
      Waits.of(BEFORE_RETRY);
    }
    return false;
  }

  private String attempt(String body) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(webhook)
            .timeout(PATIENCE)
            .header("X-API-Key", key)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      return Integer.toString(client.send(request, BodyHandlers.discarding()).statusCode());
    } catch (IOException noAnswer) {
      return "no answer";
    }
  }

  /** Most move for hours, some never do. */
  private static Growth growth(long seed) {
    return seed % 5 == 0 ? NeverMoves.draw(seed) : SmallTweet.withEvents(400, seed);
  }

  /** The ids of all tweets that were answered with 200. */
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
