package io.tidemark.simulator.endpoint;

import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.meter.RequestedIds;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The key check, limits and refusals of one platform. */
public interface PlatformPolicy {

  /** The platform of this call: one host may serve two. */
  Platform platform(PlatformRequest request);

  /** Whether the call carries an accepted key or token; otherwise it is answered with 401. */
  boolean isAuthorized(PlatformRequest request);

  /** The accounts that call and the ids that they request, for the meter. */
  List<RequestedIds> requestedIds(PlatformRequest request);

  /** The limit of this call; null when calls are not counted. */
  default @Nullable RequestLimit limit(PlatformRequest request) {
    return null;
  }

  /** Real milliseconds that the platform's work takes, without latency. */
  default long workMillis(PlatformRequest request) {
    return 0;
  }

  /** The platform's own response for this status. */
  PlatformResponse refuse(int status, PlatformRequest request);

  /** A platform-specific refusal that is switched on; null when there is none. */
  default @Nullable PlatformResponse platformRefusal(PlatformRequest request) {
    return null;
  }

  /** Adds the headers that every response of this platform has. */
  default PlatformResponse withHeaders(PlatformResponse answer, PlatformRequest request) {
    return answer;
  }
}
