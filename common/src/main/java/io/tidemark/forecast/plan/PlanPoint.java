package io.tidemark.forecast.plan;

/**
 * What a way of polling costs and misses.
 *
 * @param price of a poll, in parts of the mean weighted engagement of a post; NaN for a rule that
 *     has none
 * @param polls per post
 * @param days on which a post is polled (UTC), on average over all times of arrival
 * @param error the area between true and drawn curves, by the engagement of all posts for the whole
 *     horizon
 * @param meanError the same of each post, by its own engagement but at least one, and the mean of
 *     that
 */
public record PlanPoint(double price, double polls, double days, double error, double meanError) {

  /** A point between this one and a dearer one: at this one where the part is zero. */
  PlanPoint towards(PlanPoint dearer, double part) {
    return new PlanPoint(
        price * Math.pow(dearer.price / price, part),
        between(polls, dearer.polls, part),
        between(days, dearer.days, part),
        between(error, dearer.error, part),
        between(meanError, dearer.meanError, part));
  }

  private static double between(double from, double to, double part) {
    return from + part * (to - from);
  }

  /** The same, with no more polls and no smaller errors than a cheaper one. */
  PlanPoint after(PlanPoint cheaper) {
    return new PlanPoint(
        price,
        Math.min(polls, cheaper.polls),
        Math.min(days, cheaper.days),
        Math.max(error, cheaper.error),
        Math.max(meanError, cheaper.meanError));
  }
}
