package io.tidemark.simulator.growth;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Counters that a test prescribes. A step holds until the next one; before the first step all
 * counters are zero. Counters may decrease.
 *
 * @param steps in order of age
 */
public record ScriptedGrowth(List<Step> steps) implements Growth {

  /** The counters from this age on. */
  public record Step(Duration age, SimulatedCounters counters) {}

  /**
   * @throws IllegalArgumentException when the steps are not in order of age
   */
  public ScriptedGrowth {
    steps = List.copyOf(steps);
    for (int i = 1; i < steps.size(); i++) {
      if (steps.get(i).age().compareTo(steps.get(i - 1).age()) <= 0) {
        throw new IllegalArgumentException("steps must be in order of age, step " + i + " is not");
      }
    }
  }

  /** Always returns these counters. */
  public static ScriptedGrowth always(SimulatedCounters counters) {
    return new ScriptedGrowth(List.of(new Step(Duration.ZERO, counters)));
  }

  /** This script with an additional step at its end. */
  public ScriptedGrowth then(Duration age, SimulatedCounters counters) {
    List<Step> longer = new ArrayList<>(steps);
    longer.add(new Step(age, counters));
    return new ScriptedGrowth(longer);
  }

  @Override
  public String kind() {
    return "Scripted";
  }

  @Override
  public SimulatedCounters at(Duration age) {
    Duration reached = age.isNegative() ? Duration.ZERO : age;
    SimulatedCounters current = SimulatedCounters.ZERO;
    for (Step step : steps) {
      if (step.age().compareTo(reached) > 0) {
        break;
      }
      current = step.counters();
    }
    return current;
  }
}
