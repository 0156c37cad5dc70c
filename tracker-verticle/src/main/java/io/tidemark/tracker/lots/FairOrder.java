package io.tidemark.tracker.lots;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/**
 * The order in which tweets are asked about: one of each zone in turn. Where a budget ends in the
 * middle of a pass, a zone with a thousand tweets has then not had it all.
 */
final class FairOrder {

  private FairOrder() {}

  /** The platform's ids, each once, the zones in turn and each zone's tweets in their order. */
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
