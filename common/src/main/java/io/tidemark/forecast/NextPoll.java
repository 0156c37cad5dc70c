package io.tidemark.forecast;

import java.time.Duration;

/** When a post is polled next, if at all. */
public sealed interface NextPoll {

  /**
   * The post is polled again.
   *
   * @param age of the post then; always later than the age at which that was decided
   * @param worth what that is expected to save, in prices of a poll; above zero
   */
  record At(Duration age, double worth) implements NextPoll {}

  /**
   * The post is not polled again, because no poll is worth its price.
   *
   * @param loss the error that is expected from now on, in prices of a poll
   * @param growth the engagement that is expected to be missed until the horizon
   */
  record NotWorthAPoll(double loss, double growth) implements NextPoll {}

  /** The post has reached the horizon. */
  record HorizonReached() implements NextPoll {}

  /**
   * The word for why there is no further poll, in tables and answers; of a poll that there is one.
   */
  default String word() {
    return switch (this) {
      case At at -> "scheduled";
      case NotWorthAPoll stop -> "not_worth_a_poll";
      case HorizonReached reached -> "horizon_reached";
    };
  }
}
