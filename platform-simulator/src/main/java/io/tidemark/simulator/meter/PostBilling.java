package io.tidemark.simulator.meter;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * X charges a post once per UTC day, however often it is read. Only the current day is kept post by
 * post. Guarded by its owner.
 */
final class PostBilling {

  private final NavigableMap<LocalDate, Long> billed = new TreeMap<>();
  private LocalDate today = LocalDate.MIN;
  private Set<String> readToday = new HashSet<>();

  void add(Instant at, Collection<String> posts) {
    LocalDate day = at.atZone(ZoneOffset.UTC).toLocalDate();
    if (!day.equals(today)) {
      today = day;
      readToday = new HashSet<>();
    }
    long fresh = posts.stream().filter(readToday::add).count();
    if (fresh > 0) {
      billed.merge(day, fresh, Long::sum);
    }
  }

  long total() {
    return billed.values().stream().mapToLong(Long::longValue).sum();
  }

  Map<LocalDate, Long> byDay() {
    return new TreeMap<>(billed);
  }
}
