package io.tidemark.tracker.refresh;

import io.tidemark.clock.WorldClock;
import io.tidemark.timers.DueTimes;
import io.tidemark.tracker.cadence.Decision;
import io.tidemark.tracker.cadence.Decisions;
import io.tidemark.tracker.history.Partitions;
import io.tidemark.tracker.lots.Lots;
import io.tidemark.tracker.lots.Tracking;
import io.tidemark.tracker.lots.Tracking.Progress;
import io.tidemark.tracker.refresh.Targets.Standing;
import io.tidemark.tracker.refresh.Targets.Target;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.tracker.tweets.OutcomeWord;
import io.tidemark.tracker.tweets.Snapshot;
import io.tidemark.tracker.tweets.Snapshots;
import io.tidemark.tracker.tweets.Tweets;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a manual refresh: counters, snapshot, tracking and the lot's due time in one transaction.
 *
 * <p>It is a round like any other. A poll of the same moment that comes to write later finds the
 * round moved on; if the poll wrote first, this one finds a reading younger than its own question.
 * Either way one of the two writes.
 */
final class RefreshRecording {

  private final Pool pool;
  private final WorldClock clock;
  private final Partitions partitions;
  private final DueTimes dueTimes = new DueTimes(Lots.TIMER);

  RefreshRecording(Pool pool, WorldClock clock, Partitions partitions) {
    this.pool = pool;
    this.clock = clock;
    this.partitions = partitions;
  }

  /**
   * @return whether this reading, whoever wrote it, brought a stopped tweet back
   */
  Future<Boolean> write(Target target, Reading.Read read) {
    Instant now = clock.instant();
    return partitions
        .ensureFor(now)
        .compose(
            ready -> pool.withTransaction(transaction -> write(transaction, target, read, now)));
  }

  private Future<Boolean> write(
      SqlConnection transaction, Target target, Reading.Read read, Instant now) {
    // In the order of Recording: timers, tweets. The lot's row keeps two refreshes of a finished
    // lot apart, which has no timer to do so.
    return dueTimes
        .lock(transaction, List.of(target.lot()))
        .compose(locked -> Lots.lock(transaction, target.lot()))
        .compose(locked -> Targets.lock(transaction, target.id(), now))
        .compose(
            tweet ->
                tweet.isFresherThan(read.askedAt())
                    ? Future.succeededFuture(tweet.wasRevivedSince(read.askedAt()))
                    : record(transaction, target, tweet, read.outcome(), now));
  }

  private Future<Boolean> record(
      SqlConnection transaction,
      Target target,
      Standing tweet,
      PostOutcome<Counters> outcome,
      Instant now) {
    Optional<Decision> decision =
        Decisions.refreshed(tweet.before(), tweet.stopped(), outcome, tweet.cadence(), now);
    List<Snapshot> snapshots =
        outcome instanceof PostOutcome.Present<Counters> present
            ? List.of(snapshot(target, tweet, present.reading(), now))
            : List.of();
    boolean revived = tweet.stopped() != null && decision.isPresent();
    return Tweets.updateCounters(transaction, snapshots)
        .compose(done -> Snapshots.insert(transaction, snapshots))
        .compose(done -> advance(transaction, target, tweet, outcome, decision, now))
        .compose(
            done ->
                revived ? Targets.revived(transaction, target.id(), now) : Future.succeededFuture())
        .map(revived);
  }

  private static Snapshot snapshot(Target target, Standing tweet, Counters reading, Instant now) {
    return Snapshot.following(
        target.id(),
        tweet.before().counters(),
        tweet.readAt(),
        Snapshot.Origin.REFRESH,
        tweet.round() + 1,
        reading,
        now);
  }

  private Future<Void> advance(
      SqlConnection transaction,
      Target target,
      Standing tweet,
      PostOutcome<Counters> outcome,
      Optional<Decision> decision,
      Instant now) {
    String word = OutcomeWord.of(outcome);
    if (decision.isEmpty()) {
      return outcome instanceof PostOutcome.Present
          ? Targets.countRound(transaction, target.id(), now, word)
          : Future.succeededFuture();
    }
    var progress =
        Progress.of(target.id(), tweet.before(), tweet.cadence(), now, word, decision.get());
    return Tracking.advance(transaction, List.of(progress))
        .compose(done -> moveLot(transaction, target.lot(), now));
  }

  private Future<Void> moveLot(SqlConnection transaction, long lot, Instant now) {
    return Tracking.nextOf(transaction, List.of(lot))
        .compose(
            next ->
                next.isEmpty()
                    ? Lots.finish(transaction, lot, now)
                        .compose(done -> dueTimes.end(transaction, lot))
                    : Lots.reopen(transaction, lot)
                        .compose(done -> dueTimes.move(transaction, Map.copyOf(next))));
  }
}
