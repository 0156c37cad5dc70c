package io.tidemark.tracker.sweeps;

import io.tidemark.tracker.cadence.Doubts;
import io.tidemark.tracker.cadence.Doubts.Judgement;
import io.tidemark.tracker.daos.DaoSnapshots;
import io.tidemark.tracker.daos.DaoTweets;
import io.tidemark.tracker.daos.DaoTweets.DoubtfulAnswer;
import io.tidemark.tracker.daos.DaoTweets.Known;
import io.tidemark.tracker.daos.DaoTweets.Missing;
import io.tidemark.tracker.daos.DaoTweets.AnswerWithoutCounters;
import io.tidemark.tracker.polling.CheckedOutcome;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.tracker.tweets.Snapshot;
import io.tidemark.tracker.tweets.Snapshot.Origin;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private final Map<Long, AnswerWithoutCounters> told = new HashMap<>();

  /**
   * Judges one answer.
   *
   * @param at when it came
   */
  void judge(Known tweet, CheckedOutcome heard, Instant at) {
    Judgement judgement =
        Doubts.judge(
            tweet.latest().counters(), null, tweet.doubted(), heard.outcome(), heard.doubt());
    switch (judgement) {
      case Judgement.Believed believed -> believe(tweet, believed, at);
      case Judgement.Doubtful doubt -> doubt(tweet, doubt.outcome(), at);
    }
  }

  private void believe(Known tweet, Judgement.Believed believed, Instant at) {
    switch (believed.outcome()) {
      case PostOutcome.Present<Counters> present -> {
        Known before = tweet;
        if (believed.confirms() != null
            && believed.confirms().outcome() instanceof PostOutcome.Present<Counters> first) {
          Instant firstAt = believed.confirms().at();
          confirmed.add(TimelinePageWriter.following(tweet, first.counters(), firstAt));
          before =
              new Known(
                  tweet.id(),
                  tweet.tweetId(),
                  tweet.latest().then(first.counters(), firstAt),
                  tweet.settled(),
                  null);
        }
        snapshots.add(TimelinePageWriter.following(before, present.counters(), after(tweet, at)));
      }
      case PostOutcome.Gone<Counters> gone -> tell(tweet, Missing.DELETED, at);
      case PostOutcome.NotVisible<Counters> hidden -> tell(tweet, Missing.PRIVATE, at);
      case PostOutcome.Absent<Counters> absent -> tell(tweet, null, at);
      case PostOutcome.Unknown<Counters> unknown -> tell(tweet, null, at);
      case PostOutcome.Refused<Counters> refused -> tell(tweet, null, at);
    }
  }

  private void tell(Known tweet, @Nullable Missing missing, Instant at) {
    told.put(tweet.id(), new AnswerWithoutCounters(missing, at));
  }

  private void doubt(Known tweet, PostOutcome<Counters> outcome, Instant at) {
    Instant when = after(tweet, at);
    if (outcome instanceof PostOutcome.Present<Counters> present) {
      doubtful.add(Snapshot.first(tweet.id(), Origin.POLL, present.counters(), when).doubted());
    }
    doubtfulAnswers.add(
        new DoubtfulAnswer(tweet.id(), new Doubts.Doubted(outcome, when), tweet.doubted() != null));
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
    return DaoTweets.read(transaction, sweep.id(), snapshots)
        .compose(read -> DaoTweets.doubt(transaction, sweep.id(), doubtfulAnswers))
        .compose(noted -> DaoTweets.settle(transaction, sweep.id(), told))
        .compose(settled -> DaoSnapshots.believe(transaction, confirmed))
        .compose(believed -> DaoSnapshots.insert(transaction, sweep.id(), all));
  }
}
