package io.tidemark.simulator.faults;

import org.jspecify.annotations.Nullable;

/**
 * Faults of TikTok.
 *
 * @param tikTokError every call except those for tokens is refused like this
 */
public record TikTokFaults(@Nullable TikTokError tikTokError) {}
