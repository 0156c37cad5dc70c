package io.tidemark.simulator.switches;

import io.tidemark.simulator.meter.Platform;

/** A way in which a platform refuses all that one account asks for. */
public sealed interface AccountRefusal permits GraphError, TikTokError {

  boolean isKnownTo(Platform platform);
}
