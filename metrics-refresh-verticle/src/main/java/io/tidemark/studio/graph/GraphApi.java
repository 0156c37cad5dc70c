package io.tidemark.studio.graph;

import io.tidemark.clock.WorldClock;
import io.tidemark.studio.platforms.StudioPlatform;
import java.time.Instant;

/**
 * How a platform of the Graph API is read.
 *
 * @param version of the API, the first part of each path
 */
public record GraphApi(
    GraphBatch batch,
    Capabilities capabilities,
    WorldClock clock,
    StudioPlatform platform,
    String version) {

  Instant now() {
    return clock.instant();
  }
}
