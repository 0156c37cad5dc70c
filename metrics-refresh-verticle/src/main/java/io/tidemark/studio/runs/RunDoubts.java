package io.tidemark.studio.runs;

import io.tidemark.counters.Falls;
import io.tidemark.studio.platforms.Metrics;
import io.tidemark.studio.platforms.StudioSource;
import io.tidemark.studio.posts.Posts.Before;
import io.tidemark.upstream.PostOutcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds answers that are not believed until a second one agrees: counters that fell to 0 or to a
 * tenth, and most of an account's posts missing at once.
 */
final class RunDoubts {

  private static final List<Function<Metrics, @Nullable Long>> COUNTERS =
      List.of(
          Metrics::impressions,
          Metrics::views,
          Metrics::reach,
          Metrics::likes,
          Metrics::comments,
          Metrics::shares,
          Metrics::saves,
          Metrics::clicks,
          Metrics::totalInteractions);

  private RunDoubts() {}

  /**
   * @param before every post's state; a post whose last answer was doubted is not doubted again
   * @return the reason of each doubt, by post
   */
  static Map<Long, String> of(Map<Long, PostOutcome<Metrics>> outcomes, Map<Long, Before> before) {
    Map<Long, String> doubts = new HashMap<>();
    int known = 0;
    Map<Long, String> missing = new HashMap<>();
    for (var entry : outcomes.entrySet()) {
      Before was = before.get(entry.getKey());
      String contradiction = contradiction(entry.getValue());
      if (!contradiction.isEmpty() && (was == null || was.doubt() == null)) {
        doubts.put(entry.getKey(), contradiction);
        continue;
      }
      if (was == null || was.last() == null || was.doubt() != null) {
        continue;
      }
      known++;
      if (isMissing(entry.getValue())) {
        missing.put(entry.getKey(), "most of the account's posts are missing at once");
      } else if (entry.getValue() instanceof PostOutcome.Present<Metrics> present) {
        String why = fall(was.last(), present.counters());
        if (why != null) {
          doubts.put(entry.getKey(), why);
        }
      }
    }
    if (missing.size() > 1 && 2 * missing.size() > known) {
      doubts.putAll(missing);
    }
    return doubts;
  }

  /** Why the counters contradict each other; empty when they do not. */
  static String contradiction(PostOutcome<Metrics> outcome) {
    return outcome instanceof PostOutcome.Present<Metrics> present
        ? present.counters().doubt()
        : "";
  }

  /** Whether the platform does not show the post, for any reason. */
  static boolean isMissing(PostOutcome<Metrics> outcome) {
    return switch (outcome) {
      case PostOutcome.Gone<Metrics> gone -> true;
      case PostOutcome.NotVisible<Metrics> hidden -> true;
      case PostOutcome.Absent<Metrics> absent -> true;
      case PostOutcome.Unknown<Metrics> unknown -> unknown.why().equals(StudioSource.CANNOT_TELL);
      case PostOutcome.Present<Metrics> present -> false;
      case PostOutcome.Refused<Metrics> refused -> false;
    };
  }

  private static @Nullable String fall(Metrics last, Metrics now) {
    long most = last.counters().mapToLong(Long::longValue).max().orElse(0);
    if (Falls.toZero(most, now.counters().toList())) {
      return "all counters are 0 after " + most;
    }
    for (Function<Metrics, @Nullable Long> counter : COUNTERS) {
      Long was = counter.apply(last);
      Long is = counter.apply(now);
      if (Falls.isFall(was, is)) {
        return "a counter fell from %d to %d".formatted(was, is);
      }
    }
    return null;
  }

  /** Whether all posts are missing: deleted posts and lost access look the same. */
  static boolean allMissing(Map<Long, PostOutcome<Metrics>> outcomes) {
    return !outcomes.isEmpty()
        && outcomes.values().stream().filter(Objects::nonNull).allMatch(RunDoubts::isMissing);
  }
}
