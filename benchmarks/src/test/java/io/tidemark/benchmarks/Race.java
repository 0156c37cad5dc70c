package io.tidemark.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Sides that take turns, so that what the machine does meanwhile meets all of them. */
public final class Race {

  private final Map<String, List<Round>> rounds = new LinkedHashMap<>();

  private Race() {}

  /**
   * Lets each side work {@code times} times after a first time that is not counted. Who begins
   * changes with every round.
   *
   * @throws UnequalWork when two sides left different rows in the same round
   */
  public static Race run(List<? extends Side> sides, int times, Consumer<String> say)
      throws Exception {
    Race race = new Race();
    sides.forEach(side -> race.rounds.put(side.name(), new ArrayList<>()));
    for (int round = 0; round <= times; round++) {
      for (int place = 0; place < sides.size(); place++) {
        Side side = sides.get((place + round) % sides.size());
        Round done = side.round();
        say.accept(
            "%s %-32s %,12.0f/s  %s"
                .formatted(
                    round == 0 ? "warm-up " : "round %2d".formatted(round),
                    side.name(),
                    done.perSecond(),
                    done.done()));
        race.add(side.name(), done, round);
      }
    }
    race.rounds.values().forEach(List::removeFirst);
    return race;
  }

  private void add(String side, Round done, int round) {
    rounds.forEach(
        (other, others) -> {
          if (others.size() > round && !others.get(round).done().equals(done.done())) {
            throw new UnequalWork(side, done.done(), other, others.get(round).done());
          }
        });
    of(side).add(done);
  }

  private List<Round> of(String side) {
    List<Round> found = rounds.get(side);
    if (found == null) {
      throw new IllegalArgumentException("no side " + side + " among " + rounds.keySet());
    }
    return found;
  }

  /** Amounts in a second, round by round. */
  public Series rate(String side) {
    return new Series(of(side).stream().map(Round::perSecond).toList());
  }

  /** How many times as fast the one is, round by round: neighbours in time are compared. */
  public Series ratio(String one, String other) {
    List<Double> ones = rate(one).values();
    List<Double> others = rate(other).values();
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < ones.size(); round++) {
      ratios.add(ones.get(round) / others.get(round));
    }
    return new Series(ratios);
  }

  /** The rates of all sides, as figures without a goal. */
  public List<Figure> figures(String unit) {
    return rounds.keySet().stream()
        .map(side -> new Figure(side, rate(side), unit, Goal.none()))
        .toList();
  }
}
