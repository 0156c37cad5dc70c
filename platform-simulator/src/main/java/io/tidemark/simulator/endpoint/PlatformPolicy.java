package io.tidemark.simulator.endpoint;

import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.meter.RequestedIds;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The key check, limits and refusals of one platform. */
public interface PlatformPolicy {

  /** One host may serve two platforms. */
  Platform platform(PlatformRequest request);

  boolean isAuthorized(PlatformRequest request);

  /** The accounts that call and the ids that they request, for the meter. */
  List<RequestedIds> requestedIds(PlatformRequest request);

  /** The limit of this call; null when calls are not counted. */
  @Nullable RequestLimit limit(PlatformRequest request);

  /** Real milliseconds that the platform's work takes, without latency. */
  default long workMillis(PlatformRequest request) {
    return 0;
  }

  /** The platform's own response for this status. */
  PlatformResponse refuse(int status, PlatformRequest request);

  /** A platform-specific refusal that is switched on; null when there is none. */
  @Nullable PlatformResponse platformRefusal(PlatformRequest request);

  /** Adds the headers that every response of this platform has. */
  PlatformResponse withHeaders(PlatformResponse answer, PlatformRequest request);
}
