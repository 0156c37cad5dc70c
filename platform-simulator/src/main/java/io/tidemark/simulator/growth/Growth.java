package io.tidemark.simulator.growth;

import java.time.Duration;

/** A post's true counters as a pure function of its age. */
public interface Growth {

  /**
   * The counters at that age.
   *
   * @param age time since the post was created; a negative age counts as zero
   */
  SimulatedCounters at(Duration age);

  /** The name of its kind in the answers of the control interface. */
  String kind();
}
