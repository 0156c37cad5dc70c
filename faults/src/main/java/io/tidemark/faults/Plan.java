package io.tidemark.faults;

import io.tidemark.faults.Fault.UpstreamTrouble.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** What goes wrong when. The same seed makes the same plan. */
public record Plan(long seed, List<Step> steps) {

  /** Who waits longer for a connection is told that there is none. */
  private static final Duration UNTIL_POOLS_TIRE = Duration.ofSeconds(5);

  /**
   * @param at real time since the beginning
   */
  public record Step(Duration at, Fault fault) {}

  public Plan {
    steps = List.copyOf(steps);
  }

  /**
   * Kills in a rhythm of their own, everything else in another: each in a place of its own, so that
   * a database that is away is back before the next trouble with it.
   */
  static Plan draw(long seed, Form form) {
    var random = new Random(seed);
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < form.kills(); i++) {
      steps.add(new Step(place(i, form.kills(), form, random), new Fault.KillTracker()));
    }
    List<Fault> others = others(form, random);
    for (int i = 0; i < others.size(); i++) {
      steps.add(new Step(place(i, others.size(), form, random), others.get(i)));
    }
    steps.sort(Comparator.comparing(Step::at));
    return new Plan(seed, steps);
  }

  private static Duration place(int index, int of, Form form, Random random) {
    double share = (index + random.nextDouble() / 2) / of;
    return Duration.ofMillis((long) (form.lasting().toMillis() * share));
  }

  /** The indispensable ones first, then every kind once before any comes a second time. */
  private static List<Fault> others(Form form, Random random) {
    List<Fault> drawn = new ArrayList<>();
    drawn.add(new Fault.FlushRedis());
    drawn.add(new Fault.RestoreRedis());
    drawn.add(new Fault.PoisonTweets());
    drawn.add(foreignReader(form, random));
    drawn.add(new Fault.RestartPostgres(length(form, random)));
    drawn.add(upstream(Kind.values()[random.nextInt(Kind.values().length)], form, random));
    while (drawn.size() < form.others()) {
      List<Fault> deck = deck(form, random);
      Collections.shuffle(deck, random);
      drawn.addAll(deck.subList(0, Math.min(deck.size(), form.others() - drawn.size())));
    }
    List<Fault> kept = new ArrayList<>(drawn.subList(0, form.others()));
    Collections.shuffle(kept, random);
    return kept;
  }

  private static List<Fault> deck(Form form, Random random) {
    List<Fault> deck = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      deck.add(upstream(kind, form, random));
    }
    deck.add(new Fault.FreezeTracker(form.lease().plus(length(form, random))));
    deck.add(new Fault.StutterTracker(length(form, random)));
    deck.add(new Fault.CutOff(form.lease().plus(length(form, random))));
    deck.add(new Fault.ClockAhead(Duration.ofMinutes(5)));
    deck.add(new Fault.RestartPostgres(length(form, random)));
    deck.add(new Fault.KillPostgres(length(form, random)));
    deck.add(new Fault.CutConnections());
    deck.add(new Fault.ExhaustConnections(length(form, random)));
    deck.add(new Fault.HoldTransactions(length(form, random)));
    deck.add(new Fault.FlushRedis());
    deck.add(new Fault.KillRedis(length(form, random)));
    deck.add(new Fault.Burst(length(form, random)));
    deck.add(new Fault.PoisonTweets());
    deck.add(foreignReader(form, random));
    deck.add(new Fault.RestoreRedis());
    if (form.hasTime()) {
      deck.add(new Fault.ExhaustPools(UNTIL_POOLS_TIRE.plus(length(form, random))));
      deck.add(new Fault.CutBus(BusFaults.UNTIL_NOTICED.plus(length(form, random))));
    }
    return deck;
  }

  /** Where there is time for it retention gives up waiting, and comes back, while it is read. */
  private static Fault foreignReader(Form form, Random random) {
    Duration length = length(form, random);
    return new Fault.ForeignReader(
        form.hasTime() ? RetentionFaults.FOR_A_LOCK.plus(length) : length);
  }

  private static Fault upstream(Kind kind, Form form, Random random) {
    return new Fault.UpstreamTrouble(kind, length(form, random));
  }

  private static Duration length(Form form, Random random) {
    return Duration.ofMillis((long) (form.unit().toMillis() * (1 + random.nextDouble())));
  }
}
