package io.tidemark.tracker.lots;

import io.tidemark.tracker.cadence.Decision;
import io.tidemark.tracker.lots.Recording.Polls;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the log says of the lots that one transaction records: a line of level INFO for each lot, a
 * line of level DEBUG for each tweet's decision. Gathered in the transaction, told after it.
 */
final class RoundLog {

  private static final Logger log = LoggerFactory.getLogger(RoundLog.class);

  private static final class Round {
    private final String zone;
    private int update;
    private int tweets;
    private int goOn;
    private final Map<String, Integer> stopped = new LinkedHashMap<>();
    private @Nullable Instant nextUpdateAt;
    private @Nullable String waitingReason;

    private Round(String zone) {
      this.zone = zone;
    }
  }

  private record Decided(DueTweet tweet, Decision decision) {}

  private final Polls polls;
  private final Map<Long, DueTweet> tweets = new HashMap<>();
  private final Map<Long, Round> rounds = new LinkedHashMap<>();
  private final List<Decided> decisions = new ArrayList<>();

  RoundLog(Polls polls) {
    this.polls = polls;
    for (DueTweet tweet : polls.tweets()) {
      tweets.put(tweet.id(), tweet);
      Round round = rounds.computeIfAbsent(tweet.lot(), first -> new Round(tweet.zone()));
      round.update = Math.max(round.update, tweet.round() + 1);
      round.tweets++;
    }
  }

  /**
   * @param id the row of twitter_tweets
   */
  void decided(long id, Decision decision) {
    DueTweet tweet = tweets.get(id);
    Round round = rounds.get(tweet.lot());
    switch (decision) {
      case Decision.Continue next -> round.goOn++;
      case Decision.Stop stop -> round.stopped.merge(stop.reason().word(), 1, Integer::sum);
    }
    if (log.isDebugEnabled()) {
      decisions.add(new Decided(tweet, decision));
    }
  }

  /**
   * @param nextUpdateAt null for a lot that is finished
   * @param waitingReason null unless it was put back
   */
  void fired(long lot, @Nullable Instant nextUpdateAt, @Nullable String waitingReason) {
    Round round = rounds.get(lot);
    if (round != null) {
      round.nextUpdateAt = nextUpdateAt;
      round.waitingReason = waitingReason;
    }
  }

  /** Writes the lines; a lot of which no tweet was due has none. */
  void tell() {
    for (Decided decided : decisions) {
      var line =
          log.atDebug()
              .addKeyValue("lot", decided.tweet().lot())
              .addKeyValue("zone", decided.tweet().zone())
              .addKeyValue("tweet", decided.tweet().tweetId())
              .addKeyValue("update", decided.tweet().round() + 1)
              .addKeyValue("decision", decided.decision().word());
      switch (decided.decision()) {
        case Decision.Continue next ->
            line.addKeyValue("nextUpdateAt", next.nextUpdateAt()).log("A tweet goes on");
        case Decision.Stop stop -> line.log("A tweet stops");
      }
    }
    rounds.forEach(
        (lot, round) ->
            log.atInfo()
                .addKeyValue("lot", lot)
                .addKeyValue("zone", round.zone)
                .addKeyValue("update", round.update)
                .addKeyValue("tweets", round.tweets)
                .addKeyValue("threshold", polls.thresholds().getOrDefault(round.zone, 1.0))
                .addKeyValue("goOn", round.goOn)
                .addKeyValue("stopped", round.stopped)
                .addKeyValue("nextUpdateAt", round.nextUpdateAt)
                .addKeyValue("waitingReason", round.waitingReason)
                .log(
                    round.nextUpdateAt == null
                        ? "A lot had its last round"
                        : round.waitingReason == null
                            ? "A lot had its round"
                            : "A lot waits, in part or as a whole"));
  }
}
