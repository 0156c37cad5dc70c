package io.tidemark.tracker.cadence;

import io.tidemark.counters.CounterDrops;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.tracker.tweets.Counters.Counter;
import io.tidemark.tracker.tweets.Latest;
import io.tidemark.upstream.PostOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether an answer about a tweet is believed. Platforms occasionally answer with zeros, a
 * tenth of the counters, or empty lists although nothing has changed. Such an answer is doubtful
 * and decides nothing; a second one that agrees with it is believed.
 */
public final class Doubts {

  /**
   * An answer that was not believed.
   *
   * @param at when it came; for counters, the time of their snapshot
   */
  public record Doubted(PostOutcome<Counters> outcome, Instant at) {}

  /** The verdict on an answer. */
  public sealed interface Judgement {

    PostOutcome<Counters> outcome();

    /**
     * The answer is believed.
     *
     * @param confirms the previous doubtful answer, if this one agrees with it; else null
     */
    record Believed(PostOutcome<Counters> outcome, @Nullable Doubted confirms)
        implements Judgement {

      /** The time of the doubtful snapshot that the answer confirms; empty when there is none. */
      public Optional<Instant> confirmedAt() {
        return confirms != null && confirms.outcome() instanceof PostOutcome.Present
            ? Optional.of(confirms.at())
            : Optional.empty();
      }

      /** The last known counters, with the doubtful ones that the answer confirms. */
      public Latest confirmed(Latest known) {
        return confirms != null && confirms.outcome() instanceof PostOutcome.Present<Counters> first
            ? known.then(first.counters(), confirms.at())
            : known;
      }
    }

    /** The answer decides nothing; the tweet is polled again. */
    record Doubtful(PostOutcome<Counters> outcome, String why) implements Judgement {}
  }

  private Doubts() {}

  /**
   * Judges one answer about one tweet.
   *
   * @param before the last counters that were believed
   * @param absentSince when the tweet was first left out of a believed answer; null when it was not
   *     left out
   * @param earlier the previous answer, if that was doubtful
   * @param ofTheAnswer why the answer as a whole is doubtful; null when it is not
   */
  public static Judgement judge(
      Counters before,
      @Nullable Instant absentSince,
      @Nullable Doubted earlier,
      PostOutcome<Counters> outcome,
      @Nullable String ofTheAnswer) {
    return switch (outcome) {
      // A second answer that contradicts itself does not confirm the first.
      case PostOutcome.Present<Counters> present ->
          ofTheAnswer == null
              ? judge(before, earlier, present)
              : new Judgement.Doubtful(present, ofTheAnswer);
      case PostOutcome.Absent<Counters> absent ->
          missing(absent, absentSince, earlier, ofTheAnswer);
      case PostOutcome.Gone<Counters> gone -> missing(gone, absentSince, earlier, ofTheAnswer);
      case PostOutcome.NotVisible<Counters> hidden ->
          missing(hidden, absentSince, earlier, ofTheAnswer);
      // An outcome without information decides nothing anyway.
      case PostOutcome.Unknown<Counters> unknown -> new Judgement.Believed(unknown, null);
      case PostOutcome.Refused<Counters> refused -> new Judgement.Believed(refused, null);
    };
  }

  /**
   * Whether a platform says that a tweet is missing: left out, gone or not visible. A second such
   * answer confirms the first, even if it names another of these.
   */
  public static boolean isMissing(PostOutcome<Counters> outcome) {
    return switch (outcome) {
      case PostOutcome.Absent<Counters> absent -> true;
      case PostOutcome.Gone<Counters> gone -> true;
      case PostOutcome.NotVisible<Counters> hidden -> true;
      case PostOutcome.Present<Counters> present -> false;
      case PostOutcome.Unknown<Counters> unknown -> false;
      case PostOutcome.Refused<Counters> refused -> false;
    };
  }

  private static Judgement missing(
      PostOutcome<Counters> outcome,
      @Nullable Instant absentSince,
      @Nullable Doubted earlier,
      @Nullable String ofTheAnswer) {
    boolean again = earlier != null && isMissing(earlier.outcome());
    return ofTheAnswer == null || absentSince != null || again
        ? new Judgement.Believed(outcome, again ? earlier : null)
        : new Judgement.Doubtful(outcome, ofTheAnswer);
  }

  private static Judgement judge(
      Counters before, @Nullable Doubted earlier, PostOutcome.Present<Counters> present) {
    String why = implausible(before, present.counters());
    if (why == null) {
      return new Judgement.Believed(present, null);
    }
    if (earlier != null
        && earlier.outcome() instanceof PostOutcome.Present<Counters> doubted
        && implausible(doubted.counters(), present.counters()) == null
        && implausible(present.counters(), doubted.counters()) == null) {
      return new Judgement.Believed(present, earlier);
    }
    return new Judgement.Doubtful(present, why);
  }

  /**
   * Why counters are an implausible successor of others.
   *
   * @return null when they are plausible
   */
  static @Nullable String implausible(Counters before, Counters after) {
    List<@Nullable Long> now =
        Stream.of(Counter.values()).<@Nullable Long>map(counter -> counter.of(after)).toList();
    if (CounterDrops.isToZero(before.engagement(), now)) {
      return "all counters are zero after an engagement of %d".formatted(before.engagement());
    }
    for (Counter counter : Counter.values()) {
      if (CounterDrops.isDrop(counter.of(before), counter.of(after))) {
        return "%s fell from %d to %d"
            .formatted(
                counter.name().toLowerCase(Locale.ROOT), counter.of(before), counter.of(after));
      }
    }
    return null;
  }
}
