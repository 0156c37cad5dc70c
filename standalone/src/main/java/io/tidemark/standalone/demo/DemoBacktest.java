package io.tidemark.standalone.demo;

import io.tidemark.forecast.AdaptivePolicy;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.Reading;
import io.tidemark.forecast.ShippedModel;
import io.tidemark.forecast.Weight;
import io.tidemark.forecast.curves.RecordedCurve;
import io.tidemark.forecast.replay.AdaptiveRule;
import io.tidemark.forecast.replay.PolicyScore;
import io.tidemark.forecast.replay.Replay;
import io.tidemark.forecast.replay.SampledCurves;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.simulator.tweets.SimulatedTweets;
import io.tidemark.tracker.backtest.ClockRule;
import io.tidemark.tracker.cadence.ClockCadence;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code HOURLY_LOT} and {@code ADAPTIVE} poll and miss on the tweets of the demo: a replay of
 * the product's own rules on the true counters of the simulated tweets, with the model that ships
 * with the product.
 *
 * @param tweets the number of tweets that were replayed
 * @param adaptive at the price at which it polls about as often as the hourly rule, or less
 * @param frugal at the highest price at which it misses no more than the hourly rule
 */
record DemoBacktest(
    int tweets, PolicyScore hourly, PolicyScore adaptive, Optional<PolicyScore> frugal) {

  /** More tweets change the figures little, and each costs some milliseconds. */
  private static final int MOST = 1_000;

  private static final double P25 = 0.25;
  private static final int PRICES = 12;
  private static final double LOWEST_PRICE = 0.004;
  private static final double HIGHEST_PRICE = 0.4;

  /** Closer than this the true counters are not looked at. */
  private static final Duration STEP = Duration.ofMinutes(5);

  /** Empty when no tweet has arrived. */
  static Optional<DemoBacktest> of(SimulatedTweets world, List<String> tweetIds) {
    if (tweetIds.isEmpty()) {
      return Optional.empty();
    }
    GrowthModel model = ShippedModel.tweets();
    var curves =
        new SampledCurves(
            evenly(tweetIds).stream()
                .map(id -> curve(world.find(id).orElseThrow(), model.horizon()))
                .toList(),
            model.horizon());
    PolicyScore hourly =
        Replay.of(
                curves,
                new ClockRule(ClockCadence.HOURLY_LOT, Math.max(1, curves.percentile(P25))),
                model,
                () -> {})
            .score();
    List<PolicyScore> cheaper = new ArrayList<>();
    for (int i = 0; i < PRICES; i++) {
      double price = LOWEST_PRICE * Math.pow(HIGHEST_PRICE / LOWEST_PRICE, i / (PRICES - 1.0));
      var policy = AdaptivePolicy.of(model, Weight.BALANCED, price);
      cheaper.add(Replay.of(curves, new AdaptiveRule(policy), model, () -> {}).score());
    }
    PolicyScore asMany =
        cheaper.stream()
            .filter(score -> score.polls() <= hourly.polls())
            .findFirst()
            .orElse(cheaper.getLast());
    Optional<PolicyScore> frugal =
        cheaper.reversed().stream()
            .filter(score -> score.along().wape() <= hourly.straight().wape())
            .findFirst();
    return Optional.of(new DemoBacktest(curves.size(), hourly, asMany, frugal));
  }

  private static List<String> evenly(List<String> ids) {
    int step = Math.max(1, ids.size() / MOST);
    List<String> some = new ArrayList<>();
    for (int i = 0; i < ids.size(); i += step) {
      some.add(ids.get(i));
    }
    return some;
  }

  /** The true engagement of a tweet by its age. */
  private static RecordedCurve curve(SimulatedTweet tweet, Duration horizon) {
    List<Reading> readings = new ArrayList<>();
    for (Duration age = STEP; age.compareTo(horizon) <= 0; age = age.plus(STEP)) {
      long engagement = tweet.countersAt(tweet.createdAt().plus(age)).engagement();
      readings.add(new Reading(age, engagement));
    }
    return RecordedCurve.ofReadings(tweet.id(), readings);
  }

  /** What the adaptive cadence saves and misses, in a sentence or two. */
  String sentence() {
    String text =
        """
        Back-test on the true counters of %d of these tweets, over %s: HOURLY_LOT polls a tweet
        %.1f times and misses %.1f %% of the engagement over time. ADAPTIVE, polling %.1f times,
        misses %.1f %%."""
            .formatted(
                tweets,
                hours(ShippedModel.tweets().horizon()),
                hourly.polls(),
                100 * hourly.straight().wape(),
                adaptive.polls(),
                100 * adaptive.along().wape());
    return text
        + frugal
            .map(
                score ->
                    "%nWith %.1f polls it misses no more than HOURLY_LOT: %.0f %% of the polls are saved."
                        .formatted(score.polls(), 100 * (1 - score.polls() / hourly.polls())))
            .orElse("");
  }

  JsonObject json() {
    var json =
        new JsonObject()
            .put("tweets", tweets)
            .put("hourly", json(hourly.polls(), hourly.straight().wape()))
            .put("adaptive", json(adaptive.polls(), adaptive.along().wape()));
    frugal.ifPresent(
        score -> json.put("adaptiveAtTheSameError", json(score.polls(), score.along().wape())));
    return json;
  }

  private static JsonObject json(double polls, double wape) {
    return new JsonObject().put("pollsPerTweet", polls).put("wape", wape);
  }

  private static String hours(Duration horizon) {
    return horizon.toHours() + " hours";
  }
}
