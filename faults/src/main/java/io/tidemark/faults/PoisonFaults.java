package io.tidemark.faults;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Delivers malformed tweets, for rules that are mapped and for rules that are mapped later. */
final class PoisonFaults {

  private static final int GOOD = 2;
  private static final Duration TO_MAP = Duration.ofSeconds(60);

  private final FaultEnvironment environment;
  private final DeliverySender deliveries;
  private final AtomicInteger faults = new AtomicInteger();
  private final List<PoisonedDelivery> delivered = new CopyOnWriteArrayList<>();

  PoisonFaults(FaultEnvironment environment, DeliverySender deliveries) {
    this.environment = environment;
    this.deliveries = deliveries;
  }

  /**
   * Sends the deliveries. Of the rules that are mapped later, the first has every kind, the second
   * only unusable tweets, and the third only valid ones: earlier deliveries in the queue must not
   * block it.
   *
   * @return the number of deliveries
   */
  String deliver() throws InterruptedException {
    String prefix = "poison-" + faults.incrementAndGet() + "-";
    delivered.add(
        deliveries.malformed(FaultEnvironment.RULE, true, GOOD, EnumSet.allOf(PoisonKind.class)));
    List<String> later = List.of(prefix + 1, prefix + 2, prefix + 3);
    delivered.add(deliveries.malformed(later.get(0), false, GOOD, EnumSet.allOf(PoisonKind.class)));
    delivered.add(
        deliveries.malformed(later.get(1), false, 0, EnumSet.of(PoisonKind.DATABASE_REFUSES_IT)));
    delivered.add(deliveries.malformed(later.get(2), false, GOOD, Set.of()));
    for (String rule : later) {
      map(rule);
    }
    return "%d deliveries".formatted(later.size() + 1);
  }

  /** Retries, because the database may be unavailable. */
  private void map(String rule) throws InterruptedException {
    boolean mapped =
        RealTime.await(
            () -> {
              environment.api().map(rule, FaultEnvironment.ZONE);
              return true;
            },
            TO_MAP,
            Duration.ofMillis(250));
    if (!mapped) {
      throw new IllegalStateException("the rule %s could not be mapped".formatted(rule));
    }
  }

  List<PoisonedDelivery> delivered() {
    return List.copyOf(delivered);
  }
}
