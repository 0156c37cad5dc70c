package io.tidemark.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The injected faults with their times on the world's clock. */
record FaultLog(List<Entry> all) {

  /**
   * @param note what was observed
   */
  record Entry(Fault fault, Instant from, Instant until, String note) {}

  FaultLog {
    all = List.copyOf(all);
  }

  /** The matching faults, extended at both ends to include their consequences. */
  FaultLog stretched(Predicate<Fault> which, Duration before, Duration after) {
    return new FaultLog(
        all.stream()
            .filter(entry -> which.test(entry.fault()))
            .map(
                entry ->
                    new Entry(
                        entry.fault(),
                        entry.from().minus(before),
                        entry.until().plus(after),
                        entry.note()))
            .toList());
  }

  FaultLog and(FaultLog others) {
    return new FaultLog(Stream.concat(all.stream(), others.all.stream()).toList());
  }

  boolean at(Instant moment) {
    return all.stream()
        .anyMatch(entry -> !moment.isBefore(entry.from()) && !moment.isAfter(entry.until()));
  }

  /** The longest period between the two instants without a fault. */
  Duration quiet(Instant from, Instant until) {
    Duration longest = Duration.ZERO;
    Instant quietSince = from;
    List<Entry> sorted =
        all.stream()
            .filter(entry -> entry.until().isAfter(from) && entry.from().isBefore(until))
            .sorted(Comparator.comparing(Entry::from))
            .toList();
    for (Entry entry : sorted) {
      longest = longer(longest, Duration.between(quietSince, entry.from()));
      quietSince = quietSince.isAfter(entry.until()) ? quietSince : entry.until();
    }
    return longer(longest, Duration.between(quietSince, until));
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }
}
