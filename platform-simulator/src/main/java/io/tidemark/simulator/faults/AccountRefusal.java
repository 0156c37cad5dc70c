package io.tidemark.simulator.faults;

import io.tidemark.simulator.meter.Platform;

/** A refusal of all calls of one account. */
public interface AccountRefusal {

  /** Whether accounts of this platform can be refused like this. */
  boolean isKnownTo(Platform platform);
}
