package io.tidemark.benchmarks.harness;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Runs contestants in turns, so that other load of the machine affects all of them. */
public final class Comparison {

  private final Map<String, List<RoundResult>> rounds = new LinkedHashMap<>();

  private Comparison() {}

  /**
   * Runs each contestant {@code times} times after an uncounted first round. The order changes with
   * every round.
   *
   * @throws UnequalWorkException when two contestants left different rows in the same round
   */
  public static Comparison run(
      List<? extends Contestant> contestants, int times, Consumer<String> progress)
      throws Exception {
    return run(contestants, 1, times, progress);
  }

  /**
   * As above, after several uncounted rounds, in which the compiler of the JVM takes a processor
   * from all sides.
   */
  public static Comparison run(
      List<? extends Contestant> contestants, int warmUps, int times, Consumer<String> progress)
      throws Exception {
    Comparison comparison = new Comparison();
    contestants.forEach(contestant -> comparison.rounds.put(contestant.name(), new ArrayList<>()));
    for (int round = 0; round < warmUps + times; round++) {
      for (int place = 0; place < contestants.size(); place++) {
        Contestant contestant = contestants.get((place + round) % contestants.size());
        RoundResult done = contestant.round();
        progress.accept(
            "%s %-32s %,12.0f/s  %s"
                .formatted(
                    round < warmUps ? "warm-up " : "round %2d".formatted(round - warmUps + 1),
                    contestant.name(),
                    done.perSecond(),
                    done.done()));
        comparison.add(contestant.name(), done, round);
      }
    }
    comparison.rounds.values().forEach(all -> all.subList(0, warmUps).clear());
    return comparison;
  }

  private void add(String contestant, RoundResult done, int round) {
    rounds.forEach(
        (other, others) -> {
          if (others.size() > round && !others.get(round).done().equals(done.done())) {
            throw new UnequalWorkException(
                contestant, done.done(), other, others.get(round).done());
          }
        });
    of(contestant).add(done);
  }

  private List<RoundResult> of(String contestant) {
    List<RoundResult> found = rounds.get(contestant);
    if (found == null) {
      throw new IllegalArgumentException("no side " + contestant + " among " + rounds.keySet());
    }
    return found;
  }

  /** Amounts per second, by round. */
  public Samples rate(String contestant) {
    return new Samples(of(contestant).stream().map(RoundResult::perSecond).toList());
  }

  /** The ratio of two contestants' rates, by round, so that adjacent measurements are compared. */
  public Samples ratio(String one, String other) {
    List<Double> ones = rate(one).values();
    List<Double> others = rate(other).values();
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < ones.size(); round++) {
      ratios.add(ones.get(round) / others.get(round));
    }
    return new Samples(ratios);
  }

  /** The rates of all contestants, as figures without a goal. */
  public List<Figure> figures(String unit) {
    return rounds.keySet().stream()
        .map(contestant -> new Figure(contestant, rate(contestant), unit, Goal.none()))
        .toList();
  }
}
