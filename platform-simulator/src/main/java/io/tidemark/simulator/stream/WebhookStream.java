package io.tidemark.simulator.stream;

import io.tidemark.clock.WorldClock;
import io.tidemark.simulator.endpoint.FaultyContent;
import io.tidemark.simulator.endpoint.SeededRandom;
import io.tidemark.simulator.faults.OddCreation;
import io.tidemark.simulator.faults.PlatformFaults;
import io.tidemark.simulator.growth.SimulatedCounters;
import io.tidemark.simulator.growth.SmallGrowth;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.simulator.tweets.SimulatedTweets;
import io.tidemark.simulator.tweets.TweetDraft;
import io.tidemark.simulator.twitterapi.TwitterApiTweetJson;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Posts new tweets and delivers them to a webhook as twitterapi.io does (captured in September
 * 2025). Overdue deliveries are sent immediately, with a bound on concurrent ones, so that a slow
 * webhook slows the stream. Thread-safe.
 */
public final class WebhookStream {

  private static final int MOST_IN_FLIGHT = 4;
  private static final long FIRST_RETRY_MILLIS = 100;
  private static final Duration AGE_OF_RETWEETED = Duration.ofHours(1);

  private final Vertx vertx;
  private final Context context;
  private final WorldClock clock;
  private final SimulatedTweets world;
  private final Supplier<PlatformFaults> faults;
  private final StreamPlan plan;
  private final GrowthAssignment assignment;
  private final SplittableRandom random;
  private final WebhookSender sender;
  private final SeededRandom seeded;

  /** Ids of edited tweets; the next delivery begins with their new versions. */
  private final List<String> edited = new ArrayList<>();

  private Instant start;
  private int next;
  private int inFlight;
  private boolean stopped;
  private StreamReport report = StreamReport.NOTHING;
  private long timer = -1;
  private @Nullable Promise<StreamReport> running;

  /**
   * @param world receives the tweets
   * @param faults read at each delivery
   */
  public WebhookStream(
      Vertx vertx,
      WorldClock clock,
      SimulatedTweets world,
      Supplier<PlatformFaults> faults,
      StreamPlan plan) {
    this(vertx, clock, world, faults, plan, FIRST_RETRY_MILLIS);
  }

  WebhookStream(
      Vertx vertx,
      WorldClock clock,
      SimulatedTweets world,
      Supplier<PlatformFaults> faults,
      StreamPlan plan,
      long firstRetryMillis) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.clock = clock;
    this.world = world;
    this.faults = faults;
    this.plan = plan;
    this.assignment = new GrowthAssignment(plan);
    this.random = new SplittableRandom(plan.seed() ^ 0x5851F42D4C957F2DL);
    this.seeded = new SeededRandom(plan.seed(), 0);
    this.start = clock.instant();
    this.sender =
        new WebhookSender(
            vertx, plan.webhookUrl(), plan.webhookKey(), MOST_IN_FLIGHT, firstRetryMillis);
  }

  /**
   * Sends all deliveries, paced by the world's clock.
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
   * Sends the next delivery now, whether it is due or not.
   *
   * @return completes when it is accepted or given up; fails when the stream has ended
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
      twice = random.nextDouble() < faults.get().webhooks().duplicateWebhooks();
      report = report.plus(new StreamReport(1, size, 0, 0, 0, 0));
    }
    return pingBefore(number)
        .compose(pinged -> sender.deliver(body))
        .compose(first -> again(body, first, twice))
        .onComplete(done -> completed())
        .mapEmpty();
  }

  /** When the next delivery is due; meaningless once {@link #finished}. */
  public synchronized Instant nextAt() {
    return start.plus(plan.dueAfter(next));
  }

  /** Whether all deliveries have been sent and completed. */
  public synchronized boolean finished() {
    return inFlight == 0 && (stopped || next == plan.deliveries());
  }

  /** The progress so far. */
  public synchronized StreamReport report() {
    return report;
  }

  /** Stops sending and retrying. */
  public void stop() {
    synchronized (this) {
      stopped = true;
    }
    sender.stop();
    context.runOnContext(go -> pump());
  }

  private void pump() {
    while (isDue()) {
      deliverNext().onComplete(done -> context.runOnContext(go -> pump()));
    }
    synchronized (this) {
      if (finished()) {
        sender.close();
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
    if (delivery > 0 || !faults.get().webhooks().testPingFirst()) {
      return Future.succeededFuture();
    }
    JsonObject ping =
        new JsonObject()
            .put("event_type", "test_webhook_url")
            .put("timestamp", clock.instant().toEpochMilli());
    return sender.ping(ping.toBuffer());
  }

  private Future<WebhookSender.Outcome> again(
      Buffer body, WebhookSender.Outcome first, boolean twice) {
    int accepted = first.accepted() ? 1 : 0;
    count(new StreamReport(0, 0, accepted, 1 - accepted, 0, first.attempts()));
    if (!twice || !first.accepted()) {
      return Future.succeededFuture(first);
    }
    return sender
        .deliver(body)
        .onSuccess(second -> count(new StreamReport(0, 0, 0, 0, 1, second.attempts())));
  }

  private synchronized void count(StreamReport more) {
    report = report.plus(more);
  }

  private synchronized void completed() {
    inFlight--;
    if (finished()) {
      sender.close();
    }
  }

  /** Posts the tweets of this delivery and formats them with their current counters. */
  private Buffer body(int number, int size) {
    Instant now = clock.instant();
    JsonArray tweets = new JsonArray();
    edited.forEach(id -> tweets.add(shape(world.edit(id), now)));
    edited.clear();
    for (int i = 0; i < size; i++) {
      long age = (long) (random.nextDouble() * plan.ageAtArrival().toMillis());
      TweetDraft draft = TweetDraft.growing(assignment.growth(number * plan.lotSize() + i));
      SimulatedTweet tweet = world.post(draft.at(now.minusMillis(age)));
      tweets.add(shape(tweet, now));
      if (seeded.hits(faults.get().webhooks().retweets(), "retweet " + tweet.id())) {
        tweets.add(retweet(tweet, now));
      }
      if (seeded.hits(faults.get().webhooks().edits(), "edit " + tweet.id())) {
        edited.add(tweet.id());
      }
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

  private JsonObject shape(SimulatedTweet tweet, Instant now) {
    PlatformFaults faults = this.faults.get();
    SimulatedCounters counters = tweet.countersAt(now);
    JsonObject shape =
        TwitterApiTweetJson.of(tweet, counters, world.versions(tweet))
            .put("likeCount", FaultyContent.likes(tweet.id(), counters.likes(), faults, seeded));
    OddCreation odd = faults.webhooks().oddCreation();
    if (odd != null && seeded.hits(faults.webhooks().oddCreationRate(), "creation " + tweet.id())) {
      odd.in(shape, tweet.createdAt(), seeded.nextDouble("creation kind " + tweet.id()));
    }
    return faults.webhooks().snakeCaseWebhook() ? SnakeCase.of(shape) : shape;
  }

  /** A retweet by the author of this tweet, with the counters of the older post. */
  private JsonObject retweet(SimulatedTweet by, Instant now) {
    SimulatedTweet original =
        world.post(
            TweetDraft.growing(SmallGrowth.draw(by.number())).at(now.minus(AGE_OF_RETWEETED)));
    JsonObject shown = TwitterApiTweetJson.of(original, original.countersAt(now));
    // The lower bits are running numbers here, so no tweet has this id.
    String id = Long.toString(by.number() ^ (1L << 20));
    JsonObject retweet =
        TwitterApiTweetJson.of(by, original.countersAt(now))
            .put("id", id)
            .put("conversationId", id)
            .put("text", "RT @" + original.author().userName() + ": " + original.text())
            .put("retweeted_tweet", shown);
    return faults.get().webhooks().snakeCaseWebhook() ? SnakeCase.of(retweet) : retweet;
  }
}
