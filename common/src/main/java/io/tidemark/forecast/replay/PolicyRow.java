package io.tidemark.forecast.replay;

import io.tidemark.forecast.Weight;

/** One policy of a back-test, and what came of it. */
public record PolicyRow(String name, Kind kind, PolicyScore score, SharedCalls.Cost cost) {

  /** What sort of policy it is: a rule of the clock, a ladder, or adaptive with a weight. */
  public enum Kind {
    CLOCK,
    LADDER,
    EACH,
    BALANCED,
    VOLUME;

    static Kind of(Weight weight) {
      return switch (weight) {
        case EACH -> EACH;
        case BALANCED -> BALANCED;
        case VOLUME -> VOLUME;
      };
    }
  }
}
