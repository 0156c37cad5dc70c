package io.tidemark.faults;

import io.tidemark.faults.Fault.UpstreamFault.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** The times of the faults. The same seed gives the same schedule. */
public record FaultSchedule(long seed, List<Step> steps) {

  /** The longest wait for a pooled connection. */
  private static final Duration UNTIL_POOLS_TIRE = Duration.ofSeconds(5);

  /**
   * @param at real time since the start
   */
  public record Step(Duration at, Fault fault) {}

  public FaultSchedule {
    steps = List.copyOf(steps);
  }

  /**
   * Draws a schedule. Kills and other faults have separate intervals, so that a database outage is
   * over before the next one.
   */
  static FaultSchedule draw(long seed, SuiteProfile profile) {
    var random = new Random(seed);
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < profile.kills(); i++) {
      steps.add(new Step(slot(i, profile.kills(), profile, random), new Fault.KillTracker()));
    }
    List<Fault> others = others(profile, random);
    for (int i = 0; i < others.size(); i++) {
      steps.add(new Step(slot(i, others.size(), profile, random), others.get(i)));
    }
    steps.sort(Comparator.comparing(Step::at));
    return new FaultSchedule(seed, steps);
  }

  private static Duration slot(int index, int of, SuiteProfile profile, Random random) {
    double share = (index + random.nextDouble() / 2) / of;
    return Duration.ofMillis((long) (profile.faultPeriod().toMillis() * share));
  }

  /** The required faults first, then each kind once before any is repeated. */
  private static List<Fault> others(SuiteProfile profile, Random random) {
    List<Fault> drawn = new ArrayList<>();
    drawn.add(new Fault.FlushRedis());
    drawn.add(new Fault.RestoreRedis());
    drawn.add(new Fault.PoisonTweets());
    drawn.add(foreignReader(profile, random));
    drawn.add(new Fault.RestartPostgres(length(profile, random)));
    drawn.add(upstream(Kind.values()[random.nextInt(Kind.values().length)], profile, random));
    while (drawn.size() < profile.otherFaults()) {
      List<Fault> deck = deck(profile, random);
      Collections.shuffle(deck, random);
      drawn.addAll(deck.subList(0, Math.min(deck.size(), profile.otherFaults() - drawn.size())));
    }
    List<Fault> kept = new ArrayList<>(drawn.subList(0, profile.otherFaults()));
    Collections.shuffle(kept, random);
    return kept;
  }

  private static List<Fault> deck(SuiteProfile profile, Random random) {
    List<Fault> deck = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      deck.add(upstream(kind, profile, random));
    }
    deck.add(new Fault.FreezeTracker(profile.lease().plus(length(profile, random))));
    deck.add(new Fault.StutterTracker(length(profile, random)));
    deck.add(new Fault.CutOff(profile.lease().plus(length(profile, random))));
    deck.add(new Fault.ClockAhead(Duration.ofMinutes(5)));
    deck.add(new Fault.RestartPostgres(length(profile, random)));
    deck.add(new Fault.KillPostgres(length(profile, random)));
    deck.add(new Fault.CutConnections());
    deck.add(new Fault.ExhaustConnections(length(profile, random)));
    deck.add(new Fault.HoldTransactions(length(profile, random)));
    deck.add(new Fault.FlushRedis());
    deck.add(new Fault.KillRedis(length(profile, random)));
    deck.add(new Fault.Burst(length(profile, random)));
    deck.add(new Fault.PoisonTweets());
    deck.add(foreignReader(profile, random));
    deck.add(new Fault.RestoreRedis());
    if (profile.isLong()) {
      deck.add(new Fault.ExhaustPools(UNTIL_POOLS_TIRE.plus(length(profile, random))));
      deck.add(new Fault.CutBus(BusFaults.UNTIL_NOTICED.plus(length(profile, random))));
    }
    return deck;
  }

  /** A reader that, in long profiles, outlasts retention's wait for a lock. */
  private static Fault foreignReader(SuiteProfile profile, Random random) {
    Duration length = length(profile, random);
    return new Fault.ForeignReader(
        profile.isLong() ? RetentionFaults.FOR_A_LOCK.plus(length) : length);
  }

  private static Fault upstream(Kind kind, SuiteProfile profile, Random random) {
    return new Fault.UpstreamFault(kind, length(profile, random));
  }

  private static Duration length(SuiteProfile profile, Random random) {
    return Duration.ofMillis((long) (profile.unit().toMillis() * (1 + random.nextDouble())));
  }
}
