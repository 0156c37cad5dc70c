package io.tidemark.simulator.switches;

import io.tidemark.simulator.meter.Platform;

/** A refusal of all calls of one account. */
public sealed interface AccountRefusal permits GraphError, TikTokError {

  boolean isKnownTo(Platform platform);
}
