package io.tidemark.jobs;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;

/** When a recurring job is due. What was missed in a downtime happens once, not once each. */
public sealed interface Schedule {

  /** That of a job that is switched off. */
  Schedule NEVER = new Every(Duration.ZERO);

  /**
   * @param distance by the world's clock, from one time to the next; zero for never
   */
  static Schedule every(Duration distance) {
    return new Every(distance);
  }

  /**
   * @param at a time that a change of the clocks leaves out is that much later; one that comes
   *     twice is its first
   */
  static Schedule weekly(DayOfWeek day, LocalTime at, ZoneId zone) {
    return new Weekly(day, at, zone);
  }

  /**
   * The first time after the present, of a job that was due at another.
   *
   * @param dueAt when it was due
   */
  Instant next(Instant dueAt, Instant now);

  /** See {@link #every}. */
  record Every(Duration distance) implements Schedule {

    @Override
    public Instant next(Instant dueAt, Instant now) {
      Instant next = dueAt.plus(distance);
      return next.isAfter(now) ? next : now.plus(distance);
    }
  }

  /** See {@link #weekly}. */
  record Weekly(DayOfWeek day, LocalTime at, ZoneId zone) implements Schedule {

    @Override
    public Instant next(Instant dueAt, Instant now) {
      var date = now.atZone(zone).toLocalDate().with(TemporalAdjusters.nextOrSame(day));
      Instant next = ZonedDateTime.of(date, at, zone).withEarlierOffsetAtOverlap().toInstant();
      return next.isAfter(now)
          ? next
          : ZonedDateTime.of(date.plusWeeks(1), at, zone).withEarlierOffsetAtOverlap().toInstant();
    }
  }
}
