package io.tidemark.simulator.stream;

import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.switches.Switches;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.simulator.tweets.SimulatedTweets;
import io.tidemark.simulator.tweets.TweetDraft;
import io.tidemark.simulator.twitterapi.TweetShape;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Posts new tweets to the world and delivers them to a webhook, as twitterapi.io does (captured in
 * September 2025). What falls behind is sent at once, but only so much at a time that a slow
 * webhook slows the stream. Safe for use by many threads.
 */
public final class WebhookStream {

  private static final int MOST_IN_FLIGHT = 4;
  private static final long FIRST_RETRY_MILLIS = 100;

  private final Vertx vertx;
  private final Context context;
  private final WorldClock clock;
  private final SimulatedTweets world;
  private final Supplier<Switches> switches;
  private final StreamPlan plan;
  private final Cast cast;
  private final SplittableRandom random;
  private final Courier courier;

  private Instant start;
  private int next;
  private int inFlight;
  private boolean stopped;
  private StreamReport report = StreamReport.NOTHING;
  private long timer = -1;
  private @Nullable Promise<StreamReport> running;

  public WebhookStream(
      Vertx vertx,
      WorldClock clock,
      SimulatedTweets world,
      Supplier<Switches> switches,
      StreamPlan plan) {
    this(vertx, clock, world, switches, plan, FIRST_RETRY_MILLIS);
  }

  WebhookStream(
      Vertx vertx,
      WorldClock clock,
      SimulatedTweets world,
      Supplier<Switches> switches,
      StreamPlan plan,
      long firstRetryMillis) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.clock = clock;
    this.world = world;
    this.switches = switches;
    this.plan = plan;
    this.cast = new Cast(plan);
    this.random = new SplittableRandom(plan.seed() ^ 0x5851F42D4C957F2DL);
    this.start = clock.instant();
    this.courier =
        new Courier(vertx, plan.webhookUrl(), plan.webhookKey(), MOST_IN_FLIGHT, firstRetryMillis);
  }

  /**
   * Delivers everything, paced by the world's clock from now on.
   *
   * @return completes when the last delivery was accepted or given up, or after {@link #stop}
   */
  public synchronized Future<StreamReport> run() {
    if (running == null) {
      running = Promise.promise();
      if (next == 0) {
        start = clock.instant();
      }
      context.runOnContext(go -> pump());
    }
    return running.future();
  }

  /**
   * Makes the next delivery now, due or not.
   *
   * @return completes when it was accepted or given up; fails when there is no next one
   */
  public Future<Void> deliverNext() {
    int number;
    Buffer body;
    boolean twice;
    synchronized (this) {
      if (stopped || next == plan.deliveries()) {
        return Future.failedFuture(new IllegalStateException("the stream has ended"));
      }
      number = next++;
      inFlight++;
      int size = Math.min(plan.lotSize(), plan.tweets() - number * plan.lotSize());
      body = body(number, size);
      twice = random.nextDouble() < switches.get().duplicateWebhooks();
      report = report.plus(new StreamReport(1, size, 0, 0, 0, 0));
    }
    return pingBefore(number)
        .compose(pinged -> courier.deliver(body))
        .compose(first -> again(body, first, twice))
        .onComplete(done -> landed())
        .mapEmpty();
  }

  /** When the next delivery is due; meaningless once {@link #finished}. */
  public synchronized Instant nextAt() {
    return start.plus(plan.dueAfter(next));
  }

  /** Nothing is to be sent any more, and nothing is under way. */
  public synchronized boolean finished() {
    return inFlight == 0 && (stopped || next == plan.deliveries());
  }

  public synchronized StreamReport report() {
    return report;
  }

  /** Makes no further delivery, and no further attempt at those under way. */
  public void stop() {
    synchronized (this) {
      stopped = true;
    }
    courier.stop();
    context.runOnContext(go -> pump());
  }

  private void pump() {
    while (isDue()) {
      deliverNext().onComplete(done -> context.runOnContext(go -> pump()));
    }
    synchronized (this) {
      if (finished()) {
        courier.close();
        if (running != null) {
          running.tryComplete(report);
        }
        return;
      }
      if (running != null && !stopped && next < plan.deliveries() && inFlight < MOST_IN_FLIGHT) {
        vertx.cancelTimer(timer);
        long wait = Math.max(1, clock.realTimeUntil(nextAt()).toMillis());
        timer = vertx.setTimer(wait, rang -> context.runOnContext(go -> pump()));
      }
    }
  }

  private synchronized boolean isDue() {
    return running != null
        && !stopped
        && next < plan.deliveries()
        && inFlight < MOST_IN_FLIGHT
        && !clock.instant().isBefore(nextAt());
  }

  private Future<Void> pingBefore(int delivery) {
    if (delivery > 0 || !switches.get().testPingFirst()) {
      return Future.succeededFuture();
    }
    JsonObject ping =
        new JsonObject()
            .put("event_type", "test_webhook_url")
            .put("timestamp", clock.instant().toEpochMilli());
    return courier.ping(ping.toBuffer());
  }

  private Future<Courier.Outcome> again(Buffer body, Courier.Outcome first, boolean twice) {
    int accepted = first.accepted() ? 1 : 0;
    count(new StreamReport(0, 0, accepted, 1 - accepted, 0, first.attempts()));
    if (!twice || !first.accepted()) {
      return Future.succeededFuture(first);
    }
    return courier
        .deliver(body)
        .onSuccess(second -> count(new StreamReport(0, 0, 0, 0, 1, second.attempts())));
  }

  private synchronized void count(StreamReport more) {
    report = report.plus(more);
  }

  private synchronized void landed() {
    inFlight--;
    if (finished()) {
      courier.close();
    }
  }

  /** Posts the tweets of this delivery and shows them as they are now: counters near zero. */
  private Buffer body(int number, int size) {
    Instant now = clock.instant();
    JsonArray tweets = new JsonArray();
    for (int i = 0; i < size; i++) {
      long age = (long) (random.nextDouble() * plan.ageAtArrival().toMillis());
      TweetDraft draft = TweetDraft.growing(cast.growth(number * plan.lotSize() + i));
      SimulatedTweet tweet = world.post(draft.at(now.minusMillis(age)));
      JsonObject shape = TweetShape.of(tweet, tweet.countersAt(now));
      tweets.add(switches.get().snakeCaseWebhook() ? SnakeCase.of(shape) : shape);
    }
    int rule = number % plan.ruleIds().size();
    return new JsonObject()
        .put("event_type", "tweet")
        .put("rule_id", plan.ruleIds().get(rule))
        .put("rule_tag", "rule-" + (rule + 1))
        .put("rule_value", "tidemark lang:en")
        .put("timestamp", now.toEpochMilli())
        .put("tweets", tweets)
        .toBuffer();
  }
}
