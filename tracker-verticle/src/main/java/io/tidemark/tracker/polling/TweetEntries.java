package io.tidemark.tracker.polling;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.counters.OddValues;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.tracker.tweets.EditHistories;
import io.tidemark.upstream.PostOutcome;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects the entries of one answer, whichever platform gave it: what is not about a tweet that
 * was asked for, and what is said of one tweet twice.
 */
public final class TweetEntries {

  private static final String TWICE =
      "the answer held the tweet twice, with readings that contradict each other";

  private final String source;
  private final Set<String> asked;
  private final SequencedMap<String, PostOutcome<Counters>> outcomes = new LinkedHashMap<>();
  private final Map<String, String> doubts = new HashMap<>();
  private final Map<String, List<String>> versions = new HashMap<>();
  private @Nullable String hole;

  /**
   * @param source under which odd entries are counted
   */
  public TweetEntries(String source, List<String> asked) {
    this.source = source;
    this.asked = Set.copyOf(asked);
  }

  /** Takes an entry in; one about a tweet that was not asked for is a {@link #hole}. */
  public void add(String id, JsonNode tweet, PostOutcome<Counters> outcome) {
    if (!asked.contains(id)) {
      OddValues.count(source, "unasked_id", id);
      hole = "the answer held tweets that were not asked for";
      return;
    }
    outcomes.merge(id, outcome, (one, other) -> both(id, one, other));
    List<String> edited = EditHistories.of(tweet, id, source);
    if (!edited.isEmpty()) {
      versions.merge(id, edited, (one, other) -> one.size() >= other.size() ? one : other);
    }
  }

  /** Takes in an entry of which it cannot be said which tweet it is about. */
  public void addUnreadable() {
    hole = "the answer held an unreadable tweet";
  }

  /**
   * Why a tweet that is not in the answer may have been there all the same, under another id or
   * unreadably; null when nothing speaks for that.
   */
  public @Nullable String hole() {
    return hole;
  }

  /** What the answer says, with what the platform says elsewhere of tweets that have no entry. */
  public TweetOutcomes with(Map<String, PostOutcome<Counters>> others) {
    var all = new HashMap<>(others);
    outcomes.forEach((id, entry) -> all.merge(id, entry, (other, same) -> both(id, same, other)));
    return new TweetOutcomes(all, doubts, versions);
  }

  /** Whether the answer has an entry of the tweet. */
  public boolean has(String id) {
    return outcomes.containsKey(id);
  }

  /**
   * Of two readings of one tweet the higher holds, counter by counter; where no tweet can have had
   * both, that is doubtful as well. What says nothing takes nothing from a reading.
   */
  private PostOutcome<Counters> both(
      String id, PostOutcome<Counters> one, PostOutcome<Counters> other) {
    if (one instanceof PostOutcome.Present<Counters> first
        && other instanceof PostOutcome.Present<Counters> second) {
      if (!first.reading().equals(second.reading())) {
        OddValues.count(source, "repeated_id", "two readings in one answer");
      }
      if (first.reading().excludes(second.reading())) {
        doubts.put(id, TWICE);
      }
      return new PostOutcome.Present<>(first.reading().highest(second.reading()));
    }
    if (one.equals(other)) {
      return one;
    }
    PostOutcome<Counters> present = one instanceof PostOutcome.Present ? one : other;
    PostOutcome<Counters> beside = present == one ? other : one;
    if (present instanceof PostOutcome.Present && beside instanceof PostOutcome.Unknown) {
      return present;
    }
    OddValues.count(source, "repeated_id", "two outcomes in one answer");
    if (present instanceof PostOutcome.Present) {
      doubts.put(id, TWICE);
      return present;
    }
    return new PostOutcome.Unknown<>("the answer held the tweet twice, with different outcomes");
  }
}
