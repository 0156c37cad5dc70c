package io.tidemark.tracker.polling;

import io.tidemark.tracker.cadence.Doubts;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.upstream.PostOutcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a poll for one tweet, checked against the rest of the same answer.
 *
 * @param doubt why it is doubtful; null when it is not
 */
public record CheckedOutcome(PostOutcome<Counters> outcome, @Nullable String doubt) {

  /**
   * If at least this many and more than half of the requested tweets are missing, their absence is
   * doubtful.
   */
  private static final int MANY_MISSING = 3;

  /**
   * Checks one answer.
   *
   * @param batch the ids of the call
   * @return an entry for each of them
   */
  public static Map<String, CheckedOutcome> of(List<String> batch, TweetOutcomes said) {
    Map<String, PostOutcome<Counters>> answer = said.of();
    // An answer with tweets that were not asked for may contain requested ones under another id.
    boolean foreign = answer.keySet().stream().anyMatch(id -> !batch.contains(id));
    long missing =
        batch.stream()
            .filter(id -> answer.containsKey(id) && Doubts.isMissing(answer.get(id)))
            .count();
    boolean most = missing >= MANY_MISSING && missing * 2 > batch.size();
    Map<String, CheckedOutcome> heard = new HashMap<>();
    for (String id : batch) {
      PostOutcome<Counters> outcome =
          answer.getOrDefault(id, new PostOutcome.Unknown<>("not answered for"));
      if (outcome instanceof PostOutcome.Absent && foreign) {
        outcome = new PostOutcome.Unknown<>("the answer held tweets that were not asked for");
      }
      String doubt =
          most && Doubts.isMissing(outcome)
              ? "%d of %d tweets were missing from one answer".formatted(missing, batch.size())
              : said.doubts().get(id);
      heard.put(id, new CheckedOutcome(outcome, doubt));
    }
    return heard;
  }
}
