package io.tidemark.simulator.growth;

import java.time.Duration;

/** A post's true counters as a pure function of its age. */
public sealed interface Growth permits NeverMoves, SmallGrowth, CascadeGrowth, Scripted {

  /**
   * The counters at that age.
   *
   * @param age time since the post was created; a negative age counts as zero
   */
  Counters at(Duration age);
}
