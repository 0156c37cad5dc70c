package io.tidemark.tracker.cadence;

import io.tidemark.tracker.cadence.Decision.Continue;
import io.tidemark.tracker.cadence.Decision.Stop;
import io.tidemark.tracker.cadence.Decision.Why;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.upstream.PostOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The decisions that {@code docs/life-of-a-lot.md} describes, as pure functions. */
public final class Decisions {

  /** The time that must lie between two absences of a tweet before it counts as deleted. */
  static final Duration ABSENCES_APART = Duration.ofMinutes(10);

  /** The wait before the next poll after an answer that was not believed. */
  public static final Duration SOON = Duration.ofMinutes(3);

  private Decisions() {}

  /** The decision after a poll. */
  public static Decision decide(
      BeforePoll before, PostOutcome<Counters> outcome, PollSchedule schedule, Instant now) {
    return switch (outcome) {
      case PostOutcome.Present<Counters> present ->
          schedule.afterReading(before, present.counters(), now);
      case PostOutcome.Gone<Counters> gone -> new Stop(StopReason.DELETED);
      case PostOutcome.NotVisible<Counters> hidden -> new Stop(StopReason.PRIVATE);
      case PostOutcome.Absent<Counters> absent -> absent(before, schedule, now);
      case PostOutcome.Unknown<Counters> unknown ->
          askAgain(before, before.absentSince(), schedule, now);
      case PostOutcome.Refused<Counters> refused ->
          askAgain(before, before.absentSince(), schedule, now);
    };
  }

  private static Decision absent(BeforePoll before, PollSchedule schedule, Instant now) {
    Instant since = before.absentSince();
    if (since != null && !now.isBefore(since.plus(ABSENCES_APART))) {
      return new Stop(StopReason.DELETED);
    }
    return askAgain(before, since == null ? now : since, schedule, now);
  }

  /**
   * The decision after an answer that was not believed. The tweet is polled again within minutes,
   * or at its ordinary time if the previous answer was doubtful as well. Its age stops it as usual.
   */
  public static Decision doubted(
      BeforePoll before, boolean again, PollSchedule schedule, Instant now) {
    Decision ordinary = askAgain(before, before.absentSince(), schedule, now);
    return switch (ordinary) {
      case Continue goOn ->
          again || goOn.nextUpdateAt().isBefore(now.plus(SOON))
              ? goOn
              : new Continue(Why.ASK_AGAIN, now.plus(SOON), goOn.absentSince());
      case Stop stop -> stop;
    };
  }

  /**
   * The same for a manual refresh.
   *
   * @return empty when the tracking stays as it is
   */
  public static Optional<Decision> doubtedRefresh(
      BeforePoll before, @Nullable StopReason stopped, boolean again, Instant now) {
    if (stopped != null) {
      return Optional.empty();
    }
    Instant soon = again ? before.roundAt() : now.plus(SOON);
    return Optional.of(
        new Continue(
            Why.ASK_AGAIN,
            soon.isBefore(before.roundAt()) ? soon : before.roundAt(),
            before.absentSince()));
  }

  /** Continues unless the tweet is too old or has no further poll. */
  private static Decision askAgain(
      BeforePoll before, @Nullable Instant absentSince, PollSchedule schedule, Instant now) {
    return schedule
        .again(before, now)
        .<Decision>map(next -> new Continue(Why.ASK_AGAIN, next, absentSince))
        .orElseGet(() -> new Stop(StopReason.AGE_LIMIT));
  }

  /**
   * The decision after a manual refresh. It postpones the next poll, revives a stopped tweet that
   * has grown, and stops a tweet that the platform reports as gone. It never stops a tweet because
   * its counters did not grow.
   *
   * @param before {@code roundAt} has no meaning for a stopped tweet
   * @param stopped why the tweet is not polled; null when it is
   * @return empty when the tracking stays as it is
   */
  public static Optional<Decision> refreshed(
      BeforePoll before,
      @Nullable StopReason stopped,
      PostOutcome<Counters> outcome,
      PollSchedule schedule,
      Instant now) {
    return switch (outcome) {
      case PostOutcome.Present<Counters> present ->
          seen(before, stopped, present.counters(), schedule, now);
      case PostOutcome.Gone<Counters> gone -> ifTracked(stopped, new Stop(StopReason.DELETED));
      case PostOutcome.NotVisible<Counters> hidden ->
          ifTracked(stopped, new Stop(StopReason.PRIVATE));
      case PostOutcome.Absent<Counters> absent -> ifTracked(stopped, missed(before, now));
      case PostOutcome.Unknown<Counters> unknown -> Optional.empty();
      case PostOutcome.Refused<Counters> refused -> Optional.empty();
    };
  }

  private static Optional<Decision> ifTracked(@Nullable StopReason stopped, Decision decision) {
    return stopped == null ? Optional.of(decision) : Optional.empty();
  }

  private static Optional<Decision> seen(
      BeforePoll before,
      @Nullable StopReason stopped,
      Counters counters,
      PollSchedule schedule,
      Instant now) {
    boolean moved = counters.minus(before.counters()).engagement() > 0 || before.movedSincePoll();
    boolean wasMissing = stopped == StopReason.DELETED || stopped == StopReason.PRIVATE;
    if (stopped == StopReason.SUPERSEDED
        || (stopped != null && !moved && !wasMissing)
        || schedule.isOver(before, now)) {
      return Optional.empty();
    }
    return schedule
        .afterRefresh(before, counters, now)
        .map(next -> new Continue(moved ? Why.DELTA_POSITIVE : Why.REFRESHED, next, null));
  }

  /** As for a poll, but the next poll does not move. */
  private static Decision missed(BeforePoll before, Instant now) {
    Instant since = before.absentSince();
    return since != null && !now.isBefore(since.plus(ABSENCES_APART))
        ? new Stop(StopReason.DELETED)
        : new Continue(Why.ASK_AGAIN, before.roundAt(), since == null ? now : since);
  }
}
