package io.tidemark.tracker.lots;

import io.tidemark.tracker.cadence.Decision;
import io.tidemark.tracker.lots.PollResultWriter.LotEnd;
import io.tidemark.tracker.lots.PollResultWriter.Recorded;
import io.tidemark.tracker.lots.Tracking.Progress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
  private final Map<String, Double> thresholds;

  /**
   * @param polled the tweets of the pass, answered or not
   * @param thresholds the P25 of each zone's engagement
   */
  RoundLog(List<DueTweet> polled, Map<String, Double> thresholds) {
    this.thresholds = thresholds;
    for (DueTweet tweet : polled) {
      tweets.put(tweet.id(), tweet);
      Round round = rounds.computeIfAbsent(tweet.lot(), first -> new Round(tweet.zone()));
      round.polled++;
      round.number = Math.max(round.number, tweet.round() + 1);
    }
  }

  /** Logs a committed part. */
  void tell(Recorded part) {
    part.progress().forEach(this::tell);
    part.ends().forEach(this::tell);
  }

  private void tell(Progress progress) {
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
        .addKeyValue("threshold", PollResultWriter.threshold(thresholds, tweet.zone()))
        .addKeyValue("outcome", progress.outcome())
        .addKeyValue("decision", progress.decision().word())
        .addKeyValue("nextRoundAt", next(progress.decision()))
        .log("A tweet's poll was decided");
  }

  private static @Nullable Object next(Decision decision) {
    return switch (decision) {
      case Decision.Continue goOn -> goOn.nextUpdateAt();
      case Decision.Stop stop -> null;
    };
  }

  private void tell(LotEnd end) {
    Round round = rounds.get(end.lot());
    if (round == null) { // claimed without a tweet that was due
      return;
    }
    log.atInfo()
        .addKeyValue("lot", end.lot())
        .addKeyValue("zone", round.zone)
        .addKeyValue("round", round.number)
        .addKeyValue("threshold", PollResultWriter.threshold(thresholds, round.zone))
        .addKeyValue("polled", round.polled)
        .addKeyValue("answered", round.answered)
        .addKeyValue("stopped", round.stopped)
        .addKeyValue("nextRoundAt", end.next())
        .addKeyValue("waits", end.waits())
        .log("A lot's round was recorded");
  }
}
