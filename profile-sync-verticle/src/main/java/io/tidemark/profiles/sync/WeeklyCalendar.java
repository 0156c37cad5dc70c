package io.tidemark.profiles.sync;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;

/**
 * A time of the week where people are. A time that a change of the clocks leaves out is the same
 * time later by what was left out; one that comes twice is its first.
 */
public record WeeklyCalendar(DayOfWeek day, LocalTime at, ZoneId zone) {

  /** The first such time after the given one. */
  public Instant next(Instant after) {
    ZonedDateTime here = after.atZone(zone);
    var date = here.toLocalDate().with(TemporalAdjusters.nextOrSame(day));
    Instant next = ZonedDateTime.of(date, at, zone).withEarlierOffsetAtOverlap().toInstant();
    return next.isAfter(after)
        ? next
        : ZonedDateTime.of(date.plusWeeks(1), at, zone).withEarlierOffsetAtOverlap().toInstant();
  }
}
