package io.tidemark.tracker.refresh;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.tidemark.clock.WorldClock;
import io.tidemark.flow.AsyncLoop;
import io.tidemark.redis.RedisLink;
import io.tidemark.tracker.polling.CredentialRouter;
import io.tidemark.tracker.polling.PollResult;
import io.tidemark.tracker.polling.PollResult.TweetAnswer;
import io.tidemark.tracker.polling.PollResult.Unanswered;
import io.tidemark.tracker.refresh.RefreshOutcome.NotRead;
import io.tidemark.tracker.refresh.RefreshOutcome.OverQuota;
import io.tidemark.tracker.refresh.RefreshOutcome.Read;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shares one poll of a tweet among all requests within 15 seconds, across processes. The process
 * that sets the tweet's key in Redis asks the platform and stores the result under that key; the
 * others wait for it. Without Redis each process asks the platform itself.
 */
final class SharedRefresh {

  private static final Logger log = LoggerFactory.getLogger(SharedRefresh.class);

  static final Duration SHARED_FOR = Duration.ofSeconds(15);

  /** Time allowed for waiting for a lane, and for the work before and after the call. */
  private static final Duration BESIDE_CALLS = Duration.ofSeconds(5);

  /** How long a failure is shared: the waiting processes see it, and then the next may try. */
  private static final Duration FAILED = Duration.ofSeconds(1);

  private static final Duration LOOK_EVERY = Duration.ofMillis(50);
  private static final String ASKED_BY = "asked-by:";

  // A process whose key expired while it asked must not overwrite the result of the next one.
  private static final String PUBLISH =
      """
      if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
      if ARGV[2] == '' then return redis.call('DEL', KEYS[1]) end
      redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
      return 1
      """;

  private final Vertx vertx;
  private final WorldClock clock;
  private final RedisLink redis;
  private final CredentialRouter router;
  private final RefreshQuota quota;
  private final Duration asking;
  private final Map<String, Future<RefreshOutcome>> inFlight = new ConcurrentHashMap<>();
  private final Cache<String, RefreshOutcome> own;

  /**
   * @param longestCall the time limit of a call; a key expires a little later than that
   */
  SharedRefresh(
      Vertx vertx,
      WorldClock clock,
      RedisLink redis,
      CredentialRouter router,
      RefreshQuota quota,
      Duration longestCall,
      Ticker ticker) {
    this.vertx = vertx;
    this.clock = clock;
    this.redis = redis;
    this.router = router;
    this.quota = quota;
    this.asking = longestCall.plus(BESIDE_CALLS);
    this.own =
        Caffeine.newBuilder()
            .expireAfterWrite(SHARED_FOR)
            .maximumSize(10_000)
            .ticker(ticker)
            .build();
  }

  /**
   * Polls a tweet's counters, or returns what was polled within the last 15 seconds.
   *
   * @param tweetId the platform's
   * @param zone whose quota is used if the platform has to be asked
   */
  Future<RefreshOutcome> of(String tweetId, String zone) {
    Promise<RefreshOutcome> mine = Promise.promise();
    Future<RefreshOutcome> others = inFlight.putIfAbsent(tweetId, mine.future());
    if (others != null) {
      return others.compose(
          outcome ->
              isOfAnotherQuota(outcome, zone)
                  ? of(tweetId, zone)
                  : Future.succeededFuture(outcome));
    }
    shared(tweetId, zone, asking.dividedBy(LOOK_EVERY))
        .onComplete(
            done -> {
              inFlight.remove(tweetId);
              mine.handle(done);
            });
    return mine.future();
  }

  private static boolean isOfAnotherQuota(RefreshOutcome outcome, String zone) {
    return outcome instanceof OverQuota over && !over.zone().equals(zone);
  }

  /** Looks at the key until there is an outcome, from this process or from another. */
  private Future<RefreshOutcome> shared(String tweetId, String zone, long looks) {
    var left = new AtomicLong(looks);
    return AsyncLoop.until(vertx, LOOK_EVERY, () -> look(tweetId, zone, left));
  }

  /**
   * @param left how often to look at another process's key before giving up
   */
  private Future<Optional<RefreshOutcome>> look(String tweetId, String zone, AtomicLong left) {
    String me = ASKED_BY + UUID.randomUUID();
    return redis
        .send(
            Request.cmd(Command.SET)
                .arg(key(tweetId))
                .arg(me)
                .arg("NX")
                .arg("PX")
                .arg(asking.toMillis()))
        .map(answer -> answer != null)
        .transform(
            claimed ->
                claimed.failed()
                    ? alone(tweetId, zone).map(Optional::of)
                    : claimed.result()
                        ? asker(tweetId, zone, me).map(Optional::of)
                        : waiter(tweetId, zone, left));
  }

  private Future<RefreshOutcome> asker(String tweetId, String zone, String me) {
    return ask(tweetId, zone)
        .recover(
            problem -> // other processes must not wait for a result that never comes
            publish(tweetId, me, new NotRead("the refresh failed", 1))
                    .transform(left -> Future.failedFuture(problem)))
        .compose(outcome -> publish(tweetId, me, outcome).map(outcome));
  }

  /** Empty when the key has to be looked at again. */
  private Future<Optional<RefreshOutcome>> waiter(String tweetId, String zone, AtomicLong left) {
    return redis
        .send(Request.cmd(Command.GET).arg(key(tweetId)))
        .map(answer -> answer == null ? "" : answer.toString())
        .transform(
            found -> {
              if (found.failed()) {
                return alone(tweetId, zone).map(Optional::of);
              }
              String value = found.result();
              if (value.isEmpty()) {
                return Future.succeededFuture(Optional.empty());
              }
              return value.startsWith(ASKED_BY)
                  ? Future.succeededFuture(later(left))
                  : Future.succeededFuture(Optional.of(RefreshOutcomeJson.read(value)));
            });
  }

  private static Optional<RefreshOutcome> later(AtomicLong left) {
    return left.getAndDecrement() == 0
        ? Optional.of(new NotRead("another has asked for it and got no answer yet", 5))
        : Optional.empty();
  }

  private Future<RefreshOutcome> alone(String tweetId, String zone) {
    @Nullable RefreshOutcome lately = own.getIfPresent(tweetId);
    return lately != null ? Future.succeededFuture(lately) : ask(tweetId, zone);
  }

  private Future<RefreshOutcome> ask(String tweetId, String zone) {
    return quota
        .take(zone)
        .compose(
            seconds ->
                seconds > 0
                    ? Future.succeededFuture(new OverQuota(zone, seconds))
                    : askPlatform(tweetId, zone))
        .onSuccess(
            outcome -> {
              if (outcome instanceof Read) {
                own.put(tweetId, outcome);
              }
            });
  }

  private Future<RefreshOutcome> askPlatform(String tweetId, String zone) {
    Instant askedAt = clock.instant();
    // Polled as a suspect, in a call of its own, so that a bad id affects no other tweet.
    return router
        .of(zone)
        .poll(List.of(tweetId), Set.of(tweetId))
        .compose(
            result -> {
              RefreshOutcome outcome = outcome(tweetId, result, askedAt);
              // Without a call (pause, open breaker, used-up budget) the zone's quota is not
              // charged.
              return result.calls() == 0
                  ? quota.giveBack(zone).map(outcome)
                  : Future.succeededFuture(outcome);
            });
  }

  private RefreshOutcome outcome(String tweetId, PollResult result, Instant askedAt) {
    Unanswered unanswered = result.unanswered().get(tweetId);
    if (unanswered != null) {
      return new NotRead(
          unanswered.reason(), Math.max(1, clock.realTimeUntil(unanswered.until()).toSeconds()));
    }
    TweetAnswer answer = result.answers().get(tweetId);
    return new Read(answer.outcome(), askedAt, answer.at(), answer.doubt(), answer.versions());
  }

  /**
   * Stores the result for the other processes. A failure expires soon or is removed at once, so
   * that the next process may ask.
   */
  private Future<Void> publish(String tweetId, String me, RefreshOutcome outcome) {
    Request left =
        switch (outcome) {
          case Read read -> publication(tweetId, me, RefreshOutcomeJson.write(read), SHARED_FOR);
          case NotRead not -> publication(tweetId, me, RefreshOutcomeJson.write(not), FAILED);
          case OverQuota over -> publication(tweetId, me, "", FAILED);
        };
    return redis
        .send(left)
        .<Void>mapEmpty()
        .recover(
            problem -> {
              log.atDebug().setCause(problem).log("The result of a refresh could not be shared");
              return Future.succeededFuture();
            });
  }

  private static Request publication(String tweetId, String me, String value, Duration stays) {
    return Request.cmd(Command.EVAL)
        .arg(PUBLISH)
        .arg(1)
        .arg(key(tweetId))
        .arg(me)
        .arg(value)
        .arg(stays.toMillis());
  }

  private static String key(String tweetId) {
    return "tidemark:tweet:" + tweetId + ":refresh";
  }
}
