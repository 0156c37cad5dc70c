package io.tidemark.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A tweet as the database tells its story.
 *
 * @param createdAt on the platform, as it is stored
 * @param stoppedAt null while it is polled
 * @param readings when the polls were recorded, in their order
 */
record TrackedTweet(
    String tweetId,
    Instant createdAt,
    Instant arrivedAt,
    @Nullable Instant stoppedAt,
    @Nullable String stopReason,
    List<Instant> readings) {

  private static final int HOURS = 6;

  /** A pod whose clock is ahead polls so much early. */
  private static final Duration EARLY = Duration.ofMinutes(6);

  TrackedTweet {
    readings = List.copyOf(readings);
  }

  /** Whether it is stored as created after it arrived; so is an infinite time. */
  boolean isFromTheFuture() {
    return createdAt.isAfter(arrivedAt);
  }

  /**
   * Troubles after which nothing was read although something was tracked and nothing kept it.
   *
   * @param within after the end of a trouble something must be read
   * @param excuses as for {@link #missed}
   * @param prompt as for {@link #missed}
   */
  static List<String> silentAfter(
      FaultLog log, List<TrackedTweet> tweets, Duration within, FaultLog excuses, Duration prompt) {
    return log.all().stream()
        .filter(
            entry -> {
              Instant from = entry.over();
              Instant until = from.plus(within);
              return excuses.quiet(from, until).compareTo(prompt) >= 0
                  && tweets.stream().anyMatch(tweet -> tweet.isTracked(from, until))
                  && tweets.stream()
                      .flatMap(tweet -> tweet.readings().stream())
                      .noneMatch(at -> at.isAfter(from) && !at.isAfter(until));
            })
        .map(entry -> "none within %s of %s".formatted(within, entry.over()))
        .toList();
  }

  /** Whether it was tracked all that time. */
  boolean isTracked(Instant from, Instant until) {
    return !arrivedAt.isAfter(from) && (stoppedAt == null || !stoppedAt.isBefore(until));
  }

  /**
   * Hours that passed without a poll although the tweet was tracked and nothing kept it.
   *
   * @param excuses what keeps everybody from polling
   * @param prompt undisturbed time in one piece in which a poll must have come
   */
  List<Integer> missed(FaultLog excuses, Duration prompt) {
    return IntStream.range(1, HOURS)
        .filter(
            hour -> {
              Instant due = arrivedAt.plus(Duration.ofHours(hour));
              Instant next = due.plus(Duration.ofHours(1));
              boolean wanted = stoppedAt == null || !stoppedAt.isBefore(next);
              return wanted
                  && readings.stream()
                      .noneMatch(
                          at -> !at.isBefore(due.minus(EARLY)) && at.isBefore(next.minus(EARLY)))
                  && excuses.quiet(due, next.minus(EARLY)).compareTo(prompt) >= 0;
            })
        .boxed()
        .toList();
  }
}
