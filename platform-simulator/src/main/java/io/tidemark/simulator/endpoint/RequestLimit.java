package io.tidemark.simulator.endpoint;

import io.tidemark.simulator.faults.CommonFaults;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A limit on the number of requests in a window.
 *
 * @param counter name of what is counted together, such as an endpoint or an account
 * @param slides true for a sliding window, false for a fixed one that begins with its first request
 */
public record RequestLimit(String counter, int requests, Duration length, boolean slides) {

  /** A limit with a fixed window. */
  public RequestLimit(String counter, int requests, Duration length) {
    this(counter, requests, length, false);
  }

  /** The fixed window that the faults set; null when they set none. */
  public static @Nullable RequestLimit ofFaults(String counter, CommonFaults faults) {
    return faults.requestsPerWindow() == null
        ? null
        : new RequestLimit(
            counter, faults.requestsPerWindow(), Duration.ofSeconds(faults.windowSeconds()));
  }

  /** A limit with a sliding window. */
  public static RequestLimit sliding(String counter, int requests, Duration length) {
    return new RequestLimit(counter, requests, length, true);
  }
}
