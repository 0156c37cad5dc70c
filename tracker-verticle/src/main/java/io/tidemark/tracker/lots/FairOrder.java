package io.tidemark.tracker.lots;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/**
 * The order in which tweets are polled: one of each zone in turn. If the budget ends during a pass,
 * a zone with a thousand tweets has not used all of it.
 */
final class FairOrder {

  private FairOrder() {}

  /**
   * The platform's ids, each once: one of each zone in turn, each zone's tweets in the given order.
   */
  static SequencedSet<String> ids(List<DueTweet> tweets) {
    Map<String, Deque<String>> byZone = new LinkedHashMap<>();
    tweets.forEach(
        tweet ->
            byZone.computeIfAbsent(tweet.zone(), first -> new ArrayDeque<>()).add(tweet.tweetId()));
    SequencedSet<String> ids = new LinkedHashSet<>();
    while (!byZone.isEmpty()) {
      byZone.values().forEach(zone -> ids.add(zone.remove()));
      byZone.values().removeIf(Deque::isEmpty);
    }
    return ids;
  }
}
