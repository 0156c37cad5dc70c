package io.tidemark.simulator.door;

import java.time.Duration;

/**
 * So many requests per window.
 *
 * @param counter what is counted together: an endpoint, or a whole account
 * @param slides the window is the time just past, whenever one looks, and not one that begins with
 *     its first request
 */
public record Allowance(String counter, int requests, Duration length, boolean slides) {

  public Allowance(String counter, int requests, Duration length) {
    this(counter, requests, length, false);
  }

  public static Allowance sliding(String counter, int requests, Duration length) {
    return new Allowance(counter, requests, length, true);
  }
}
