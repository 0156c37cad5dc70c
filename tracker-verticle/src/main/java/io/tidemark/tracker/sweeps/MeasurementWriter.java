package io.tidemark.tracker.sweeps;

import io.tidemark.tracker.daos.DaoTweets.Known;
import io.tidemark.tracker.daos.UnsettledTweets;
import io.tidemark.tracker.polling.CheckedOutcome;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Writes X's answers about tweets that no timeline showed, or whose last answer was doubtful. */
final class MeasurementWriter {

  /**
   * X's answer about one tweet.
   *
   * @param at when the answer came
   */
  record Measurement(CheckedOutcome outcome, Instant at) {}

  private MeasurementWriter() {}

  /**
   * @param ids all tweets that were asked about. This sweep asks about none of them again, except
   *     those whose answer is the first doubtful one in a row
   * @param answers by tweet id; the state of a tweet without an answer does not change
   * @param at when it is written
   */
  static Future<Void> write(
      SqlConnection transaction,
      Sweep sweep,
      List<String> ids,
      Map<String, Measurement> answers,
      Instant at) {
    return UnsettledTweets.lock(transaction, sweep.id(), ids)
        .compose(known -> writeKnown(transaction, sweep, known, answers, at));
  }

  private static Future<Void> writeKnown(
      SqlConnection transaction,
      Sweep sweep,
      List<Known> known,
      Map<String, Measurement> answers,
      Instant at) {
    var nothing =
        new Measurement(
            new CheckedOutcome(new PostOutcome.Unknown<>("not answered for"), null), at);
    var judged = new JudgedSnapshots();
    for (Known tweet : known) {
      Measurement measured = answers.getOrDefault(tweet.tweetId(), nothing);
      if (!tweet.isDoubtedShortlyBefore(measured.at())) {
        judged.judge(tweet, measured.outcome(), measured.at());
      }
    }
    return judged
        .write(transaction, sweep, List.of())
        .compose(written -> SweepRepository.measured(transaction, sweep.id(), judged.believed()));
  }
}
