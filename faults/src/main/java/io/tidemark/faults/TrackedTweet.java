package io.tidemark.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The history of a tweet in the database.
 *
 * @param createdAt stored creation time on the platform
 * @param stoppedAt null while it is tracked
 * @param snapshots times of the recorded polls, in order
 */
record TrackedTweet(
    String tweetId,
    Instant createdAt,
    Instant arrivedAt,
    @Nullable Instant stoppedAt,
    @Nullable String stopReason,
    List<Instant> snapshots) {

  private static final int HOURS = 6;

  /** How early a process with a fast clock polls. */
  private static final Duration EARLY = Duration.ofMinutes(6);

  TrackedTweet {
    snapshots = List.copyOf(snapshots);
  }

  /** Whether the stored creation time is after the arrival; true for an infinite time. */
  boolean isFromTheFuture() {
    return createdAt.isAfter(arrivedAt);
  }

  /**
   * Faults after which nothing was polled although tweets were tracked and no other fault prevented
   * it.
   *
   * @param within time after the end of a fault within which a poll must happen
   * @param excuses as for {@link #missed}
   * @param prompt as for {@link #missed}
   */
  static List<String> silentAfter(
      FaultLog log, List<TrackedTweet> tweets, Duration within, FaultLog excuses, Duration prompt) {
    return log.all().stream()
        .filter(
            entry -> {
              Instant from = entry.until();
              Instant until = from.plus(within);
              return excuses.quiet(from, until).compareTo(prompt) >= 0
                  && tweets.stream().anyMatch(tweet -> tweet.isTracked(from, until))
                  && tweets.stream()
                      .flatMap(tweet -> tweet.snapshots().stream())
                      .noneMatch(at -> at.isAfter(from) && !at.isAfter(until));
            })
        .map(entry -> "none within %s of %s".formatted(within, entry.until()))
        .toList();
  }

  /** Whether it was tracked during the whole period. */
  boolean isTracked(Instant from, Instant until) {
    return !arrivedAt.isAfter(from) && (stoppedAt == null || !stoppedAt.isBefore(until));
  }

  /**
   * Hours without a poll although the tweet was tracked and no fault prevented it.
   *
   * @param excuses faults during which no process polls
   * @param prompt uninterrupted undisturbed time within which a poll must happen
   */
  List<Integer> missed(FaultLog excuses, Duration prompt) {
    return IntStream.range(1, HOURS)
        .filter(
            hour -> {
              Instant due = arrivedAt.plus(Duration.ofHours(hour));
              Instant next = due.plus(Duration.ofHours(1));
              boolean wanted = stoppedAt == null || !stoppedAt.isBefore(next);
              return wanted
                  && snapshots.stream()
                      .noneMatch(
                          at -> !at.isBefore(due.minus(EARLY)) && at.isBefore(next.minus(EARLY)))
                  && excuses.quiet(due, next.minus(EARLY)).compareTo(prompt) >= 0;
            })
        .boxed()
        .toList();
  }
}
