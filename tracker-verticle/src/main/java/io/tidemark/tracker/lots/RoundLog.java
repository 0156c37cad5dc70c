package io.tidemark.tracker.lots;

import io.tidemark.tracker.cadence.Decision;
import io.tidemark.tracker.cadence.Decision.Continue;
import io.tidemark.tracker.lots.Lots.PolledLot;
import io.tidemark.tracker.lots.PollResultWriter.Written;
import io.tidemark.tracker.lots.Tracking.Progress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what a pass wrote: each lot at INFO once its last part is committed, and the decision on
 * each tweet at DEBUG. Each instance serves one pass; not thread-safe.
 */
final class RoundLog {

  private static final Logger log = LoggerFactory.getLogger(RoundLog.class);

  private static final class Round {
    private final String zone;
    private int number;
    private int polled;
    private int answered;
    private int stopped;

    Round(String zone) {
      this.zone = zone;
    }
  }

  private final Map<Long, DueTweet> tweets = new HashMap<>();
  private final Map<Long, Round> rounds = new HashMap<>();
  private final PollBatch batch;

  /**
   * @param polled the tweets of the pass, answered or not
   * @param batch the results of the pass
   */
  RoundLog(List<DueTweet> polled, PollBatch batch) {
    this.batch = batch;
    for (DueTweet tweet : polled) {
      tweets.put(tweet.id(), tweet);
      Round round = rounds.computeIfAbsent(tweet.lot(), first -> new Round(tweet.zone()));
      round.polled++;
      round.number = Math.max(round.number, tweet.round() + 1);
    }
  }

  /** Logs a committed part. */
  void report(Written part) {
    part.progress().forEach(this::report);
    part.lots().forEach(this::report);
  }

  private void report(Progress progress) {
    DueTweet tweet = tweets.get(progress.id());
    Round round = rounds.get(tweet.lot());
    round.answered++;
    if (progress.decision() instanceof Decision.Stop) {
      round.stopped++;
    }
    log.atDebug()
        .addKeyValue("lot", tweet.lot())
        .addKeyValue("zone", tweet.zone())
        .addKeyValue("tweet", tweet.tweetId())
        .addKeyValue("round", tweet.round() + 1)
        .addKeyValue("threshold", batch.threshold(tweet.zone()))
        .addKeyValue("outcome", progress.outcome())
        .addKeyValue("decision", progress.decision().word())
        .addKeyValue("nextRoundAt", progress.continues().map(Continue::nextUpdateAt).orElse(null))
        .log("A tweet's poll was decided");
  }

  private void report(PolledLot lot) {
    Round round = rounds.get(lot.lot());
    if (round == null) { // claimed without a tweet that was due
      return;
    }
    log.atInfo()
        .addKeyValue("lot", lot.lot())
        .addKeyValue("zone", round.zone)
        .addKeyValue("round", round.number)
        .addKeyValue("threshold", batch.threshold(round.zone))
        .addKeyValue("polled", round.polled)
        .addKeyValue("answered", round.answered)
        .addKeyValue("stopped", round.stopped)
        .addKeyValue("nextRoundAt", lot.next())
        .addKeyValue("waitingReason", lot.waitingReason())
        .log("A lot's round was recorded");
  }
}
