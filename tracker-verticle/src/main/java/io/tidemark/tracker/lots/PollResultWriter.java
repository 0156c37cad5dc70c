package io.tidemark.tracker.lots;

import io.tidemark.clock.WorldClock;
import io.tidemark.jobs.Claim;
import io.tidemark.jobs.Completion;
import io.tidemark.jobs.JobStore;
import io.tidemark.tracker.cadence.Decision;
import io.tidemark.tracker.cadence.Decisions;
import io.tidemark.tracker.cadence.Doubts;
import io.tidemark.tracker.cadence.Doubts.Doubted;
import io.tidemark.tracker.cadence.Doubts.Judgement;
import io.tidemark.tracker.history.Partitions;
import io.tidemark.tracker.lots.DueTweets.Polled;
import io.tidemark.tracker.lots.Lots.Fired;
import io.tidemark.tracker.lots.Tracking.Progress;
import io.tidemark.tracker.polling.PollResult.TweetAnswer;
import io.tidemark.tracker.tweets.Counters;
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
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
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
   * A due tweet that has to wait.
   *
   * @param until when it is due again
   * @param badWrite whether its answer could not be written
   */
  record PostponedTweet(long lot, Instant until, String reason, boolean badWrite) {}

  /**
   * What one transaction writes.
   *
   * @param tweets whose polls were answered
   * @param answers by the platform's ids
   * @param postponed tweets that wait, of all lots, by the row of twitter_tweets
   * @param triggered the number of the round, if it was triggered by a request; else null
   * @param completes whether it completes the claims; false for all parts of a lot but the last
   */
  record Polls(
      List<Claim> claims,
      List<DueTweet> tweets,
      Map<String, TweetAnswer> answers,
      Map<Long, PostponedTweet> postponed,
      Map<String, Double> thresholds,
      @Nullable Integer triggered,
      boolean completes) {

    Polls only(List<Claim> some) {
      Set<Long> lots = some.stream().map(Claim::subject).collect(Collectors.toSet());
      return new Polls(
          some,
          tweets.stream().filter(tweet -> lots.contains(tweet.lot())).toList(),
          answers,
          postponed,
          thresholds,
          triggered,
          completes);
    }

    Polls only(List<DueTweet> some, boolean andCompletes) {
      return new Polls(claims, some, answers, postponed, thresholds, triggered, andCompletes);
    }
  }

  /**
   * What was written.
   *
   * @param tweets how many moved on to their next round or stopped
   * @param doubtful of these, how many had an answer that was not believed
   * @param stopped the number of stopped tweets by the word of the reason
   * @param postponed lots that wait, because a call was not answered or a part could not be written
   * @param takenOver lots that another process has claimed meanwhile
   */
  record Written(
      int tweets,
      int snapshots,
      int doubtful,
      Map<String, Integer> stopped,
      int finishedLots,
      int postponed,
      int takenOver) {

    static final Written NOTHING = new Written(0, 0, 0, Map.of(), 0, 0, 0);

    static Written lots(int finished, int postponed, int takenOver) {
      return new Written(0, 0, 0, Map.of(), finished, postponed, takenOver);
    }

    int stoppedTweets() {
      return stopped.values().stream().mapToInt(Integer::intValue).sum();
    }

    Written plus(Written other) {
      Map<String, Integer> reasons = new HashMap<>(stopped);
      other.stopped.forEach((reason, count) -> reasons.merge(reason, count, Integer::sum));
      return new Written(
          tweets + other.tweets,
          snapshots + other.snapshots,
          doubtful + other.doubtful,
          reasons,
          finishedLots + other.finishedLots,
          postponed + other.postponed,
          takenOver + other.takenOver);
    }
  }

  /**
   * A lot whose claim was completed.
   *
   * @param next when its next round is due; null when none of its tweets is active any more
   * @param waits why some of its tweets wait; null when none does
   */
  record LotEnd(long lot, @Nullable Instant next, @Nullable String waits) {}

  /**
   * The effects of one transaction.
   *
   * @param progress of the tweets
   * @param ends the lots whose claims it completed
   */
  record Recorded(Written written, List<Progress> progress, List<LotEnd> ends) {

    static final Recorded NOTHING = new Recorded(Written.NOTHING, List.of(), List.of());

    private Recorded plus(Written more) {
      return new Recorded(written.plus(more), progress, ends);
    }
  }

  private final Pool pool;
  private final WorldClock clock;
  private final JobStore timers;
  private final Partitions partitions;

  PollResultWriter(Pool pool, WorldClock clock, JobStore timers, Partitions partitions) {
    this.pool = pool;
    this.clock = clock;
    this.timers = timers;
    this.partitions = partitions;
  }

  /**
   * @param deciding called with each lot before its tweets are decided
   * @return fails when nothing was written, or when that is unknown because the connection ended
   *     during the commit; writing the same again is safe in both cases
   */
  Future<Recorded> write(Polls polls, LongConsumer deciding) {
    List<Instant> times =
        polls.tweets().stream().map(tweet -> polls.answers().get(tweet.tweetId()).at()).toList();
    // The answers of one pass may arrive on both sides of midnight.
    return ensureFor(times.isEmpty() ? null : Collections.min(times))
        .compose(first -> ensureFor(times.isEmpty() ? null : Collections.max(times)))
        .compose(ready -> pool.withTransaction(transaction -> write(transaction, polls, deciding)));
  }

  private Future<Void> ensureFor(@Nullable Instant at) {
    return at == null ? Future.succeededFuture() : partitions.ensureFor(at).mapEmpty();
  }

  private Future<Recorded> write(SqlConnection transaction, Polls polls, LongConsumer deciding) {
    return timers
        .lockClaims(transaction, polls.claims())
        .compose(
            held -> {
              List<Claim> claims =
                  polls.claims().stream().filter(claim -> held.contains(claim.subject())).toList();
              Polls ours = claims.size() == polls.claims().size() ? polls : polls.only(claims);
              int takenOver = polls.claims().size() - claims.size();
              return DueTweets.lock(transaction, ours.tweets())
                  .compose(locked -> write(transaction, ours, decide(ours, locked, deciding)))
                  .map(recorded -> recorded.plus(Written.lots(0, 0, takenOver)));
            });
  }

  /** The decisions on the tweets of a transaction. */
  private static final class Decided {
    private final List<Snapshot> snapshots = new ArrayList<>();
    private final List<Snapshot> latest = new ArrayList<>();
    private final List<Progress> progress = new ArrayList<>();
    private final Map<Long, Instant> confirmed = new HashMap<>();
    private final Map<String, Integer> stopped = new HashMap<>();
    private int doubtful;

    private void goesOn(Polled tweet, Instant at, String outcome, Decision decision) {
      progress.add(Progress.of(tweet.id(), tweet.before(), tweet.cadence(), at, outcome, decision));
      if (decision instanceof Decision.Stop stop) {
        stopped.merge(stop.reason().word(), 1, Integer::sum);
      }
    }
  }

  private Decided decide(Polls polls, List<Polled> tweets, LongConsumer deciding) {
    Instant now = clock.instant();
    Map<Long, DueTweet> due =
        polls.tweets().stream().collect(Collectors.toMap(DueTweet::id, tweet -> tweet));
    var decided = new Decided();
    for (Polled tweet : tweets) {
      DueTweet asked = due.get(tweet.id());
      deciding.accept(asked.lot());
      TweetAnswer answer = polls.answers().get(asked.tweetId());
      double threshold = threshold(polls.thresholds(), tweet.zone());
      if (answer.outcome() instanceof PostOutcome.Present<Counters> present
          && isOvertaken(tweet, present.counters(), answer, now)) {
        Instant at = tweet.readAt().isAfter(answer.at()) ? answer.at() : answer.askedAt();
        overtaken(decided, tweet, present.counters(), at, threshold);
        continue;
      }
      Judgement judgement =
          Doubts.judge(
              tweet.before().counters(),
              tweet.before().absentSince(),
              tweet.doubted(),
              answer.outcome(),
              answer.doubt());
      switch (judgement) {
        case Judgement.Believed believed ->
            believe(decided, tweet, believed, answer.at(), threshold);
        case Judgement.Doubtful doubtful -> doubt(decided, tweet, doubtful, answer.at());
      }
    }
    return decided;
  }

  /** The threshold of a zone (P25); the smallest positive value for a zone that has none yet. */
  static double threshold(Map<String, Double> thresholds, String zone) {
    return thresholds.getOrDefault(zone, 1.0);
  }

  /**
   * Whether a younger snapshot exists: one taken after the answer, or one taken during the call
   * whose counters are ahead of it. A snapshot later than now, left by a clock that was set back,
   * does not count.
   */
  private static boolean isOvertaken(Polled tweet, Counters counters, TweetAnswer answer, Instant now) {
    Instant readAt = tweet.readAt();
    return !readAt.isAfter(now)
        && (readAt.isAfter(answer.at())
            || (readAt.isAfter(answer.askedAt()) && tweet.before().counters().isAheadOf(counters)));
  }

  /** Counts the round of a tweet and keeps its counters, which are younger than the answer. */
  private static void overtaken(
      Decided decided, Polled tweet, Counters counters, Instant at, double threshold) {
    Decision decision =
        Decisions.decide(
            tweet.before(),
            new PostOutcome.Present<>(tweet.before().counters()),
            threshold,
            tweet.cadence(),
            at);
    decided.snapshots.add(
        Snapshot.overtaken(tweet.id(), tweet.latest(), tweet.round() + 1, counters, at)
            .decided(decision.word()));
    decided.goesOn(tweet, at, "present", decision);
  }

  private static void believe(
      Decided decided, Polled tweet, Judgement.Believed believed, Instant at, double threshold) {
    Decision decision =
        Decisions.decide(tweet.before(), believed.outcome(), threshold, tweet.cadence(), at);
    if (believed.outcome() instanceof PostOutcome.Present<Counters> present) {
      Latest before = tweet.latest();
      if (believed.confirms() != null
          && believed.confirms().outcome() instanceof PostOutcome.Present<Counters> first) {
        before = before.then(first.counters(), believed.confirms().at());
        decided.confirmed.put(tweet.id(), before.capturedAt());
      }
      Snapshot snapshot =
          Snapshot.following(
                  tweet.id(),
                  before,
                  Snapshot.Origin.POLL,
                  tweet.round() + 1,
                  present.counters(),
                  at)
              .decided(decision.word());
      decided.snapshots.add(snapshot);
      decided.latest.add(snapshot);
    }
    decided.goesOn(tweet, at, OutcomeWord.of(believed.outcome()), decision);
  }

  /** Stores a doubtful answer, which changes no counters. */
  private static void doubt(
      Decided decided, Polled tweet, Judgement.Doubtful doubtful, Instant at) {
    boolean again = tweet.doubted() != null;
    Decision decision = Decisions.doubted(tweet.before(), again, tweet.cadence(), at);
    Instant since = at;
    if (doubtful.outcome() instanceof PostOutcome.Present<Counters> present) {
      Instant after =
          again && tweet.doubted().at().isAfter(tweet.readAt())
              ? tweet.doubted().at()
              : tweet.readAt();
      Snapshot snapshot =
          Snapshot.following(
                  tweet.id(),
                  tweet.latest(),
                  after,
                  Snapshot.Origin.POLL,
                  tweet.round() + 1,
                  present.counters(),
                  at)
              .decided(decision.word())
              .doubted();
      since = snapshot.at();
      decided.snapshots.add(snapshot);
    }
    decided.doubtful++;
    decided.goesOn(tweet, at, OutcomeWord.DOUBTFUL, decision);
    decided.progress.add(
        decided.progress.removeLast().doubting(new Doubted(doubtful.outcome(), since)));
  }

  private Future<Recorded> write(SqlConnection transaction, Polls polls, Decided decided) {
    var written =
        new Written(
            decided.progress.size(),
            decided.snapshots.size(),
            decided.doubtful,
            decided.stopped,
            0,
            0,
            0);
    return Tweets.updateCounters(transaction, decided.latest)
        .compose(done -> Snapshots.believe(transaction, decided.confirmed))
        .compose(done -> Snapshots.insert(transaction, decided.snapshots))
        .compose(done -> Tracking.advance(transaction, decided.progress))
        .compose(done -> triggered(transaction, polls, decided))
        .compose(
            done ->
                polls.completes()
                    ? complete(transaction, polls)
                    : Future.succeededFuture(Recorded.NOTHING))
        .map(
            ended ->
                new Recorded(
                    written.plus(ended.written()), List.copyOf(decided.progress), ended.ends()));
  }

  private static Future<Void> triggered(SqlConnection transaction, Polls polls, Decided decided) {
    return polls.triggered() == null
        ? Future.succeededFuture()
        : Tracking.triggered(
            transaction, decided.progress.stream().map(Progress::id).toList(), polls.triggered());
  }

  private Future<Recorded> complete(SqlConnection transaction, Polls polls) {
    List<Long> lots = polls.claims().stream().map(Claim::subject).toList();
    Map<Long, Instant> until = new HashMap<>();
    Map<Long, PostponedTweet> first = new HashMap<>();
    Map<Long, Instant> waiting = new HashMap<>();
    Set<Long> bad =
        polls.postponed().values().stream()
            .filter(PostponedTweet::badWrite)
            .map(PostponedTweet::lot)
            .collect(Collectors.toSet());
    polls
        .postponed()
        .forEach(
            (tweet, postponed) -> {
              if (lots.contains(postponed.lot())) {
                until.put(tweet, postponed.until());
                first.merge(postponed.lot(), postponed, PollResultWriter::sooner);
                if (!postponed.badWrite()) {
                  waiting.merge(postponed.lot(), postponed.until(), (a, b) -> a.isBefore(b) ? a : b);
                }
              }
            });
    return Tracking.nextOf(transaction, lots, until, waiting, clock.instant())
        .compose(
            next -> {
              List<Completion> completions = new ArrayList<>();
              List<Fired> fired = new ArrayList<>();
              List<LotEnd> ends = new ArrayList<>();
              int finished = 0;
              for (Claim claim : polls.claims()) {
                long lot = claim.subject();
                PostponedTweet postponed = first.get(lot);
                Instant due = notBefore(claim, next.get(lot));
                String waits = postponed == null ? null : postponed.reason();
                finished += due == null ? 1 : 0;
                completions.add(new Completion(lot, claim.token(), due));
                fired.add(new Fired(lot, due == null, waits, bad.contains(lot)));
                ends.add(new LotEnd(lot, due, waits));
              }
              var ended = new Recorded(Written.lots(finished, first.size(), 0), List.of(), ends);
              return Lots.fired(transaction, fired, clock.instant())
                  .compose(done -> timers.complete(transaction, completions))
                  .map(ended);
            });
  }

  /**
   * Tweets that did not fit into the pass may have been due before the claimed due time. The new
   * due time is never earlier than the claimed one: claims read on from there and would otherwise
   * miss it.
   */
  private @Nullable Instant notBefore(Claim claim, @Nullable Instant due) {
    Instant now = clock.instant();
    Instant claimed = claim.dueAt().isBefore(now) ? claim.dueAt() : now;
    return due != null && due.isBefore(claimed) ? claimed : due;
  }

  /** Prefers a tweet that could not be written over one that waits for its call. */
  private static PostponedTweet sooner(PostponedTweet a, PostponedTweet b) {
    if (a.badWrite() != b.badWrite()) {
      return a.badWrite() ? a : b;
    }
    return a.until().isAfter(b.until()) ? b : a;
  }
}
