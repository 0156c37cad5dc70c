package io.tidemark.tracker.lots;

import io.tidemark.clock.WorldClock;
import io.tidemark.jobs.Claim;
import io.tidemark.jobs.Completion;
import io.tidemark.jobs.JobStore;
import io.tidemark.jobs.LeaseLostException;
import io.tidemark.postgres.DatabaseErrors;
import io.tidemark.tracker.lots.Lots.PolledLot;
import io.tidemark.tracker.lots.PollBatch.PostponedTweet;
import io.tidemark.tracker.lots.PollResultWriter.Written;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the results of a pass, and retries, because the answers were paid for. While the database
 * is unavailable the same write is retried as long as the claims are held. A write that the
 * database refuses or that times out is split in halves, first by lots, then by the tweets of one
 * lot, until the tweet that cannot be written is isolated and paused. Runs on a virtual thread.
 *
 * <p>The halves are not those of {@link io.tidemark.upstream.BatchBisector}: the parts of a lot are
 * written in order, only the last of them completes the claim, and a write that timed out bounds
 * the size of all later ones.
 */
final class RetryingWriter {

  private static final Logger log = LoggerFactory.getLogger(RetryingWriter.class);

  /** The first pause of a lot of which something cannot be written; later ones are longer. */
  private static final Duration AFTER_BAD_WRITE = Duration.ofMinutes(15);

  private static final Duration LONGEST_PAUSE = Duration.ofDays(1);

  private static final Duration FIRST_WAIT = Duration.ofMillis(200);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  private final Vertx vertx;
  private final Pool pool;
  private final WorldClock clock;
  private final JobStore store;
  private final PollResultWriter results;

  RetryingWriter(
      Vertx vertx, Pool pool, WorldClock clock, JobStore store, PollResultWriter results) {
    this.vertx = vertx;
    this.pool = pool;
    this.clock = clock;
    this.store = store;
    this.results = results;
  }

  /**
   * Writes all results, in as few transactions of {@link LotPoller#MOST_TWEETS} tweets as possible.
   * Of a lot that needs several the last one completes the claim.
   *
   * @param batch the results; tweets that could not be written are added to {@code postponed}
   * @param claimsHeld whether the claims are still held
   * @param deciding as for {@link PollResultWriter#write}
   * @param rounds logs each committed part
   */
  Written write(
      PollBatch batch, BooleanSupplier claimsHeld, LongConsumer deciding, RoundLog rounds) {
    Deque<PollBatch> parts = new ArrayDeque<>(List.of(batch));
    int most = LotPoller.MOST_TWEETS;
    Written written = Written.NOTHING;
    while (!parts.isEmpty()) {
      PollBatch part = parts.pop();
      if (part.tweets().size() > most) {
        halve(part, parts);
        continue;
      }
      try {
        Written some =
            retryWhileHeld(part.claims().size(), claimsHeld, () -> results.write(part, deciding));
        rounds.report(some);
        written = written.plus(some);
      } catch (Exception problem) { // an await throws checked exceptions as well
        if (problem instanceof LeaseLostException || isAway(problem)) {
          throw problem;
        }
        if (DatabaseErrors.isTooSlow(problem)) {
          most = Math.max(1, part.tweets().size() / 2);
        }
        written = written.plus(isolate(part, parts, problem, claimsHeld));
      }
    }
    return written;
  }

  private Written isolate(
      PollBatch part, Deque<PollBatch> parts, Exception problem, BooleanSupplier claimsHeld) {
    if (part.claims().size() > 1 || part.tweets().size() > 1) {
      halve(part, parts);
      return Written.NOTHING;
    }
    Claim claim = part.claims().getFirst();
    String reason = "could not be written: " + problem.getMessage();
    if (part.tweets().isEmpty()) {
      return pauseLot(claim, reason, claimsHeld);
    }
    DueTweet tweet = part.tweets().getFirst();
    log.atError()
        .addKeyValue("lot", claim.subject())
        .addKeyValue("tweet", tweet.id())
        .setCause(problem)
        .log("A tweet's poll could not be written; it is paused");
    Instant until = retryWhileHeld(1, claimsHeld, () -> pausedUntil(claim));
    part.postponed().put(tweet.id(), new PostponedTweet(claim.subject(), until, reason, true));
    if (part.completes()) {
      parts.push(part.only(List.of(), true));
    }
    return Written.NOTHING;
  }

  /** Pauses a lot. The lots after it are written even if this fails. */
  private Written pauseLot(Claim claim, String reason, BooleanSupplier claimsHeld) {
    return pauseLot(
            claim,
            () -> retryWhileHeld(1, claimsHeld, () -> postpone(claim, reason)),
            "The reason for pausing a lot could not be written; only its due time was")
        .or(
            () ->
                pauseLot(
                    claim,
                    () -> retryWhileHeld(1, claimsHeld, () -> reschedule(claim, reason)),
                    "A lot could not be paused; it is claimed again when its lease ends"))
        .orElse(Written.NOTHING);
  }

  private Future<PolledLot> reschedule(Claim claim, String reason) {
    Instant due = clock.instant().plus(AFTER_BAD_WRITE);
    return store
        .complete(pool, List.of(completion(claim, due)))
        .map(new PolledLot(claim.subject(), due, reason, true));
  }

  /**
   * @return empty when the database refuses the write, which is logged
   */
  private static Optional<Written> pauseLot(
      Claim claim, Supplier<PolledLot> write, String refused) {
    try {
      return Optional.of(new Written(List.of(), List.of(write.get()), 0, 0));
    } catch (LeaseLostException late) {
      log.atInfo()
          .addKeyValue("lot", claim.subject())
          .log("Another process has taken over a lot that could not be written");
      return Optional.of(new Written(List.of(), List.of(), 0, 1));
    } catch (Exception problem) { // an await throws checked exceptions as well
      if (isAway(problem)) {
        throw problem;
      }
      log.atError().addKeyValue("lot", claim.subject()).setCause(problem).log(refused);
      return Optional.empty();
    }
  }

  private static Completion completion(Claim claim, Instant due) {
    return new Completion(claim.subject(), claim.token(), due);
  }

  /**
   * Splits a part in halves, to be written in order: the last part of a lot completes its claim.
   */
  private static void halve(PollBatch part, Deque<PollBatch> parts) {
    if (part.claims().size() > 1) {
      int middle = part.claims().size() / 2;
      parts.push(part.only(part.claims().subList(middle, part.claims().size())));
      parts.push(part.only(part.claims().subList(0, middle)));
    } else {
      int middle = part.tweets().size() / 2;
      parts.push(part.only(part.tweets().subList(middle, part.tweets().size()), part.completes()));
      parts.push(part.only(part.tweets().subList(0, middle), false));
    }
  }

  private <T> T retryWhileHeld(int lots, BooleanSupplier claimsHeld, Supplier<Future<T>> write) {
    Duration wait = FIRST_WAIT;
    while (true) {
      try {
        return write.get().await();
      } catch (Exception problem) { // an await throws checked exceptions as well
        if (!isAway(problem) || !claimsHeld.getAsBoolean()) {
          throw problem;
        }
        log.atWarn()
            .addKeyValue("lots", lots)
            .addKeyValue("problem", problem.getMessage())
            .log("Polled lots could not be written; retrying while their claims are held");
      }
      vertx.timer(jittered(wait), TimeUnit.MILLISECONDS).await();
      Duration doubled = wait.multipliedBy(2);
      wait = doubled.compareTo(LONGEST_WAIT) < 0 ? doubled : LONGEST_WAIT;
    }
  }

  private static long jittered(Duration wait) {
    return (long) (wait.toMillis() * ThreadLocalRandom.current().nextDouble(0.8, 1.2));
  }

  /** Longer each time, because each attempt costs a poll. */
  private static Duration pause(int failedBefore) {
    Duration pause = AFTER_BAD_WRITE.multipliedBy(1L << Math.min(failedBefore, 7));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  private Future<Instant> pausedUntil(Claim claim) {
    return Lots.failedWrites(pool, claim.subject())
        .recover(
            problem -> {
              if (isAway(problem)) {
                return Future.failedFuture(problem);
              }
              log.atWarn()
                  .addKeyValue("lot", claim.subject())
                  .addKeyValue("problem", problem.getMessage())
                  .log("The number of failed writes of a lot could not be read");
              return Future.succeededFuture(0);
            })
        .map(before -> clock.instant().plus(pause(before)));
  }

  /** Whether the database is unavailable, so that no lot can be written. */
  private static boolean isAway(Throwable problem) {
    return DatabaseErrors.isPassing(problem) && !DatabaseErrors.isTooSlow(problem);
  }

  /**
   * Pauses a claimed lot as a whole, longer each time in a row.
   *
   * @return fails with {@link LeaseLostException} when another process has claimed it meanwhile
   */
  Future<PolledLot> postpone(Claim claim, String reason) {
    log.atError()
        .addKeyValue("lot", claim.subject())
        .addKeyValue("problem", reason)
        .log("A lot is paused");
    return pausedUntil(claim)
        .map(due -> new PolledLot(claim.subject(), due, reason, true))
        .compose(
            lot ->
                pool.withTransaction(
                    transaction ->
                        store
                            .complete(transaction, List.of(completion(claim, lot.next())))
                            .compose(
                                moved ->
                                    Lots.polled(transaction, List.of(lot), clock.instant())
                                        .map(lot))));
  }
}
