package io.tidemark.simulator.growth;

import java.time.Duration;

/** A post's true counters as a pure function of its age. */
public sealed interface Growth permits NoGrowth, SmallGrowth, CascadeGrowth, ScriptedGrowth {

  /**
   * The counters at that age.
   *
   * @param age time since the post was created; a negative age counts as zero
   */
  SimulatedCounters at(Duration age);

  /** The name of its kind in the simulator's answers. */
  default String kind() {
    return switch (this) {
      case NoGrowth none -> "NeverMoves";
      case SmallGrowth small -> "SmallTweet";
      case CascadeGrowth cascade -> "Cascade";
      case ScriptedGrowth scripted -> "Scripted";
    };
  }
}
