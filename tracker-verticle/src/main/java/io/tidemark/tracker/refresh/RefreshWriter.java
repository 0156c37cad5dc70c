package io.tidemark.tracker.refresh;

import io.tidemark.jobs.JobSchedule;
import io.tidemark.tracker.cadence.Decision;
import io.tidemark.tracker.cadence.Decisions;
import io.tidemark.tracker.cadence.Doubts.Doubted;
import io.tidemark.tracker.cadence.Doubts.Judgement;
import io.tidemark.tracker.cadence.PollSchedule;
import io.tidemark.tracker.history.Partitions;
import io.tidemark.tracker.lots.LockedTweet;
import io.tidemark.tracker.lots.Lots;
import io.tidemark.tracker.lots.Schedules;
import io.tidemark.tracker.lots.Tracking;
import io.tidemark.tracker.lots.Tracking.Progress;
import io.tidemark.tracker.refresh.Targets.Target;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.tracker.tweets.Edits;
import io.tidemark.tracker.tweets.Latest;
import io.tidemark.tracker.tweets.OutcomeWord;
import io.tidemark.tracker.tweets.Snapshot;
import io.tidemark.tracker.tweets.Snapshots;
import io.tidemark.tracker.tweets.Tweets;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes a manual refresh: counters, snapshot, tracking and the lot's due time in one transaction.
 *
 * <p>A refresh counts as a round. If a poll of the same tweet runs at the same time, exactly one of
 * the two writes: a poll that writes later finds that the round has moved on, and a refresh that
 * writes later finds a snapshot that is younger than its own question.
 */
final class RefreshWriter {

  private final Pool pool;
  private final Partitions partitions;
  private final JobSchedule dueTimes = new JobSchedule(Lots.TIMER);
  private final Schedules schedules = new Schedules();

  RefreshWriter(Pool pool, Partitions partitions) {
    this.pool = pool;
    this.partitions = partitions;
  }

  /**
   * What was written.
   *
   * @param outcome the word of the column last_outcome; when another caller wrote, what the
   *     platform answered
   * @param revived whether this refresh, written by any caller, revived a stopped tweet
   */
  record Recorded(String outcome, boolean revived) {}

  /**
   * Writes an outcome at the time of its answer.
   *
   * @return empty when the tweet was deleted meanwhile
   */
  Future<Optional<Recorded>> write(Target target, RefreshOutcome.Read read) {
    return partitions
        .ensureFor(read.answeredAt())
        .compose(ready -> pool.withTransaction(transaction -> write(transaction, target, read)))
        .compose(
            recorded ->
                Edits.applyEverywhere(pool, List.of(read.versions()), read.answeredAt())
                    .map(recorded));
  }

  private Future<Optional<Recorded>> write(
      SqlConnection transaction, Target target, RefreshOutcome.Read read) {
    // Locks in the order of PollResultWriter: timers, tweets. A finished lot has no timer, so its
    // own row is locked as well, to serialise two refreshes of it.
    return dueTimes
        .lock(transaction, List.of(target.lot()))
        .compose(locked -> Lots.lock(transaction, List.of(target.lot())))
        .compose(locked -> Targets.lock(transaction, target.id(), read.answeredAt()))
        .compose(
            tweet ->
                tweet.isEmpty()
                    ? Future.succeededFuture(Optional.empty())
                    : write(transaction, target, tweet.get(), read).map(Optional::of));
  }

  private Future<Recorded> write(
      SqlConnection transaction, Target target, LockedTweet tweet, RefreshOutcome.Read read) {
    return isNewer(tweet, read.askedAt())
        ? Future.succeededFuture(
            new Recorded(
                OutcomeWord.of(read.outcome()), isSince(tweet.revivedAt(), read.askedAt())))
        : record(transaction, target, tweet, read);
  }

  /**
   * Whether a snapshot or a round is from the time of the request or later; the answer is then not
   * written.
   */
  private static boolean isNewer(LockedTweet tweet, Instant askedAt) {
    return isSince(tweet.readAt(), askedAt) || isSince(tweet.polledAt(), askedAt);
  }

  private static boolean isSince(@Nullable Instant at, Instant askedAt) {
    return at != null && !at.isBefore(askedAt);
  }

  private Future<Recorded> record(
      SqlConnection transaction, Target target, LockedTweet tweet, RefreshOutcome.Read read) {
    return schedules
        .of(transaction, List.of(tweet), Map.of())
        .map(schedules -> schedules.get(tweet.id()))
        .compose(
            schedule ->
                switch (tweet.judge(read.outcome(), read.doubt())) {
                  case Judgement.Believed believed ->
                      believe(transaction, target, tweet, schedule, believed, read.answeredAt());
                  case Judgement.Doubtful doubtful ->
                      doubt(transaction, target, tweet, schedule, doubtful, read.answeredAt());
                });
  }

  private Future<Recorded> believe(
      SqlConnection transaction,
      Target target,
      LockedTweet tweet,
      PollSchedule schedule,
      Judgement.Believed believed,
      Instant now) {
    PostOutcome<Counters> outcome = believed.outcome();
    Optional<Decision> decision =
        Decisions.refreshed(tweet.before(), tweet.stopped(), outcome, schedule, now);
    List<Snapshot> snapshots = new ArrayList<>();
    Map<Long, Instant> confirmed = new HashMap<>();
    if (outcome instanceof PostOutcome.Present<Counters> present) {
      believed.confirmedAt().ifPresent(first -> confirmed.put(target.id(), first));
      Latest known = believed.confirmed(tweet.latest());
      snapshots.add(tweet.believed(known, Snapshot.Origin.REFRESH, present.counters(), now));
    }
    boolean revived = tweet.stopped() != null && decision.isPresent();
    String word = OutcomeWord.of(outcome);
    return Tweets.updateCounters(transaction, snapshots)
        .compose(done -> Snapshots.believe(transaction, confirmed))
        .compose(done -> Snapshots.insert(transaction, snapshots))
        .compose(
            done ->
                decision.isPresent()
                    ? advance(
                        transaction,
                        target,
                        Progress.of(tweet, now, word, decision.get(), schedule))
                    : outcome instanceof PostOutcome.Present
                        ? Targets.countRound(transaction, target.id(), now, word, null)
                        : Future.succeededFuture())
        .compose(
            done ->
                revived ? Targets.revived(transaction, target.id(), now) : Future.succeededFuture())
        .map(new Recorded(word, revived));
  }

  /** Stores a doubtful answer, which changes no counters; an active tweet is polled again soon. */
  private Future<Recorded> doubt(
      SqlConnection transaction,
      Target target,
      LockedTweet tweet,
      PollSchedule schedule,
      Judgement.Doubtful doubtful,
      Instant now) {
    Optional<Decision> decision =
        Decisions.doubtedRefresh(tweet.before(), tweet.stopped(), tweet.doubted() != null, now);
    List<Snapshot> snapshots = new ArrayList<>();
    if (doubtful.outcome() instanceof PostOutcome.Present<Counters> present) {
      snapshots.add(tweet.doubtful(Snapshot.Origin.REFRESH, present.counters(), now));
    }
    var doubted =
        new Doubted(doubtful.outcome(), snapshots.isEmpty() ? now : snapshots.getFirst().at());
    String word = OutcomeWord.DOUBTFUL;
    return Snapshots.insert(transaction, snapshots)
        .compose(
            done ->
                decision.isPresent()
                    ? advance(
                        transaction,
                        target,
                        Progress.of(tweet, now, word, decision.get(), schedule).doubting(doubted))
                    : Targets.countRound(transaction, target.id(), now, word, doubted))
        .map(new Recorded(word, false));
  }

  private Future<Void> advance(SqlConnection transaction, Target target, Progress progress) {
    return Tracking.advance(transaction, List.of(progress))
        .compose(done -> moveLot(transaction, target.lot(), progress.polledAt()));
  }

  private Future<Void> moveLot(SqlConnection transaction, long lot, Instant now) {
    return Tracking.nextOf(transaction, List.of(lot))
        .compose(
            next ->
                next.isEmpty()
                    ? Lots.finish(transaction, lot, now)
                        .compose(done -> dueTimes.end(transaction, lot))
                    : Lots.reopen(transaction, List.of(lot))
                        .compose(done -> dueTimes.move(transaction, next)));
  }
}
