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

/** The rule of SPEC §1.6, a function of what is handed in and nothing else. */
public final class Decisions {

  /** A tweet left out twice counts as deleted only if this lies between. */
  static final Duration ABSENCES_APART = Duration.ofMinutes(10);

  /** After an answer that was not believed. */
  public static final Duration SOON = Duration.ofMinutes(3);

  /**
   * What is known of a tweet before the poll that is decided on.
   *
   * @param counters the reading before this one
   * @param movedSincePoll whether a reading between the last poll and this one showed movement
   * @param absentSince when it was first left out of an answer; null when it was there last time
   * @param roundAt when the round was due; later than the poll when somebody ran it early
   */
  public record Before(
      Instant createdAt,
      Instant arrivedAt,
      Counters counters,
      boolean movedSincePoll,
      @Nullable Instant absentSince,
      Instant roundAt) {}

  private Decisions() {}

  /**
   * @param threshold the zone's P25: engagement from which a tweet is watched although it rests
   */
  public static Decision decide(
      Before before,
      PostOutcome<Counters> outcome,
      double threshold,
      Cadence cadence,
      Instant now) {
    return switch (outcome) {
      case PostOutcome.Present<Counters> present ->
          present(before, present.reading(), threshold, cadence, now);
      case PostOutcome.Gone<Counters> gone -> new Stop(StopReason.DELETED);
      case PostOutcome.NotVisible<Counters> hidden -> new Stop(StopReason.PRIVATE);
      case PostOutcome.Absent<Counters> absent -> absent(before, cadence, now);
      case PostOutcome.Unknown<Counters> unknown ->
          goOn(before, Why.ASK_AGAIN, before.absentSince(), cadence, now);
      case PostOutcome.Refused<Counters> refused ->
          goOn(before, Why.ASK_AGAIN, before.absentSince(), cadence, now);
    };
  }

  private static Decision present(
      Before before, Counters counters, double threshold, Cadence cadence, Instant now) {
    long delta = counters.minus(before.counters()).engagement();
    if (delta > 0 || before.movedSincePoll()) {
      return goOn(before, Why.DELTA_POSITIVE, null, cadence, now);
    }
    if (counters.orElse(before.counters()).engagement() >= threshold) {
      return goOn(before, Why.ABOVE_THRESHOLD, null, cadence, now);
    }
    return cadence.isOver(before.createdAt(), now)
        ? new Stop(StopReason.AGE_LIMIT)
        : new Stop(StopReason.NO_CHANGE_BELOW_THRESHOLD);
  }

  private static Decision absent(Before before, Cadence cadence, Instant now) {
    Instant since = before.absentSince();
    if (since != null && !now.isBefore(since.plus(ABSENCES_APART))) {
      return new Stop(StopReason.DELETED);
    }
    return goOn(before, Why.ASK_AGAIN, since == null ? now : since, cadence, now);
  }

  /**
   * What becomes of a tweet whose poll was answered with what is not believed: it is asked about
   * again within minutes, and at its ordinary time when the answer before was doubtful as well. Age
   * stops it as ever.
   */
  public static Decision doubted(Before before, boolean again, Cadence cadence, Instant now) {
    Decision ordinary = goOn(before, Why.ASK_AGAIN, before.absentSince(), cadence, now);
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
      Before before, @Nullable StopReason stopped, boolean again, Instant now) {
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

  /** Goes on unless the tweet is too old or its cadence has come to its end. */
  private static Decision goOn(
      Before before, Why why, @Nullable Instant absentSince, Cadence cadence, Instant now) {
    if (cadence.isOver(before.createdAt(), now)) {
      return new Stop(StopReason.AGE_LIMIT);
    }
    // A round that was run early is over; polling again at its time would poll it twice.
    Instant polledAt = now.isAfter(before.roundAt()) ? now : before.roundAt();
    Optional<Instant> next = cadence.next(before.arrivedAt(), before.createdAt(), polledAt);
    return next.isPresent()
        ? new Continue(why, next.get(), absentSince)
        : new Stop(StopReason.AGE_LIMIT);
  }

  /**
   * What a manual refresh changes (SPEC §1.9). It pushes the next poll out, brings a stopped tweet
   * back that moved, and believes a platform that says the tweet is gone; it never stops a tweet
   * for resting.
   *
   * @param before {@code roundAt} means nothing for a stopped tweet
   * @param stopped why the tweet is not polled; null when it is
   * @return empty when the tracking stays as it is
   */
  public static Optional<Decision> refreshed(
      Before before,
      @Nullable StopReason stopped,
      PostOutcome<Counters> outcome,
      Cadence cadence,
      Instant now) {
    return switch (outcome) {
      case PostOutcome.Present<Counters> present ->
          seen(before, stopped, present.reading(), cadence, now);
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
      Before before,
      @Nullable StopReason stopped,
      Counters counters,
      Cadence cadence,
      Instant now) {
    boolean moved = counters.minus(before.counters()).engagement() > 0 || before.movedSincePoll();
    boolean wasMissing = stopped == StopReason.DELETED || stopped == StopReason.PRIVATE;
    if (stopped == StopReason.SUPERSEDED
        || (stopped != null && !moved && !wasMissing)
        || cadence.isOver(before.createdAt(), now)) {
      return Optional.empty();
    }
    return cadence
        .nextAfterRefresh(before.arrivedAt(), before.createdAt(), now)
        .map(next -> new Continue(moved ? Why.DELTA_POSITIVE : Why.REFRESHED, next, null));
  }

  /** As for a poll, but the next one stays where it is. */
  private static Decision missed(Before before, Instant now) {
    Instant since = before.absentSince();
    return since != null && !now.isBefore(since.plus(ABSENCES_APART))
        ? new Stop(StopReason.DELETED)
        : new Continue(Why.ASK_AGAIN, before.roundAt(), since == null ? now : since);
  }
}
