package io.tidemark.simulator.graph;

import io.tidemark.simulator.endpoint.PlatformRequest;
import io.tidemark.simulator.studio.Studio;
import io.tidemark.simulator.studio.StudioAccount;
import java.time.Instant;

/**
 * One accepted Graph request: a whole call, or a part of a batch.
 *
 * @param account the account whose token the request carries
 */
record GraphCall(
    PlatformRequest request, GraphUri address, StudioAccount account, String token, Studio studio) {

  Instant now() {
    return request.now();
  }
}
