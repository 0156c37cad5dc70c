package io.tidemark.tracker.polling;

import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.Pauses.Pause;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** An API that gives tweets' counters, with one credential. */
public interface TweetSource {

  /** Ids that one call takes; the same for both APIs we know. */
  int MOST_IDS = 100;

  /**
   * Asks about up to {@link #MOST_IDS} tweets in one call.
   *
   * @return an outcome for every id when answered; never fails
   */
  Future<CallOutcome<TweetOutcomes>> read(List<String> tweetIds);

  /** The pause of its credential, whichever process began it. */
  Future<Optional<Pause>> pause();
}
