package io.tidemark.simulator.endpoint;

import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.meter.RequestedIds;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How one platform behaves at its door: its key, its limits, its way to say no. */
public interface PlatformPolicy {

  /** One host may serve two platforms. */
  Platform platform(PlatformRequest request);

  boolean knowsKey(PlatformRequest request);

  /** Who asks for which ids, for the meter. */
  List<RequestedIds> asks(PlatformRequest request);

  /** The limit that holds for this call; absent when calls are not counted. */
  @Nullable RequestLimit allowance(PlatformRequest request);

  /** Real milliseconds that this platform's work takes by itself, latency not counted in. */
  default long workMillis(PlatformRequest request) {
    return 0;
  }

  /** The platform's own words for this status. */
  PlatformResponse refuse(int status, PlatformRequest request);

  /** A refusal of the platform's own kind that is switched on; absent when there is none. */
  @Nullable PlatformResponse ownRefusal(PlatformRequest request);

  /** Adds the headers that every answer of this platform carries. */
  PlatformResponse stamp(PlatformResponse answer, PlatformRequest request);
}
