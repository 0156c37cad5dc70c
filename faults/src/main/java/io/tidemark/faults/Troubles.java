package io.tidemark.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What went wrong when, on the world's clock. */
record Troubles(List<Trouble> all) {

  /**
   * @param note what was seen of it
   */
  record Trouble(Fault fault, Instant begun, Instant over, String note) {}

  Troubles {
    all = List.copyOf(all);
  }

  /** Those with their consequences: each lasts so much longer, and began so much earlier. */
  Troubles stretched(Predicate<Fault> which, Duration before, Duration after) {
    return new Troubles(
        all.stream()
            .filter(trouble -> which.test(trouble.fault()))
            .map(
                trouble ->
                    new Trouble(
                        trouble.fault(),
                        trouble.begun().minus(before),
                        trouble.over().plus(after),
                        trouble.note()))
            .toList());
  }

  Troubles and(Troubles others) {
    return new Troubles(Stream.concat(all.stream(), others.all.stream()).toList());
  }

  boolean at(Instant moment) {
    return all.stream()
        .anyMatch(trouble -> !moment.isBefore(trouble.begun()) && !moment.isAfter(trouble.over()));
  }

  /** The longest stretch between the two instants in which nothing was wrong. */
  Duration quiet(Instant from, Instant until) {
    Duration longest = Duration.ZERO;
    Instant quietSince = from;
    List<Trouble> sorted =
        all.stream()
            .filter(trouble -> trouble.over().isAfter(from) && trouble.begun().isBefore(until))
            .sorted(Comparator.comparing(Trouble::begun))
            .toList();
    for (Trouble trouble : sorted) {
      longest = longer(longest, Duration.between(quietSince, trouble.begun()));
      quietSince = quietSince.isAfter(trouble.over()) ? quietSince : trouble.over();
    }
    return longer(longest, Duration.between(quietSince, until));
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }
}
