package io.tidemark.forecast.replay;

/**
 * What a policy polled and missed on some curves.
 *
 * @param polls per post
 * @param straight the errors when readings are joined by straight lines, and the last one holds
 * @param along the errors when curves are drawn along the template
 */
public record PolicyScore(double polls, Errors straight, Errors along) {

  /**
   * Errors, as parts of one.
   *
   * @param wape the area between true and drawn curves, by the engagement of all posts for the
   *     whole horizon
   * @param mean the same of each post, by its own engagement but at least one, and the mean of that
   * @param finalCount the mean error of the count at the horizon, by the same
   */
  public record Errors(double wape, double mean, double finalCount) {}
}
