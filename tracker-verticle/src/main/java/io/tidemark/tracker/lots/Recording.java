package io.tidemark.tracker.lots;

import io.tidemark.timers.Claim;
import io.tidemark.timers.Completion;
import io.tidemark.timers.Timers;
import io.tidemark.tracker.cadence.Decision;
import io.tidemark.tracker.cadence.Decisions;
import io.tidemark.tracker.history.Partitions;
import io.tidemark.tracker.lots.DueTweets.Polled;
import io.tidemark.tracker.lots.Lots.Fired;
import io.tidemark.tracker.lots.Tracking.Progress;
import io.tidemark.tracker.polling.PollResult;
import io.tidemark.tracker.polling.PollResult.PutBack;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a poll of many lots brought: counters, snapshots, decisions and the lots' next due
 * times in one transaction and a constant number of statements.
 *
 * <p>Two fences make effects happen once. Lots whose claim was taken over meanwhile are left out;
 * tweets whose round was recorded meanwhile are left out.
 */
final class Recording {

  /** Everything that is to be written for a set of claimed lots. */
  record Polls(
      List<Claim> claims,
      List<DueTweet> tweets,
      PollResult result,
      Map<String, Double> thresholds,
      Instant polledAt) {

    Polls only(List<Claim> some) {
      Set<Long> lots = Set.copyOf(some.stream().map(Claim::subject).toList());
      return new Polls(
          some,
          tweets.stream().filter(tweet -> lots.contains(tweet.lot())).toList(),
          result,
          thresholds,
          polledAt);
    }
  }

  /**
   * What was written.
   *
   * @param tweets that moved on to their next round or stopped
   * @param stopped tweets by the word of the reason
   * @param putBack lots that wait because a call of theirs was not answered
   * @param takenOver lots that another pod had claimed meanwhile
   */
  record Written(
      int tweets,
      int snapshots,
      Map<String, Integer> stopped,
      int finishedLots,
      int putBack,
      int takenOver) {

    int stoppedTweets() {
      return stopped.values().stream().mapToInt(Integer::intValue).sum();
    }

    Written plus(Written other) {
      Map<String, Integer> reasons = new HashMap<>(stopped);
      other.stopped.forEach((reason, count) -> reasons.merge(reason, count, Integer::sum));
      return new Written(
          tweets + other.tweets,
          snapshots + other.snapshots,
          reasons,
          finishedLots + other.finishedLots,
          putBack + other.putBack,
          takenOver + other.takenOver);
    }
  }

  private final Pool pool;
  private final Timers timers;
  private final Partitions partitions;

  Recording(Pool pool, Timers timers, Partitions partitions) {
    this.pool = pool;
    this.timers = timers;
    this.partitions = partitions;
  }

  /**
   * @return fails when nothing was written, or when it is not known whether it was (the connection
   *     ended during the commit); in both cases the lots come back with their lease
   */
  Future<Written> write(Polls polls) {
    var told = new RoundLog(polls);
    return partitions
        .ensureFor(polls.polledAt())
        .compose(ready -> pool.withTransaction(transaction -> write(transaction, polls, told)))
        .onSuccess(written -> told.tell());
  }

  private Future<Written> write(SqlConnection transaction, Polls polls, RoundLog told) {
    return timers
        .hold(transaction, polls.claims())
        .compose(
            held -> {
              List<Claim> claims =
                  polls.claims().stream().filter(claim -> held.contains(claim.subject())).toList();
              Polls ours = claims.size() == polls.claims().size() ? polls : polls.only(claims);
              List<DueTweet> answered =
                  ours.tweets().stream()
                      .filter(tweet -> ours.result().outcomes().containsKey(tweet.tweetId()))
                      .toList();
              int takenOver = polls.claims().size() - claims.size();
              return DueTweets.lock(transaction, answered)
                  .compose(locked -> write(transaction, ours, locked, told))
                  .map(written -> written.plus(new Written(0, 0, Map.of(), 0, 0, takenOver)));
            });
  }

  private Future<Written> write(
      SqlConnection transaction, Polls polls, List<Polled> tweets, RoundLog told) {
    Map<Long, String> platformIds = new HashMap<>();
    polls.tweets().forEach(tweet -> platformIds.put(tweet.id(), tweet.tweetId()));

    List<Snapshot> snapshots = new ArrayList<>();
    List<Progress> progress = new ArrayList<>();
    Map<String, Integer> stopped = new HashMap<>();
    for (Polled tweet : tweets) {
      var outcome = polls.result().outcomes().get(platformIds.get(tweet.id()));
      Decision decision =
          Decisions.decide(
              tweet.before(),
              outcome,
              polls.thresholds().getOrDefault(tweet.zone(), 1.0),
              tweet.cadence(),
              polls.polledAt());
      if (outcome instanceof PostOutcome.Present<Counters> present) {
        snapshots.add(
            Snapshot.following(
                    tweet.id(),
                    tweet.before().counters(),
                    tweet.readAt(),
                    Snapshot.Origin.POLL,
                    tweet.round() + 1,
                    present.reading(),
                    polls.polledAt())
                .decided(decision.word()));
      }
      if (decision instanceof Decision.Stop stop) {
        stopped.merge(stop.reason().word(), 1, Integer::sum);
      }
      told.decided(tweet.id(), decision);
      progress.add(
          Progress.of(
              tweet.id(),
              tweet.before(),
              tweet.cadence(),
              polls.polledAt(),
              OutcomeWord.of(outcome),
              decision));
    }
    return Tweets.updateCounters(transaction, snapshots)
        .compose(done -> Snapshots.insert(transaction, snapshots))
        .compose(done -> Tracking.advance(transaction, progress))
        .compose(done -> complete(transaction, polls, told))
        .map(lots -> lots.plus(new Written(tweets.size(), snapshots.size(), stopped, 0, 0, 0)));
  }

  private Future<Written> complete(SqlConnection transaction, Polls polls, RoundLog told) {
    Map<Long, PutBack> waiting = waitingLots(polls);
    List<Long> lots = polls.claims().stream().map(Claim::subject).toList();
    return Tracking.nextOf(transaction, lots)
        .compose(
            next -> {
              List<Completion> completions = new ArrayList<>();
              List<Fired> fired = new ArrayList<>();
              int finished = 0;
              for (Claim claim : polls.claims()) {
                PutBack putBack = waiting.get(claim.subject());
                Instant due = dueAgain(next.get(claim.subject()), putBack);
                finished += due == null ? 1 : 0;
                told.fired(claim.subject(), due, putBack == null ? null : putBack.reason());
                completions.add(new Completion(claim.subject(), claim.token(), due));
                fired.add(
                    new Fired(
                        claim.subject(), due == null, putBack == null ? null : putBack.reason()));
              }
              var written = new Written(0, 0, Map.of(), finished, waiting.size(), 0);
              return Lots.fired(transaction, fired, polls.polledAt())
                  .compose(done -> timers.complete(transaction, completions))
                  .map(written);
            });
  }

  /** The lots with tweets that could not be asked about, each with its longest wait. */
  private static Map<Long, PutBack> waitingLots(Polls polls) {
    Map<Long, PutBack> waiting = new HashMap<>();
    for (DueTweet tweet : polls.tweets()) {
      PutBack putBack = polls.result().putBack().get(tweet.tweetId());
      if (putBack != null) {
        waiting.merge(tweet.lot(), putBack, (a, b) -> a.until().isAfter(b.until()) ? a : b);
      }
    }
    return waiting;
  }

  private static @Nullable Instant dueAgain(@Nullable Instant next, @Nullable PutBack putBack) {
    if (next == null || putBack == null) {
      return next;
    }
    return next.isAfter(putBack.until()) ? next : putBack.until();
  }
}
