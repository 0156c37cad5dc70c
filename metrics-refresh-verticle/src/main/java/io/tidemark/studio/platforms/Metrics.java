package io.tidemark.studio.platforms;

import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The counters of a studio post at one time. A counter that the platform did not give is absent,
 * never 0; a counter may be lower than before.
 *
 * @param counters null values are dropped; most platforms give views and no impressions
 * @param raw the platform's answer for the post, without credentials
 * @param origins the platform's name of a counter where it is not the usual one
 * @param lacking which requested metrics are lacking, and why; empty when none is
 * @param doubt why these counters contradict each other; empty when they do not
 */
public record Metrics(
    Map<Metric, Long> counters,
    JsonObject raw,
    Map<Metric, String> origins,
    String lacking,
    String doubt) {

  /** Two values of one counter in one answer contradict each other from this factor on. */
  private static final double FAR = 10.0;

  private static final String TWICE =
      "the answer held it twice, with counters that contradict each other";

  public Metrics {
    Map<Metric, Long> given = new EnumMap<>(Metric.class);
    counters.forEach(
        (metric, count) -> {
          if (count != null) {
            given.put(metric, count);
          }
        });
    counters = Collections.unmodifiableMap(given);
    origins = Map.copyOf(origins);
  }

  /** Complete metrics under the usual names. */
  public Metrics(Map<Metric, Long> counters, JsonObject raw) {
    this(counters, raw, Map.of(), "", "");
  }

  /** Null when it was not given. */
  public @Nullable Long count(Metric metric) {
    return counters.get(metric);
  }

  /**
   * Combines two entries of one answer: the higher value of each counter. The result is doubtful
   * when one post cannot have had both: one entry is ahead in one counter and behind in another, or
   * a counter differs more than tenfold.
   */
  public Metrics highest(Metrics other) {
    boolean behind = other.isAheadOf(this);
    boolean contradict = (isAheadOf(other) && behind) || isFarFrom(other) || other.isFarFrom(this);
    Map<Metric, Long> highest = new EnumMap<>(Metric.class);
    highest.putAll(counters);
    other.counters.forEach((metric, count) -> highest.merge(metric, count, Math::max));
    return new Metrics(
        highest, behind ? other.raw : raw, origins, lacking, contradict ? TWICE : doubt);
  }

  private boolean isAheadOf(Metrics other) {
    return counters.entrySet().stream()
        .anyMatch(
            one -> one.getValue() > other.counters.getOrDefault(one.getKey(), Long.MAX_VALUE));
  }

  private boolean isFarFrom(Metrics other) {
    return counters.entrySet().stream()
        .filter(one -> other.counters.containsKey(one.getKey()))
        .anyMatch(one -> one.getValue() / FAR > Math.max(1, other.counters.get(one.getKey())));
  }
}
