package io.tidemark.benchmarks.micro;

import io.tidemark.forecast.AdaptivePolicy;
import io.tidemark.forecast.Belief;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.NextPoll;
import io.tidemark.forecast.Reading;
import io.tidemark.forecast.ShippedModel;
import io.tidemark.forecast.Weight;
import java.time.Duration;
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
 * The adaptive cadence: what a reading tells and when to poll next, over a thousand different
 * tweets with the shipped model, and the tables of a price; the first are figures per tweet.
 */
@State(Scope.Benchmark)
public class AdaptiveDecision {

  static final int TWEETS = 1_000;

  private record ReadTweet(Belief before, Reading reading) {}

  private final GrowthModel model = ShippedModel.tweets();
  private final AdaptivePolicy policy = AdaptivePolicy.of(model, Weight.BALANCED, 0.01);
  private final List<ReadTweet> tweets = new ArrayList<>();

  /** One to three readings each, at most ages; most tweets have a few reactions, some thousands. */
  @Setup
  public void read() {
    var random = new SplittableRandom(7);
    for (int i = 0; i < TWEETS; i++) {
      Belief belief = Belief.prior(model);
      double minutes = 0;
      long count = 0;
      for (int reading = random.nextInt(3); reading >= 0; reading--) {
        minutes += random.nextDouble(3, 240);
        count += (long) Math.exp(random.nextDouble(0, 7)) - 1;
        belief = belief.after(new Reading(Duration.ofSeconds((long) (60 * minutes)), count));
      }
      tweets.add(
          new ReadTweet(
              belief,
              new Reading(
                  Duration.ofSeconds((long) (60 * (minutes + 60))), count + random.nextInt(20))));
    }
  }

  /** Updating what is believed and deciding. */
  @Benchmark
  @OperationsPerInvocation(TWEETS)
  public void ofReading(Blackhole decided) {
    for (ReadTweet tweet : tweets) {
      Belief belief = tweet.before().after(tweet.reading());
      decided.consume(policy.next(belief, belief.age()));
    }
  }

  /** Deciding at arrival, which compares all ages. */
  @Benchmark
  public NextPoll ofArrival() {
    Belief prior = Belief.prior(model);
    return policy.next(prior, Duration.ZERO);
  }

  /** The tables of a price. */
  @Benchmark
  public AdaptivePolicy tables() {
    return AdaptivePolicy.of(model, Weight.BALANCED, 0.01);
  }
}
