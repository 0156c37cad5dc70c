package io.tidemark.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A delivery that held spoilt tweets, and what was said of it.
 *
 * @param isMapped whether its rule was mapped when it came; it was replayed otherwise
 * @param reasons of tweets that were not taken in, by their places, as the answer told them
 */
record PoisonedDelivery(
    String rule, boolean isMapped, List<Spoilt> spoilt, Map<Integer, String> reasons) {

  /**
   * @param slot in the delivery, from 0
   * @param tweetId the platform's, whatever the delivery said
   */
  record Spoilt(PoisonKind poison, int slot, String tweetId) {}

  /**
   * How the deliveries of a rule stand that came before it was mapped.
   *
   * @param waiting that are neither replayed nor set aside
   * @param problem why they, or some of their tweets, were not taken in; empty when there is none
   */
  record Settled(long waiting, String problem) {}

  PoisonedDelivery {
    spoilt = List.copyOf(spoilt);
    reasons = Map.copyOf(reasons);
  }

  /** Spoilt tweets that are not there, and of which no reason is recorded. */
  static List<String> unexplained(
      List<PoisonedDelivery> deliveries, Set<String> stored, Map<String, Settled> settled) {
    List<String> unexplained = new ArrayList<>();
    for (PoisonedDelivery delivery : deliveries) {
      String problem =
          settled.containsKey(delivery.rule) ? settled.get(delivery.rule).problem() : "";
      for (Spoilt tweet : delivery.spoilt) {
        String reason =
            delivery.isMapped ? delivery.reasons.getOrDefault(tweet.slot(), "") : problem;
        if (!stored.contains(tweet.tweetId()) && reason.isBlank()) {
          unexplained.add("%s of rule %s".formatted(tweet.poison(), delivery.rule));
        }
      }
    }
    return unexplained;
  }

  /** Rules of which deliveries wait although they are mapped. */
  static List<String> waiting(Map<String, Settled> settled) {
    return settled.entrySet().stream()
        .filter(rule -> rule.getValue().waiting() > 0)
        .map(rule -> "%d of rule %s".formatted(rule.getValue().waiting(), rule.getKey()))
        .sorted()
        .toList();
  }
}
