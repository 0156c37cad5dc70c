package io.tidemark.simulator.endpoint;

import java.time.Duration;

/**
 * A limit on the number of requests in a window.
 *
 * @param counter name of what is counted together, such as an endpoint or an account
 * @param slides true for a sliding window, false for a fixed one that begins with its first request
 */
public record RequestLimit(String counter, int requests, Duration length, boolean slides) {

  public RequestLimit(String counter, int requests, Duration length) {
    this(counter, requests, length, false);
  }

  public static RequestLimit sliding(String counter, int requests, Duration length) {
    return new RequestLimit(counter, requests, length, true);
  }
}
