package io.tidemark.studio.growth;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.forecast.Ages;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.Horizons;
import io.tidemark.forecast.ShippedModel;
import io.tidemark.forecast.learning.Learner;
import io.tidemark.studio.growth.SimulatedRuns.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the choice by worth saves and misses over many runs; docs/economy.md has the figures. */
class WorthOverRunsTest {

  private static final Duration MONTH = Duration.ofDays(30);

  /** Accounts whose figures are averaged; docs/economy.md has those of six. */
  private static final int ACCOUNTS =
      Integer.parseInt(System.getenv().getOrDefault("TIDEMARK_WORTH_ACCOUNTS", "1"));

  private static final Map<Stream, GrowthModel> LEARNT = new EnumMap<>(Stream.class);

  enum Stream {
    /** As the shipped model has it: most of the engagement is there within a day. */
    TWEETS {
      @Override
      GrowthModel model() {
        return Horizons.move(ShippedModel.tweets(), MONTH);
      }
    },
    /** Posts that grow for days: half of it is there after seven hours to a week. */
    SLOW {
      @Override
      GrowthModel model() {
        GrowthModel tweets = Horizons.move(ShippedModel.tweets(), MONTH);
        Ages ages = tweets.ages();
        double[] days = {0.4, 1.4, 4.3, 11.4};
        double[][] shares = new double[days.length][ages.size()];
        for (int shape = 0; shape < days.length; shape++) {
          for (int age = 1; age < ages.size(); age++) {
            shares[shape][age] =
                reached(ages.minutes(age), days[shape])
                    / reached(ages.minutes(ages.size() - 1), days[shape]);
          }
        }
        double[] levels = new double[tweets.levels()];
        double[] prior = new double[levels.length];
        for (int level = 0; level < levels.length; level++) {
          levels[level] = tweets.level(level);
          prior[level] = tweets.prior(level);
        }
        return new GrowthModel(
            ages, shares, new double[] {0.3, 0.3, 0.25, 0.15}, levels, prior, 1, "slow", null);
      }
    };

    abstract GrowthModel model();

    private static double reached(double minutes, double days) {
      return 1 - Math.exp(-minutes / 1_440 / days) + minutes * 1e-8;
    }
  }

  /** The mean of several accounts. */
  static Result mean(GrowthModel truth, @Nullable GrowthModel model, double share) {
    List<Result> results = new ArrayList<>();
    for (long seed = 1; seed <= ACCOUNTS; seed++) {
      results.add(new SimulatedRuns(truth, model, share).run(1.5, 75, seed));
    }
    return new Result(
        results.stream().mapToDouble(Result::shown).average().orElseThrow(),
        results.stream().mapToDouble(Result::mean).average().orElseThrow(),
        results.stream().mapToDouble(Result::callsOfRun).average().orElseThrow(),
        results.stream().mapToDouble(Result::longestUnread).max().orElseThrow());
  }

  static GrowthModel learnt(Stream stream) {
    return LEARNT.computeIfAbsent(
        stream,
        of -> {
          var recorded = new SimulatedRuns(of.model(), null, 1);
          recorded.run(3, 100, 77);
          assertThat(recorded.curves()).hasSizeGreaterThan(100);
          return Learner.learn(recorded.curves(), MONTH, "simulated", 1);
        });
  }

  @ParameterizedTest
  @EnumSource
  void withAThirdOfTheCallsTheModelMissesLess(Stream stream) {
    GrowthModel truth = stream.model();
    GrowthModel model = learnt(stream);

    Result classes = mean(truth, null, 1.0 / 3);
    Result worth = mean(truth, model, 1.0 / 3);

    assertThat(worth.callsOfRun()).isLessThanOrEqualTo(classes.callsOfRun() * 1.02);
    assertThat(worth.shown()).isLessThan(0.7 * classes.shown());
    assertThat(worth.mean()).isLessThan(0.8 * classes.mean());
  }

  @ParameterizedTest
  @EnumSource
  void withAllCallsNoPostIsUnreadForLongerThanADay(Stream stream) {
    GrowthModel truth = stream.model();

    Result worth = mean(truth, learnt(stream), 100);

    assertThat(worth.longestUnread()).isLessThanOrEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void withAFifthOfTheCallsNoPostIsLeftForEver(Stream stream) {
    GrowthModel truth = stream.model();

    assertThat(mean(truth, null, 0.2).longestUnread()).isGreaterThan(20);
    assertThat(mean(truth, learnt(stream), 0.2).longestUnread()).isLessThan(14);
  }
}
