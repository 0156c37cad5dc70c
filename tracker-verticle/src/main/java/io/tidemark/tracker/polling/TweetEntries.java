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
 * Collects the entries of one answer of any platform. Handles entries about tweets that were not
 * asked for, and several entries about one tweet.
 */
public final class TweetEntries {

  private static final String TWICE =
      "the answer held the tweet twice, with counters that contradict each other";

  private final String source;
  private final Set<String> asked;
  private final SequencedMap<String, PostOutcome<Counters>> outcomes = new LinkedHashMap<>();
  private final Map<String, String> doubts = new HashMap<>();
  private final Map<String, List<String>> versions = new HashMap<>();
  private @Nullable String hole;

  /**
   * @param source the name under which odd entries are counted
   */
  public TweetEntries(String source, List<String> asked) {
    this.source = source;
    this.asked = Set.copyOf(asked);
  }

  /** Adds an entry; an entry about a tweet that was not asked for makes a {@link #hole}. */
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

  /** Adds an entry whose tweet cannot be determined. */
  public void addUnreadable() {
    hole = "the answer held an unreadable tweet";
  }

  /**
   * Why a tweet without an entry may still be in the answer, under another id or in an unreadable
   * entry; null when there is no such entry.
   */
  public @Nullable String hole() {
    return hole;
  }

  /**
   * The outcomes of the answer. {@code others} are outcomes that the platform states elsewhere,
   * used for tweets without an entry.
   */
  public TweetOutcomes with(Map<String, PostOutcome<Counters>> others) {
    var all = new HashMap<>(others);
    outcomes.forEach((id, entry) -> all.merge(id, entry, (other, same) -> both(id, same, other)));
    return new TweetOutcomes(all, doubts, versions);
  }

  /** Whether the answer has an entry about the tweet. */
  public boolean has(String id) {
    return outcomes.containsKey(id);
  }

  /**
   * Combines two entries about one tweet. Of two sets of counters each higher value is used; if no
   * tweet can have had both, the result is doubtful as well. An entry that says nothing does not
   * affect the other.
   */
  private PostOutcome<Counters> both(
      String id, PostOutcome<Counters> one, PostOutcome<Counters> other) {
    if (one instanceof PostOutcome.Present<Counters> first
        && other instanceof PostOutcome.Present<Counters> second) {
      if (!first.counters().equals(second.counters())) {
        OddValues.count(source, "repeated_id", "two sets of counters in one answer");
      }
      if (first.counters().excludes(second.counters())) {
        doubts.put(id, TWICE);
      }
      return new PostOutcome.Present<>(first.counters().highest(second.counters()));
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
