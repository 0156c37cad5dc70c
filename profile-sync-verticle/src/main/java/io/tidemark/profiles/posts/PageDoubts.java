package io.tidemark.profiles.posts;

import io.tidemark.counters.CounterDrops;
import io.tidemark.profiles.linkedin.ScrapedPost;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the posts of a page whose counters are not believed until the next page agrees. A missing
 * counter is 0, so a provider that drops or renames a counter turns it into zeros, which must not
 * replace known values.
 */
final class PageDoubts {

  private PageDoubts() {}

  /**
   * The stored counters of a post, by the provider's names.
   *
   * @param doubted the counters of the previous page, if not believed; null otherwise
   */
  record KnownCounters(
      Map<String, Long> counters, JsonObject reactions, @Nullable Map<String, Long> doubted) {}

  /**
   * The judgement of a page.
   *
   * @param why the reason by url, for each post that is not believed
   * @param confirmed urls of posts whose doubted counters are confirmed by this page
   * @param lost counters that known posts had and no post of this page has; they are unknown for
   *     new posts
   */
  record Judgement(Map<String, String> why, Set<String> confirmed, Set<String> lost) {}

  /**
   * Judges a page.
   *
   * @param known the stored posts by url
   */
  static Judgement of(List<ScrapedPost> page, Map<String, KnownCounters> known) {
    Set<String> given = new HashSet<>();
    for (ScrapedPost post : page) {
      given.addAll(post.reactions().fieldNames());
      given.addAll(post.unreadable());
    }
    Map<String, String> doubts = new HashMap<>();
    Set<String> confirmed = new HashSet<>();
    Set<String> lost = new HashSet<>();
    for (ScrapedPost post : page) {
      KnownCounters stored = known.get(post.url());
      if (stored == null) {
        continue;
      }
      Map<String, Long> now = counters(post, stored);
      String lostOne = lost(stored.counters(), given);
      String why =
          lostOne == null ? fall(stored.counters(), now) : "no post of the page has " + lostOne;
      if (why == null) {
        continue;
      }
      if (isConfirmed(stored.doubted(), now)) {
        confirmed.add(post.url());
        continue;
      }
      doubts.put(post.url(), why);
      stored.counters().forEach((name, was) -> addIfLost(lost, name, was, given));
    }
    return new Judgement(doubts, confirmed, lost);
  }

  private static void addIfLost(Set<String> lost, String name, long was, Set<String> given) {
    if (was > 0 && !given.contains(name)) {
      lost.add(name);
    }
  }

  /** The counters of a post: 0 for a stored counter that it lacks, and without unreadable ones. */
  static Map<String, Long> counters(ScrapedPost post, KnownCounters stored) {
    Map<String, Long> counters = new HashMap<>();
    stored.counters().keySet().forEach(name -> counters.put(name, 0L));
    post.reactions()
        .fieldNames()
        .forEach(name -> counters.put(name, post.reactions().getLong(name)));
    counters.keySet().removeAll(post.unreadable());
    return counters;
  }

  private static @Nullable String lost(Map<String, Long> stored, Set<String> given) {
    return stored.entrySet().stream()
        .filter(counter -> counter.getValue() > 0 && !given.contains(counter.getKey()))
        .map(Map.Entry::getKey)
        .sorted()
        .findFirst()
        .orElse(null);
  }

  /** Why counters are implausible after the stored ones; null when they are plausible. */
  private static @Nullable String fall(Map<String, Long> before, Map<String, Long> now) {
    long most = before.values().stream().mapToLong(Long::longValue).max().orElse(0);
    if (CounterDrops.isToZero(most, now.values())) {
      return "all counters are 0 after %d".formatted(most);
    }
    for (Map.Entry<String, Long> counter : before.entrySet()) {
      long was = counter.getValue();
      Long is = now.get(counter.getKey());
      if (CounterDrops.isDrop(was, is)) {
        return "%s fell from %d to %d".formatted(counter.getKey(), was, is);
      }
    }
    return null;
  }

  /** Whether counters confirm the doubted ones of the previous page. */
  private static boolean isConfirmed(@Nullable Map<String, Long> doubted, Map<String, Long> now) {
    return doubted != null && fall(doubted, now) == null && fall(now, doubted) == null;
  }
}
