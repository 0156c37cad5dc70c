package io.tidemark.tracker.tweets;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.counters.OddValues;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** Reads the versions of an edited tweet from the answers of any platform. */
public final class EditHistories {

  private static final List<String> NAMES =
      List.of("edit_history_tweet_ids", "editHistoryTweetIds", "edit_history_post_ids");

  /** The platform allows five edits; a list with more versions than this is not an edit history. */
  private static final int MOST_VERSIONS = 32;

  private EditHistories() {}

  /** The names under which {@link #of} looks. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * The ids of all versions of the tweet, oldest first.
   *
   * @param source the source under which an invalid list is counted
   * @return empty when it was never edited
   */
  public static List<String> of(JsonNode tweet, String id, String source) {
    var ids = new TreeSet<String>(Comparator.comparing(Long::parseLong));
    for (String name : NAMES) {
      JsonNode given = tweet.path(name);
      if (!given.isMissingNode() && !given.isNull()) {
        given.forEach(version -> TweetIds.canonical(version).ifPresent(ids::add));
        break;
      }
    }
    ids.add(id);
    if (ids.size() > MOST_VERSIONS) {
      OddValues.count(source, NAMES.getFirst(), ids.size() + " versions");
      return List.of();
    }
    return ids.size() == 1 ? List.of() : new ArrayList<>(ids);
  }
}
