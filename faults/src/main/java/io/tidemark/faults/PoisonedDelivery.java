package io.tidemark.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A delivery with malformed tweets, and the response to it.
 *
 * @param isMapped whether the rule was mapped on arrival; otherwise the delivery was replayed
 * @param reasons reasons of rejected tweets by position, from the response
 */
record PoisonedDelivery(
    String rule, boolean isMapped, List<MalformedTweet> malformed, Map<Integer, String> reasons) {

  /**
   * @param slot position in the delivery, from 0
   * @param tweetId the platform's id, independent of the delivery
   */
  record MalformedTweet(PoisonKind poison, int slot, String tweetId) {}

  /**
   * The state of a rule's deliveries that arrived before it was mapped.
   *
   * @param waiting number that are neither replayed nor set aside
   * @param problem why they or some of their tweets were rejected; empty when none were
   */
  record ReplayState(long waiting, String problem) {}

  PoisonedDelivery {
    malformed = List.copyOf(malformed);
    reasons = Map.copyOf(reasons);
  }

  /** Malformed tweets that are neither stored nor rejected with a reason. */
  static List<String> unexplained(
      List<PoisonedDelivery> deliveries,
      Set<String> stored,
      Map<String, ReplayState> replayStates) {
    List<String> unexplained = new ArrayList<>();
    for (PoisonedDelivery delivery : deliveries) {
      String problem =
          replayStates.containsKey(delivery.rule) ? replayStates.get(delivery.rule).problem() : "";
      for (MalformedTweet tweet : delivery.malformed) {
        String reason =
            delivery.isMapped ? delivery.reasons.getOrDefault(tweet.slot(), "") : problem;
        if (!stored.contains(tweet.tweetId()) && reason.isBlank()) {
          unexplained.add("%s of rule %s".formatted(tweet.poison(), delivery.rule));
        }
      }
    }
    return unexplained;
  }

  /** Mapped rules with waiting deliveries. */
  static List<String> waiting(Map<String, ReplayState> replayStates) {
    return replayStates.entrySet().stream()
        .filter(rule -> rule.getValue().waiting() > 0)
        .map(rule -> "%d of rule %s".formatted(rule.getValue().waiting(), rule.getKey()))
        .sorted()
        .toList();
  }
}
