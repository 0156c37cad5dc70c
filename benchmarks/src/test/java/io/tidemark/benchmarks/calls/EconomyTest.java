package io.tidemark.benchmarks.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.benchmarks.harness.BenchmarkContext;
import io.tidemark.benchmarks.harness.SharedStores;
import io.tidemark.benchmarks.harness.Size;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The cost of tracking in calls, counted by the platform: verifies the figures of
 * docs/benchmarks.md in every build.
 */
@Tag("server")
class EconomyTest {

  /**
   * The claim is made for a long stream. The hours after its end raise the cost of a short one:
   * with 12,000 tweets to 69.7 per thousand, with 6,000 to 88.
   */
  private static final int TWEETS =
      Integer.parseInt(System.getenv().getOrDefault("TIDEMARK_ECONOMY_TWEETS", "12000"));

  private final BenchmarkContext context =
      new BenchmarkContext(Size.BRIEF, 1, SharedStores.get(), line -> {});

  @Test
  void aStreamOf149TweetsCostsAtMost263TweetPolls() throws Exception {
    SteppedStream.Cost cost =
        SteppedStream.run(context, plan -> plan.tweets(149).cascades(1).lotSize(5));

    assertThat(cost.tweets()).isEqualTo(149);
    assertThat(cost.polls()).isLessThanOrEqualTo(263);
    assertThat(cost.idsAsked()).isEqualTo(cost.polls());
  }

  @Test
  void aBusyStreamCostsAtMost75CallsPerThousandTweets() throws Exception {
    SteppedStream.Cost cost =
        SteppedStream.run(
            context, plan -> plan.tweets(TWEETS).tweetsPerHour(1_000).lotSize(5).cascades(6));

    System.out.printf(
        "%d tweets: %.1f calls per thousand%n", TWEETS, cost.perThousand(cost.calls()));
    assertThat(cost.tweets()).isEqualTo(TWEETS);
    assertThat(cost.perThousand(cost.calls())).isLessThanOrEqualTo(75);
  }
}
