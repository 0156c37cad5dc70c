package io.tidemark.simulator.endpoint;

import java.time.Duration;

/**
 * So many requests per window.
 *
 * @param counter what is counted together: an endpoint, or a whole account
 * @param slides the window is the time just past, whenever one looks, and not one that begins with
 *     its first request
 */
public record RequestLimit(String counter, int requests, Duration length, boolean slides) {

  public RequestLimit(String counter, int requests, Duration length) {
    this(counter, requests, length, false);
  }

  public static RequestLimit sliding(String counter, int requests, Duration length) {
    return new RequestLimit(counter, requests, length, true);
  }
}
