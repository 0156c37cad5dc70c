package io.tidemark.tracker.cadence;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The cadences that poll by the clock: pure functions of the times of a tweet. */
public enum ClockCadence {

  /** Six polls, each a whole number of hours after the lot arrived; missed ones are not made up. */
  HOURLY_LOT(Duration.ofHours(6)) {
    private static final int ROUNDS = 6;

    @Override
    public Optional<Instant> next(Instant arrivedAt, Instant createdAt, Instant now) {
      long hours = Math.max(0, Duration.between(arrivedAt, now).toHours()) + 1;
      return hours > ROUNDS
          ? Optional.empty()
          : Optional.of(arrivedAt.plus(Duration.ofHours(hours)));
    }

    @Override
    int left(Instant arrivedAt, Instant createdAt, Instant now) {
      long first = Math.max(0, Duration.between(arrivedAt, now).toHours()) + 1;
      // The poll of each hour follows if the one before it, an hour earlier, is within the limit.
      long within = Duration.between(arrivedAt, createdAt).plus(ageLimit()).minusNanos(1).toHours();
      long last = Math.max(first, within + 1);
      return (int) Math.max(0, Math.min(ROUNDS, last) - first + 1);
    }

    @Override
    public Optional<Instant> nextAfterRefresh(Instant arrivedAt, Instant createdAt, Instant now) {
      Instant hourLater = now.plus(Duration.ofHours(1)).minusNanos(1_000);
      return next(arrivedAt, createdAt, hourLater).or(() -> next(arrivedAt, createdAt, now));
    }
  },

  /** The younger the tweet, the more often: every 10 min, then 30 min, then hourly, then never. */
  AGE_TIER(Duration.ofHours(12)) {
    @Override
    public Optional<Instant> next(Instant arrivedAt, Instant createdAt, Instant now) {
      Tier tier = Tier.of(createdAt, now);
      return tier == Tier.COLD ? Optional.empty() : Optional.of(now.plus(tier.interval()));
    }

    @Override
    int left(Instant arrivedAt, Instant createdAt, Instant now) {
      Duration age = Duration.between(createdAt, now);
      int rounds = 0;
      for (Tier tier : Tier.values()) {
        if (tier != Tier.COLD && age.compareTo(tier.until()) < 0) {
          int polls = steps(tier.until().minus(age), tier.interval());
          rounds += polls;
          age = age.plus(tier.interval().multipliedBy(polls));
        }
      }
      return rounds;
    }

    /** The number of intervals that cover the time. */
    private static int steps(Duration time, Duration interval) {
      return (int) time.plus(interval).minusNanos(1).dividedBy(interval);
    }
  };

  private final Duration ageLimit;

  ClockCadence(Duration ageLimit) {
    this.ageLimit = ageLimit;
  }

  Duration ageLimit() {
    return ageLimit;
  }

  /**
   * The poll after {@code now}, which is the time of the last poll or of the arrival.
   *
   * @return always after {@code now}; empty when the cadence has no further poll
   */
  public abstract Optional<Instant> next(Instant arrivedAt, Instant createdAt, Instant now);

  /**
   * The poll after a manual refresh: the first one at least a whole interval later, because an
   * earlier one would bring nothing new. The last poll does not move.
   */
  public Optional<Instant> nextAfterRefresh(Instant arrivedAt, Instant createdAt, Instant now) {
    return next(arrivedAt, createdAt, now);
  }

  /**
   * The number of polls that a tweet stopping now would still have had, had its counters kept
   * growing. Runs in constant time, whatever the arguments. A creation time in the future counts as
   * now.
   */
  public int roundsAfter(Instant arrivedAt, Instant createdAt, Instant now) {
    return isOver(createdAt, now)
        ? 0
        : left(arrivedAt, createdAt.isAfter(now) ? now : createdAt, now);
  }

  abstract int left(Instant arrivedAt, Instant createdAt, Instant now);

  /** Whether a tweet is too old to be polled again. */
  public boolean isOver(Instant createdAt, Instant now) {
    return Duration.between(createdAt, now).compareTo(ageLimit) >= 0;
  }
}
