package io.tidemark.tracker.cadence;

import io.tidemark.counters.Falls;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.upstream.PostOutcome;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whether what a platform says of a tweet is taken at its word. Platforms answer zeros, tenths and
 * empty lists now and then where nothing has changed; such an answer decides nothing. The next one
 * does: what is said twice is believed.
 */
public final class Doubts {

  private record Named(String name, Function<Counters, @Nullable Long> counter) {}

  private static final List<Named> COUNTERS =
      List.of(
          new Named("retweets", Counters::retweets),
          new Named("replies", Counters::replies),
          new Named("likes", Counters::likes),
          new Named("quotes", Counters::quotes),
          new Named("views", Counters::views),
          new Named("bookmarks", Counters::bookmarks));

  /**
   * An answer that was not believed.
   *
   * @param at when it came; of a reading, the time of its snapshot
   */
  public record Doubted(PostOutcome<Counters> outcome, Instant at) {}

  /** What an answer is worth. */
  public sealed interface Judgement {

    PostOutcome<Counters> outcome();

    /**
     * The answer decides.
     *
     * @param confirms the doubtful answer before it that says the same; null when there is none
     */
    record Believed(PostOutcome<Counters> outcome, @Nullable Doubted confirms)
        implements Judgement {}

    /** The answer decides nothing, and the tweet is asked about again. */
    record Doubtful(PostOutcome<Counters> outcome, String why) implements Judgement {}
  }

  private Doubts() {}

  /**
   * Judges one answer about one tweet.
   *
   * @param before the last reading that was believed
   * @param absentSince when the tweet was first left out of an answer that was believed; null when
   *     it was there
   * @param earlier the answer just before this one, if that was doubtful
   * @param ofTheAnswer why the answer is doubtful whatever it says; null when it is not
   */
  public static Judgement judge(
      Counters before,
      @Nullable Instant absentSince,
      @Nullable Doubted earlier,
      PostOutcome<Counters> outcome,
      @Nullable String ofTheAnswer) {
    return switch (outcome) {
      // An answer that contradicts itself is not confirmed by one that does so again.
      case PostOutcome.Present<Counters> present ->
          ofTheAnswer == null
              ? judge(before, earlier, present)
              : new Judgement.Doubtful(present, ofTheAnswer);
      case PostOutcome.Absent<Counters> absent ->
          missing(absent, absentSince, earlier, ofTheAnswer);
      case PostOutcome.Gone<Counters> gone -> missing(gone, absentSince, earlier, ofTheAnswer);
      case PostOutcome.NotVisible<Counters> hidden ->
          missing(hidden, absentSince, earlier, ofTheAnswer);
      // What says nothing decides nothing anyway.
      case PostOutcome.Unknown<Counters> unknown -> new Judgement.Believed(unknown, null);
      case PostOutcome.Refused<Counters> refused -> new Judgement.Believed(refused, null);
    };
  }

  /**
   * Whether a platform says that a tweet is not there: left out, gone or not visible. A second
   * answer that says so confirms the first, whichever of these each of them says.
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
    String why = implausible(before, present.reading());
    if (why == null) {
      return new Judgement.Believed(present, null);
    }
    if (earlier != null
        && earlier.outcome() instanceof PostOutcome.Present<Counters> doubted
        && implausible(doubted.reading(), present.reading()) == null
        && implausible(present.reading(), doubted.reading()) == null) {
      return new Judgement.Believed(present, earlier);
    }
    return new Judgement.Doubtful(present, why);
  }

  /**
   * Why a reading cannot well follow another.
   *
   * @return null when it can
   */
  static @Nullable String implausible(Counters before, Counters after) {
    List<@Nullable Long> now =
        COUNTERS.stream().<@Nullable Long>map(it -> it.counter().apply(after)).toList();
    if (Falls.toZero(before.engagement(), now)) {
      return "all counters are zero after an engagement of %d".formatted(before.engagement());
    }
    for (Named named : COUNTERS) {
      Long was = named.counter().apply(before);
      Long is = named.counter().apply(after);
      if (Falls.isFall(was, is)) {
        return "%s fell from %d to %d".formatted(named.name(), was, is);
      }
    }
    return null;
  }
}
