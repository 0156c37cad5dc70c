package io.tidemark.tracker.lots;

import io.tidemark.tracker.cadence.Decision;
import io.tidemark.tracker.cadence.Decisions;
import io.tidemark.tracker.cadence.Doubts.Doubted;
import io.tidemark.tracker.cadence.Doubts.Judgement;
import io.tidemark.tracker.cadence.PollSchedule;
import io.tidemark.tracker.lots.Tracking.Progress;
import io.tidemark.tracker.polling.PollResult.TweetAnswer;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.tracker.tweets.Latest;
import io.tidemark.tracker.tweets.OutcomeWord;
import io.tidemark.tracker.tweets.Snapshot;
import io.tidemark.upstream.PostOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/** Decides about the tweets of a batch: their snapshots and their next rounds. Does no I/O. */
final class PollDecisions {

  private final Map<Long, PollSchedule> schedules;
  private final Instant now;
  private final List<Snapshot> snapshots = new ArrayList<>();
  private final List<Snapshot> latest = new ArrayList<>();
  private final List<Progress> progress = new ArrayList<>();
  private final Map<Long, Instant> confirmed = new HashMap<>();

  private PollDecisions(Map<Long, PollSchedule> schedules, Instant now) {
    this.schedules = schedules;
    this.now = now;
  }

  /**
   * @param tweets those of the batch that are still in the round they were polled for
   * @param schedules of the tweets, by their rows
   * @param deciding called with each lot before its tweets are decided
   */
  static PollDecisions of(
      PollBatch batch,
      List<LockedTweet> tweets,
      Map<Long, PollSchedule> schedules,
      LongConsumer deciding,
      Instant now) {
    var decisions = new PollDecisions(schedules, now);
    Map<Long, DueTweet> due =
        batch.tweets().stream().collect(Collectors.toMap(DueTweet::id, tweet -> tweet));
    for (LockedTweet tweet : tweets) {
      DueTweet polled = due.get(tweet.id());
      deciding.accept(polled.lot());
      decisions.decide(tweet, batch.answers().get(polled.tweetId()));
    }
    return decisions;
  }

  /** All snapshots of the batch. */
  List<Snapshot> snapshots() {
    return snapshots;
  }

  /** Of these, the snapshots that become the latest counters of their tweets. */
  List<Snapshot> latest() {
    return latest;
  }

  /** The decisions on the tweets. */
  List<Progress> progress() {
    return progress;
  }

  /** The times of earlier doubtful snapshots that are believed now, by the row of the tweet. */
  Map<Long, Instant> confirmed() {
    return confirmed;
  }

  private void decide(LockedTweet tweet, TweetAnswer answer) {
    if (answer.outcome() instanceof PostOutcome.Present<Counters> present
        && isOvertaken(tweet, present.counters(), answer)) {
      overtaken(tweet, present.counters(), answer);
      return;
    }
    switch (tweet.judge(answer.outcome(), answer.doubt())) {
      case Judgement.Believed believed -> believe(tweet, believed, answer.at());
      case Judgement.Doubtful doubtful -> doubt(tweet, doubtful, answer.at());
    }
  }

  /**
   * Whether a younger snapshot exists: one taken after the answer, or one taken during the call
   * whose counters are ahead of it. A snapshot later than now, left by a clock that was set back,
   * does not count.
   */
  private boolean isOvertaken(LockedTweet tweet, Counters counters, TweetAnswer answer) {
    Instant readAt = tweet.readAt();
    return !readAt.isAfter(now)
        && (readAt.isAfter(answer.at())
            || (readAt.isAfter(answer.askedAt()) && tweet.before().counters().isAheadOf(counters)));
  }

  /** Counts the round of a tweet and keeps its counters, which are younger than the answer. */
  private void overtaken(LockedTweet tweet, Counters counters, TweetAnswer answer) {
    Instant at = tweet.readAt().isAfter(answer.at()) ? answer.at() : answer.askedAt();
    Decision decision = decide(tweet, new PostOutcome.Present<>(tweet.before().counters()), at);
    snapshots.add(
        Snapshot.overtaken(tweet.id(), tweet.latest(), tweet.round() + 1, counters, at)
            .decided(decision.word()));
    progress.add(progress(tweet, at, "present", decision));
  }

  private void believe(LockedTweet tweet, Judgement.Believed believed, Instant at) {
    Decision decision = decide(tweet, believed.outcome(), at);
    if (believed.outcome() instanceof PostOutcome.Present<Counters> present) {
      believed.confirmedAt().ifPresent(first -> confirmed.put(tweet.id(), first));
      Latest known = believed.confirmed(tweet.latest());
      Snapshot snapshot =
          tweet
              .believed(known, Snapshot.Origin.POLL, present.counters(), at)
              .decided(decision.word());
      snapshots.add(snapshot);
      latest.add(snapshot);
    }
    progress.add(progress(tweet, at, OutcomeWord.of(believed.outcome()), decision));
  }

  /** Stores a doubtful answer, which changes no counters. */
  private void doubt(LockedTweet tweet, Judgement.Doubtful doubtful, Instant at) {
    Decision decision =
        Decisions.doubted(tweet.before(), tweet.doubted() != null, schedule(tweet), at);
    Instant since = at;
    if (doubtful.outcome() instanceof PostOutcome.Present<Counters> present) {
      Snapshot snapshot =
          tweet.doubtful(Snapshot.Origin.POLL, present.counters(), at).decided(decision.word());
      since = snapshot.at();
      snapshots.add(snapshot);
    }
    progress.add(
        progress(tweet, at, OutcomeWord.DOUBTFUL, decision)
            .doubting(new Doubted(doubtful.outcome(), since)));
  }

  private Decision decide(LockedTweet tweet, PostOutcome<Counters> outcome, Instant at) {
    return Decisions.decide(tweet.before(), outcome, schedule(tweet), at);
  }

  private PollSchedule schedule(LockedTweet tweet) {
    return schedules.get(tweet.id());
  }

  private Progress progress(
      LockedTweet tweet, Instant polledAt, String outcome, Decision decision) {
    return Progress.of(tweet, polledAt, outcome, decision, schedule(tweet));
  }
}
