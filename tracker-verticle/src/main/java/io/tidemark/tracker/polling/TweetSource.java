package io.tidemark.tracker.polling;

import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.Pauses.Pause;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** An API that returns the counters of tweets, called with one credential. */
public interface TweetSource {

  /** The most ids of one call; the same for both APIs. */
  int MOST_IDS = 100;

  /**
   * Asks about up to {@link #MOST_IDS} tweets in one call.
   *
   * @return an outcome for every id when answered; never fails
   */
  Future<CallOutcome<TweetOutcomes>> read(List<String> tweetIds);

  /** The current pause of its credential, whichever process began it. */
  Future<Optional<Pause>> pause();
}
