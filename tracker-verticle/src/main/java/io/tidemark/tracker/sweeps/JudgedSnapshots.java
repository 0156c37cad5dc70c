package io.tidemark.tracker.sweeps;

import io.tidemark.tracker.cadence.Doubts;
import io.tidemark.tracker.cadence.Doubts.Judgement;
import io.tidemark.tracker.daos.DaoSnapshots;
import io.tidemark.tracker.daos.DaoTweetAnswers;
import io.tidemark.tracker.daos.DaoTweetAnswers.AnswerWithoutCounters;
import io.tidemark.tracker.daos.DaoTweetAnswers.DoubtfulAnswer;
import io.tidemark.tracker.daos.DaoTweetAnswers.Missing;
import io.tidemark.tracker.daos.DaoTweets;
import io.tidemark.tracker.daos.DaoTweets.Known;
import io.tidemark.tracker.polling.CheckedOutcome;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.tracker.tweets.Latest;
import io.tidemark.tracker.tweets.Snapshot;
import io.tidemark.tracker.tweets.Snapshot.Origin;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides which answers about known tweets of DAOs are believed, by the same rules as for zones
 * ({@link Doubts}). A doubtful answer is stored as doubtful and changes no counters. Its tweet is
 * asked about once more in the same sweep, and again in the next one.
 */
final class JudgedSnapshots {

  private final List<Snapshot> snapshots = new ArrayList<>();
  private final List<Snapshot> doubtful = new ArrayList<>();
  private final List<Snapshot> confirmed = new ArrayList<>();
  private final List<DoubtfulAnswer> doubtfulAnswers = new ArrayList<>();
  private final List<AnswerWithoutCounters> withoutCounters = new ArrayList<>();

  /**
   * Judges one answer.
   *
   * @param at when it came
   */
  void judge(Known tweet, CheckedOutcome answer, Instant at) {
    Judgement judgement =
        Doubts.judge(
            tweet.latest().counters(), null, tweet.doubted(), answer.outcome(), answer.doubt());
    switch (judgement) {
      case Judgement.Believed believed -> believe(tweet, believed, at);
      case Judgement.Doubtful doubt -> doubt(tweet, doubt.outcome(), at);
    }
  }

  private void believe(Known tweet, Judgement.Believed believed, Instant at) {
    switch (believed.outcome()) {
      case PostOutcome.Present<Counters> present -> {
        if (believed.confirms() != null
            && believed.confirms().outcome() instanceof PostOutcome.Present<Counters> first) {
          confirmed.add(
              following(tweet.id(), tweet.latest(), first.counters(), believed.confirms().at()));
        }
        Latest known = believed.confirmed(tweet.latest());
        snapshots.add(following(tweet.id(), known, present.counters(), after(tweet, at)));
      }
      case PostOutcome.Gone<Counters> gone -> settle(tweet, Missing.DELETED, at);
      case PostOutcome.NotVisible<Counters> hidden -> settle(tweet, Missing.PRIVATE, at);
      case PostOutcome.Absent<Counters> absent -> settle(tweet, null, at);
      case PostOutcome.Unknown<Counters> unknown -> settle(tweet, null, at);
      case PostOutcome.Refused<Counters> refused -> settle(tweet, null, at);
    }
  }

  private void settle(Known tweet, @Nullable Missing missing, Instant at) {
    withoutCounters.add(new AnswerWithoutCounters(tweet.id(), missing, at));
  }

  private void doubt(Known tweet, PostOutcome<Counters> outcome, Instant at) {
    Instant when = after(tweet, at);
    if (outcome instanceof PostOutcome.Present<Counters> present) {
      doubtful.add(Snapshot.first(tweet.id(), Origin.POLL, present.counters(), when).doubted());
    }
    doubtfulAnswers.add(
        new DoubtfulAnswer(tweet.id(), new Doubts.Doubted(outcome, when), tweet.doubted() != null));
  }

  private static Snapshot following(long tweet, Latest known, Counters counters, Instant at) {
    return Snapshot.following(tweet, known, Origin.POLL, null, counters, at);
  }

  /** Keeps the snapshots of a tweet in order even if a clock was set back. */
  private static Instant after(Known tweet, Instant at) {
    Instant last =
        tweet.doubted() != null && tweet.doubted().at().isAfter(tweet.latest().capturedAt())
            ? tweet.doubted().at()
            : tweet.latest().capturedAt();
    return at.isAfter(last) ? at : last.plusNanos(1_000);
  }

  /** The number of snapshots that were believed. */
  int believed() {
    return snapshots.size();
  }

  /**
   * Writes the judged snapshots.
   *
   * @param news first snapshots of new tweets, which are always believed
   */
  Future<Void> write(SqlConnection transaction, Sweep sweep, List<Snapshot> news) {
    List<Snapshot> all = new ArrayList<>(snapshots);
    all.addAll(doubtful);
    all.addAll(news);
    return DaoTweets.updateCounters(transaction, sweep.id(), snapshots)
        .compose(read -> DaoTweetAnswers.doubt(transaction, sweep.id(), doubtfulAnswers))
        .compose(noted -> DaoTweetAnswers.settle(transaction, sweep.id(), withoutCounters))
        .compose(settled -> DaoSnapshots.believe(transaction, confirmed))
        .compose(believed -> DaoSnapshots.insert(transaction, sweep.id(), all));
  }
}
