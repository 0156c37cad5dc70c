package io.tidemark.tracker.cadence;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When a tweet is polled, as a function of its times alone; a setting of each zone. */
public enum Cadence {

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
  };

  private final Duration ageLimit;

  Cadence(Duration ageLimit) {
    this.ageLimit = ageLimit;
  }

  /**
   * The poll after {@code now}, which is the time of the last poll or of the arrival.
   *
   * @return always after {@code now}; empty when the cadence has no further poll
   */
  public abstract Optional<Instant> next(Instant arrivedAt, Instant createdAt, Instant now);

  /**
   * The poll after a manual refresh: the first one that a whole interval lies before, for the
   * refresh has just told what a sooner one would. The last poll stays where it is.
   */
  public Optional<Instant> nextAfterRefresh(Instant arrivedAt, Instant createdAt, Instant now) {
    return next(arrivedAt, createdAt, now);
  }

  /** How many polls a tweet that stops now would still have had, had it gone on moving. */
  public int roundsAfter(Instant arrivedAt, Instant createdAt, Instant now) {
    int rounds = 0;
    Instant polled = now;
    while (!isOver(createdAt, polled)) {
      Optional<Instant> next = next(arrivedAt, createdAt, polled);
      if (next.isEmpty()) {
        return rounds;
      }
      polled = next.get();
      rounds++;
    }
    return rounds;
  }

  /** Whether a tweet is too old to be polled again. */
  public boolean isOver(Instant createdAt, Instant now) {
    return Duration.between(createdAt, now).compareTo(ageLimit) >= 0;
  }
}
