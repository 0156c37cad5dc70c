package io.tidemark.simulator.graph;

import io.tidemark.simulator.growth.SimulatedCounters;

/** The kinds of reactions of a page post; insights spell two of them differently. */
enum Reaction {
  LIKE("like", 0),
  LOVE("love", 8),
  WOW("wow", 40),
  HAHA("haha", 50),
  SAD("sorry", 200),
  ANGRY("anger", 200);

  private final String inInsights;
  private final int oneIn;

  Reaction(String inInsights, int oneIn) {
    this.inInsights = inInsights;
    this.oneIn = oneIn;
  }

  String inInsights() {
    return inInsights;
  }

  /** Reactions of this kind: a fixed share of the growth curve's likes; the remainder are likes. */
  long of(SimulatedCounters counters) {
    if (this != LIKE) {
      return counters.likes() / oneIn;
    }
    long rest = counters.likes();
    for (Reaction other : values()) {
      rest -= other == LIKE ? 0 : other.of(counters);
    }
    return rest;
  }
}
