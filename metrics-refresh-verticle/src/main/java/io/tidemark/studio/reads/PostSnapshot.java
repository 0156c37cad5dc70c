package io.tidemark.studio.reads;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a post at one time. Each counter has its own capture time: the newest answer may
 * lack some that an older one gave. Null is "not given".
 *
 * @param capturedAt of the newest answer
 * @param raw what it said, as it came; null where it was not asked for
 */
public record PostSnapshot(
    Instant capturedAt, Map<Metric, Value> values, @Nullable JsonObject raw) {

  private static final List<Metric> ENGAGED = List.of(Metric.LIKES, Metric.COMMENTS, Metric.SHARES);

  /** The counters of a post, in the order in which they are told. */
  public enum Metric {
    IMPRESSIONS,
    REACH,
    VIEWS,
    LIKES,
    COMMENTS,
    SHARES,
    SAVES,
    CLICKS,
    TOTAL_INTERACTIONS;

    /** As it stands in tables and answers. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A counter as it was given last.
   *
   * @param origin what the platform calls it, where that is not its usual name; null where it is
   */
  public record Value(long count, Instant capturedAt, @Nullable String origin) {}

  public PostSnapshot {
    values = Map.copyOf(values);
  }

  /** Null when it was never given. */
  public @Nullable Long count(Metric metric) {
    Value value = values.get(metric);
    return value == null ? null : Long.valueOf(value.count());
  }

  public @Nullable Long impressions() {
    return count(Metric.IMPRESSIONS);
  }

  public @Nullable Long reach() {
    return count(Metric.REACH);
  }

  public @Nullable Long views() {
    return count(Metric.VIEWS);
  }

  public @Nullable Long likes() {
    return count(Metric.LIKES);
  }

  public @Nullable Long comments() {
    return count(Metric.COMMENTS);
  }

  public @Nullable Long shares() {
    return count(Metric.SHARES);
  }

  public @Nullable Long saves() {
    return count(Metric.SAVES);
  }

  public @Nullable Long clicks() {
    return count(Metric.CLICKS);
  }

  public @Nullable Long totalInteractions() {
    return count(Metric.TOTAL_INTERACTIONS);
  }

  /**
   * By what a rate divides: impressions, or views where the platform has gone over to them, or
   * reach where it gives neither.
   *
   * @return null where none was given
   */
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

  /** Whether the platform calls views now what it called impressions before. */
  public boolean isRenamed() {
    return values.containsKey(Metric.IMPRESSIONS) && seen() == Metric.VIEWS;
  }

  /**
   * Likes, comments and shares by {@link #seen}.
   *
   * @return null when the platform gave none of the three, or nothing to divide by
   */
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

  /** Which of likes, comments and shares the rate is without. */
  public List<Metric> rateLacks() {
    return ENGAGED.stream().filter(metric -> !values.containsKey(metric)).toList();
  }

  /** How one counter moved; null unless it was given since, and is still the same counter. */
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

  /** Counters that are not what they were: under another name, or counted otherwise. */
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
