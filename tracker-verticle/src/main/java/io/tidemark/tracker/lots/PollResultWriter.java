package io.tidemark.tracker.lots;

import io.tidemark.clock.WorldClock;
import io.tidemark.jobs.Claim;
import io.tidemark.jobs.Completion;
import io.tidemark.jobs.JobStore;
import io.tidemark.tracker.cadence.Decision;
import io.tidemark.tracker.history.Partitions;
import io.tidemark.tracker.lots.Lots.PolledLot;
import io.tidemark.tracker.lots.PollBatch.PostponedTweet;
import io.tidemark.tracker.lots.Tracking.Progress;
import io.tidemark.tracker.polling.PollResult.TweetAnswer;
import io.tidemark.tracker.tweets.Snapshots;
import io.tidemark.tracker.tweets.Tweets;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the results of polling many lots: counters, snapshots, decisions and the lots' next due
 * times, in one transaction with a constant number of statements.
 *
 * <p>Two fences ensure that each result takes effect once: lots whose claim was taken over
 * meanwhile are left out, and so are tweets whose round was recorded meanwhile.
 */
final class PollResultWriter {

  /**
   * What was written.
   *
   * @param progress the tweets that moved on to their next round or stopped
   * @param lots the lots whose claims were completed
   * @param takenOver lots that another process has claimed meanwhile
   */
  record Written(List<Progress> progress, List<PolledLot> lots, int snapshots, int takenOver) {

    static final Written NOTHING = new Written(List.of(), List.of(), 0, 0);

    /** The number of tweets whose answer was not believed. */
    long doubtful() {
      return progress.stream().filter(tweet -> tweet.doubted() != null).count();
    }

    /** The number of stopped tweets by the word of the reason. */
    Map<String, Long> stopped() {
      return progress.stream()
          .map(Progress::decision)
          .filter(Decision.Stop.class::isInstance)
          .collect(Collectors.groupingBy(Decision::word, Collectors.counting()));
    }

    /** The number of lots that have no active tweet any more. */
    long finishedLots() {
      return lots.stream().filter(lot -> lot.next() == null).count();
    }

    /** The number of lots that wait: a call was not answered, or a part could not be written. */
    long postponedLots() {
      return lots.stream().filter(lot -> lot.waitingReason() != null).count();
    }

    Written plus(Written other) {
      return new Written(
          Stream.concat(progress.stream(), other.progress.stream()).toList(),
          Stream.concat(lots.stream(), other.lots.stream()).toList(),
          snapshots + other.snapshots,
          takenOver + other.takenOver);
    }
  }

  private final Pool pool;
  private final WorldClock clock;
  private final JobStore store;
  private final Partitions partitions;
  private final Schedules schedules = new Schedules();

  PollResultWriter(Pool pool, WorldClock clock, JobStore store, Partitions partitions) {
    this.pool = pool;
    this.clock = clock;
    this.store = store;
    this.partitions = partitions;
  }

  /**
   * Writes a batch in one transaction.
   *
   * @param deciding called with each lot before its tweets are decided
   * @return fails when nothing was written, or when that is unknown because the connection ended
   *     during the commit; writing the same again is safe in both cases
   */
  Future<Written> write(PollBatch batch, LongConsumer deciding) {
    return partitions
        .ensureForAll(
            batch.tweets().stream()
                .map(tweet -> batch.answers().get(tweet.tweetId()))
                .map(TweetAnswer::at)
                .toList())
        .compose(ready -> pool.withTransaction(transaction -> write(transaction, batch, deciding)));
  }

  private Future<Written> write(SqlConnection transaction, PollBatch batch, LongConsumer deciding) {
    return store
        .lockClaims(transaction, batch.claims())
        .compose(
            held -> {
              List<Claim> claims =
                  batch.claims().stream().filter(claim -> held.contains(claim.subject())).toList();
              int takenOver = batch.claims().size() - claims.size();
              PollBatch ours = takenOver == 0 ? batch : batch.only(claims);
              return write(transaction, ours, deciding, takenOver);
            });
  }

  private Future<Written> write(
      SqlConnection transaction, PollBatch batch, LongConsumer deciding, int takenOver) {
    Instant now = clock.instant();
    return DueTweets.lock(transaction, batch.tweets(), now)
        .compose(
            locked ->
                schedules
                    .of(transaction, locked.tweets(), batch.thresholds())
                    .map(found -> PollDecisions.of(batch, locked.tweets(), found, deciding, now))
                    .compose(
                        decided -> write(transaction, batch, decided, locked.places(), takenOver)));
  }

  private Future<Written> write(
      SqlConnection transaction,
      PollBatch batch,
      PollDecisions decided,
      Map<Long, RowPlaces> places,
      int takenOver) {
    // Sent together: the connection carries them out in this order, and the first that fails has
    // all that follow fail.
    List<Future<?>> writes =
        List.of(
            Tweets.updateCountersAt(
                transaction, decided.latest(), tweet -> places.get(tweet).tweet()),
            Snapshots.believe(transaction, decided.confirmed()),
            Snapshots.insert(transaction, decided.snapshots()),
            Tracking.advanceAt(transaction, decided.progress(), places),
            triggered(transaction, batch, decided.progress()));
    Future<?> written = Future.all(writes);
    Future<List<PolledLot>> completed =
        batch.completes() ? complete(transaction, batch, written) : written.map(done -> List.of());
    return written
        .compose(done -> completed)
        .map(lots -> new Written(decided.progress(), lots, decided.snapshots().size(), takenOver));
  }

  private static Future<Void> triggered(
      SqlConnection transaction, PollBatch batch, List<Progress> progress) {
    return batch.triggered() == null
        ? Future.succeededFuture()
        : Tracking.triggered(transaction, progress, batch.triggered());
  }

  /**
   * Completes the claims once everything is written: a write that finds less than it should fails
   * here and not in the database, which would take what follows.
   */
  private Future<List<PolledLot>> complete(
      SqlConnection transaction, PollBatch batch, Future<?> written) {
    Set<Long> lots = batch.claims().stream().map(Claim::subject).collect(Collectors.toSet());
    Map<Long, Instant> until = new HashMap<>();
    Map<Long, PostponedTweet> first = new HashMap<>();
    Map<Long, Instant> waiting = new HashMap<>();
    batch
        .postponed()
        .forEach(
            (tweet, postponed) -> {
              if (lots.contains(postponed.lot())) {
                until.put(tweet, postponed.until());
                first.merge(postponed.lot(), postponed, PostponedTweet::first);
                if (!postponed.badWrite()) {
                  waiting.merge(
                      postponed.lot(), postponed.until(), (a, b) -> a.isBefore(b) ? a : b);
                }
              }
            });
    Instant now = clock.instant();
    return Tracking.nextOf(transaction, List.copyOf(lots), until, waiting, now)
        .compose(found -> written.map(found))
        .compose(
            next -> {
              List<Completion> completions = new ArrayList<>();
              List<PolledLot> polled = new ArrayList<>();
              for (Claim claim : batch.claims()) {
                long lot = claim.subject();
                PostponedTweet postponed = first.get(lot);
                Instant due = notBefore(claim, next.get(lot), now);
                completions.add(new Completion(lot, claim.token(), due));
                polled.add(
                    postponed == null
                        ? new PolledLot(lot, due, null, false)
                        : new PolledLot(lot, due, postponed.reason(), postponed.badWrite()));
              }
              return Future.all(
                      Lots.polled(transaction, polled, now),
                      store.complete(transaction, completions))
                  .map(polled);
            });
  }

  /**
   * Tweets that did not fit into the pass may have been due before the claimed due time. The new
   * due time is never earlier than the claimed one: claims read on from there and would otherwise
   * miss it.
   */
  private static @Nullable Instant notBefore(Claim claim, @Nullable Instant due, Instant now) {
    Instant claimed = claim.dueAt().isBefore(now) ? claim.dueAt() : now;
    return due != null && due.isBefore(claimed) ? claimed : due;
  }
}
