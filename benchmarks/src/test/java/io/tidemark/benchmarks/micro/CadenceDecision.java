package io.tidemark.benchmarks.micro;

import io.tidemark.tracker.cadence.BeforePoll;
import io.tidemark.tracker.cadence.ClockCadence;
import io.tidemark.tracker.cadence.ClockSchedule;
import io.tidemark.tracker.cadence.Decisions;
import io.tidemark.tracker.cadence.PollSchedule;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.upstream.PostOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The decision whether a tweet goes on after a poll: over a thousand different tweets; figures are
 * per tweet.
 */
@State(Scope.Benchmark)
public class CadenceDecision {

  static final int TWEETS = 1_000;
  private static final Instant NOW = Instant.parse("2026-11-02T12:00:00Z");

  private record PollInput(
      BeforePoll before, PostOutcome<Counters> outcome, PollSchedule schedule) {}

  private final List<PollInput> tweets = new ArrayList<>();

  /** Ages from zero to above the limit; most tweets are unchanged, some move, a few are gone. */
  @Setup
  public void poll() {
    var random = new SplittableRandom(7);
    for (int i = 0; i < TWEETS; i++) {
      Instant createdAt = NOW.minus(Duration.ofMinutes(random.nextInt(1, 500)));
      long likes = random.nextInt(20);
      long more = random.nextInt(4) == 0 ? random.nextInt(50) : 0;
      PostOutcome<Counters> outcome =
          random.nextInt(50) == 0
              ? new PostOutcome.Absent<>()
              : new PostOutcome.Present<>(new Counters(1L, 1L, likes + more, 0L, 90L, 0L));
      tweets.add(
          new PollInput(
              new BeforePoll(
                  createdAt, createdAt, new Counters(1L, 1L, likes, 0L, 80L, 0L), false, null, NOW),
              outcome,
              new ClockSchedule(
                  i % 2 == 0 ? ClockCadence.HOURLY_LOT : ClockCadence.AGE_TIER,
                  random.nextInt(1, 15))));
    }
  }

  /** The rule. */
  @Benchmark
  @OperationsPerInvocation(TWEETS)
  public void ofPoll(Blackhole decided) {
    for (PollInput tweet : tweets) {
      decided.consume(Decisions.decide(tweet.before(), tweet.outcome(), tweet.schedule(), NOW));
    }
  }
}
