package io.tidemark.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A tweet as the database tells its story.
 *
 * @param stoppedAt null while it is polled
 * @param readings when the polls were recorded, in their order
 */
record Tracked(
    String tweetId,
    Instant arrivedAt,
    @Nullable Instant stoppedAt,
    @Nullable String stopReason,
    List<Instant> readings) {

  private static final int HOURS = 6;

  /** A pod whose clock is ahead polls so much early. */
  private static final Duration EARLY = Duration.ofMinutes(6);

  Tracked {
    readings = List.copyOf(readings);
  }

  /**
   * Hours that passed without a poll although the tweet was tracked and nothing kept it.
   *
   * @param excuses what keeps everybody from polling
   * @param prompt undisturbed time in one piece in which a poll must have come
   */
  List<Integer> missed(Troubles excuses, Duration prompt) {
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
