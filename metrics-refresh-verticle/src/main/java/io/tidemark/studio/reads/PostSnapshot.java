package io.tidemark.studio.reads;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidemark.studio.platforms.Metric;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The counters of a post as of one time. Each counter has its own capture time, because the newest
 * answer may lack counters that an older one gave. Null means "not given".
 *
 * @param capturedAt time of the newest answer
 * @param raw the newest answer as it came; null when it was not requested
 */
public record PostSnapshot(
    Instant capturedAt,
    @JsonProperty("metrics") Map<Metric, Value> values,
    @JsonProperty("metadata") @JsonInclude(Include.NON_NULL) @Nullable JsonObject raw) {

  private static final List<Metric> ENGAGED = List.of(Metric.LIKES, Metric.COMMENTS, Metric.SHARES);

  /**
   * The last value of a counter.
   *
   * @param origin the platform's name of the counter; null when it is the usual one
   */
  public record Value(
      @JsonProperty("value") long count, Instant capturedAt, @Nullable String origin) {}

  public PostSnapshot {
    var ordered = new EnumMap<Metric, Value>(Metric.class);
    ordered.putAll(values);
    values = Collections.unmodifiableMap(ordered);
  }

  /** Null when it was never given. */
  public @Nullable Long count(Metric metric) {
    Value value = values.get(metric);
    return value == null ? null : Long.valueOf(value.count());
  }

  /** All counters, in the order of answers; null for one that was never given. */
  @JsonAnyGetter
  public Map<Metric, @Nullable Long> counts() {
    Map<Metric, @Nullable Long> counts = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.values()) {
      counts.put(metric, count(metric));
    }
    return counts;
  }

  /**
   * The divisor of the engagement rate: impressions; views when the platform has replaced
   * impressions by them; reach when it gives neither.
   *
   * @return null when none was given
   */
  @JsonProperty("engagement_rate_by")
  public @Nullable Metric seen() {
    Value impressions = values.get(Metric.IMPRESSIONS);
    Value views = values.get(Metric.VIEWS);
    if (impressions != null
        && (views == null || !views.capturedAt().isAfter(impressions.capturedAt()))) {
      return Metric.IMPRESSIONS;
    }
    if (views != null) {
      return Metric.VIEWS;
    }
    return values.containsKey(Metric.REACH) ? Metric.REACH : null;
  }

  /** Whether the platform now gives as views what it gave as impressions before. */
  @JsonProperty("impressions_are_views")
  public boolean isRenamed() {
    return values.containsKey(Metric.IMPRESSIONS) && seen() == Metric.VIEWS;
  }

  /**
   * Likes, comments and shares divided by {@link #seen}.
   *
   * @return null when the platform gave none of the three, or nothing to divide by
   */
  @JsonProperty("engagement_rate")
  public @Nullable Double engagementRate() {
    Metric by = seen();
    Long seen = by == null ? null : count(by);
    if (seen == null || seen == 0 || rateLacks().size() == ENGAGED.size()) {
      return null;
    }
    long engaged = 0;
    for (Metric metric : ENGAGED) {
      Long count = count(metric);
      engaged += count == null ? 0 : count;
    }
    return (double) engaged / seen;
  }

  /** Which of likes, comments and shares the rate lacks. */
  @JsonProperty("engagement_rate_lacks")
  public List<Metric> rateLacks() {
    return ENGAGED.stream().filter(metric -> !values.containsKey(metric)).toList();
  }

  /** The change of a counter; null when it was not given since, or has another origin now. */
  public @Nullable Long change(Metric metric, PostSnapshot then) {
    Value now = values.get(metric);
    Value before = then.values().get(metric);
    return now == null
            || before == null
            || !now.capturedAt().isAfter(before.capturedAt())
            || !Objects.equals(now.origin(), before.origin())
        ? null
        : Long.valueOf(now.count() - before.count());
  }

  /** Counters that cannot be compared: the platform renamed them or counts them differently. */
  public List<String> breaks(PostSnapshot then) {
    List<String> breaks = new ArrayList<>();
    if (isRenamed() && !then.isRenamed() && then.seen() == Metric.IMPRESSIONS) {
      breaks.add("impressions are called views now");
    }
    Map<Metric, Value> was = new EnumMap<>(Metric.class);
    was.putAll(then.values());
    was.forEach(
        (metric, value) -> {
          Value now = values.get(metric);
          if (now != null && !Objects.equals(now.origin(), value.origin())) {
            breaks.add(
                "%s are %s now and were %s"
                    .formatted(metric.word(), named(now, metric), named(value, metric)));
          }
        });
    return breaks;
  }

  private static String named(Value value, Metric metric) {
    return value.origin() == null ? "the usual " + metric.word() : value.origin();
  }
}
