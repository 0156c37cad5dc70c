package io.tidemark.simulator.faults;

import io.tidemark.simulator.meter.Platform;

/** A refusal of all calls of one account. */
public sealed interface AccountRefusal permits GraphErrorKind, TikTokError {

  boolean isKnownTo(Platform platform);
}
