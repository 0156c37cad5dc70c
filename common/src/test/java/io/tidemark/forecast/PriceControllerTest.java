package io.tidemark.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.forecast.Goal.PollsPerTweet;
import io.tidemark.forecast.Goal.Spent;
import io.tidemark.forecast.Goal.UsdPerDay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PriceControllerTest {

  private static final double DOLLARS_A_POLL = 0.001;
  private static final double POSTS_AN_HOUR = 24;
  private static final Goal MEAN_HOUR_OF_150_POLLS = new UsdPerDay(24 * 150 * DOLLARS_A_POLL);
  private static final Duration HOUR = Duration.ofHours(1);

  @ParameterizedTest
  @CsvSource({"2.5, 14", "5, 2"})
  void pollsAreMetThroughDayAndNightAndAfterAJump(double polls, double busiestHour) {
    var stream = new Stream(new PollsPerTweet(polls), busiestHour, 0.01);
    stream.days(5, POSTS_AN_HOUR);

    assertThat(stream.days(1, POSTS_AN_HOUR)).isEqualTo(1, within(0.03));
    assertThat(stream.swingOfTheLastDay()).isLessThan(1.5);

    stream.days(1, 5 * POSTS_AN_HOUR);

    assertThat(stream.days(1, 5 * POSTS_AN_HOUR)).isEqualTo(1, within(0.1));
  }

  @ParameterizedTest
  @CsvSource({"8, 14", "8, 8"})
  void aBudgetIsMetThroughDayAndNightAndAfterAJump(double pollsPerTweet, double busiestHour) {
    var stream = new Stream(budget(pollsPerTweet), busiestHour, 0.005);
    stream.days(5, POSTS_AN_HOUR);

    assertThat(stream.days(1, POSTS_AN_HOUR)).isEqualTo(1, within(0.03));
    assertThat(stream.swingOfTheLastDay()).isLessThan(1.5);

    stream.days(1, 5 * POSTS_AN_HOUR);

    assertThat(stream.days(1, 5 * POSTS_AN_HOUR)).isEqualTo(1, within(0.1));
  }

  @Test
  void aHigherPriceBringsNoMorePolls() {
    double polls = Double.POSITIVE_INFINITY;
    for (double price = 0.001; price < 1; price *= 4) {
      double dearer = new Stream(budget(1), 14, price).pollsAtOnePrice(10);
      assertThat(dearer).isLessThanOrEqualTo(polls);
      polls = dearer;
    }
  }

  @Test
  void aNightHourThatPaysForTheDayHardlyMovesThePrice() {
    // A tenth of the posts, and half of the polls that a mean hour has.
    var night = new Spent(HOUR, 6, 75, 75 * DOLLARS_A_POLL, Double.NaN, 60);

    assertThat(PriceController.next(0.01, new PollsPerTweet(2.5), night) / 0.01)
        .isEqualTo(Math.exp(0.1 * (75 - 2.5 * (0.25 * 6 + 0.75 * 60)) / (2.5 * 60)), within(1e-9));
    assertThat(PriceController.next(0.01, MEAN_HOUR_OF_150_POLLS, night) / 0.01)
        .isEqualTo(Math.exp(0.1 * (0.5 - 0.25 * 0.1 - 0.75)), within(1e-9));
  }

  @Test
  void anHourThatOverspendsByFarMovesABudgetMore() {
    // Of 2.2 mean hours, 0.25 · 1.5 + 0.75 were expected.
    var jump = new Spent(HOUR, 90, 330, 330 * DOLLARS_A_POLL, Double.NaN, 60);
    double excess = 2.2 - 1.125;
    double large = 0.27 + 1 / Math.sqrt(330);

    assertThat(PriceController.next(0.01, MEAN_HOUR_OF_150_POLLS, jump) / 0.01)
        .isEqualTo(Math.exp(0.1 * excess * excess / large), within(1e-9));
  }

  @Test
  void anErrorAboveTheGoalMakesPollsCheaper() {
    var goal = new Goal.ErrorPercent(2);

    assertThat(PriceController.next(0.01, goal, new Spent(HOUR, 1, 1, 1, 4, 1))).isLessThan(0.01);
    assertThat(PriceController.next(0.01, goal, new Spent(HOUR, 1, 1, 1, 1, 1)))
        .isGreaterThan(0.01);
  }

  @Test
  void aStreamWithoutPostsChangesNothing() {
    var nothing = new Spent(HOUR, 0, 0, 0, Double.NaN, 0);

    assertThat(PriceController.next(0.01, new PollsPerTweet(3), nothing)).isEqualTo(0.01);
    assertThat(PriceController.next(0.01, new Goal.ErrorPercent(3), nothing)).isEqualTo(0.01);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-9, 0.5, 1, 2, 1e9})
  void aStepIsBoundedAndThePriceToo(double spent) {
    for (Goal goal : List.of(new PollsPerTweet(1), new UsdPerDay(24))) {
      var happened = new Spent(HOUR, 1, spent, spent, Double.NaN, 1);

      assertThat(PriceController.next(0.01, goal, happened)).isBetween(0.01 / 3, 0.03);
      assertThat(PriceController.next(PriceController.MOST, goal, happened))
          .isLessThanOrEqualTo(PriceController.MOST);
      assertThat(PriceController.next(PriceController.LEAST, goal, happened))
          .isGreaterThanOrEqualTo(PriceController.LEAST);
    }
  }

  private static UsdPerDay budget(double pollsPerTweet) {
    return new UsdPerDay(24 * POSTS_AN_HOUR * pollsPerTweet * DOLLARS_A_POLL);
  }

  /**
   * Posts that arrive by day and, a tenth as many, by night, and are polled until their horizon;
   * the price is set anew every hour.
   */
  private static final class Stream {

    private record Post(double arrivedAt, long[] counts, Belief belief, double dueAt) {}

    /**
     * Of the rate beside its mean: between the busiest and the quietest hour lies a factor of ten.
     */
    private static final double AMPLITUDE = 9 / 11.0;

    private final GrowthModel model = Streams.model(2, 10, 11);
    private final SplittableRandom random = new SplittableRandom(12);
    private final PriorityQueue<Post> due =
        new PriorityQueue<>(Comparator.comparingDouble(Post::dueAt));
    private final List<Double> prices = new ArrayList<>();
    private final List<Integer> posts = new ArrayList<>();
    private final Goal goal;
    private final double busiestHour;
    private double price;

    Stream(Goal goal, double busiestHour, double price) {
      this.goal = goal;
      this.busiestHour = busiestHour;
      this.price = price;
    }

    /** Goes on for so long, and says what was spent by what the goal allows. */
    double days(int days, double postsAnHour) {
      double polls = 0;
      double arrived = 0;
      for (int hour = 0; hour < 24 * days; hour++) {
        double polled = hour(postsAnHour);
        double mean = lastDay().mapToInt(Integer::intValue).average().orElseThrow();
        polls += polled;
        arrived += posts.getLast();
        prices.add(price);
        price =
            PriceController.next(
                price,
                goal,
                new Spent(
                    HOUR, posts.getLast(), polled, polled * DOLLARS_A_POLL, Double.NaN, mean));
      }
      return switch (goal) {
        case PollsPerTweet each -> polls / (each.polls() * arrived);
        case UsdPerDay budget -> polls * DOLLARS_A_POLL / (budget.dollars() * days);
        case Goal.ErrorPercent error -> throw new AssertionError(error);
      };
    }

    /** The polls of two days at the price of the beginning. */
    double pollsAtOnePrice(double postsAnHour) {
      double polls = 0;
      for (int hour = 0; hour < 48; hour++) {
        polls += hour(postsAnHour);
      }
      return polls;
    }

    double swingOfTheLastDay() {
      List<Double> day = prices.subList(prices.size() - 24, prices.size());
      return Collections.max(day) / Collections.min(day);
    }

    private java.util.stream.Stream<Integer> lastDay() {
      return posts.subList(Math.max(0, posts.size() - 24), posts.size()).stream();
    }

    /** The polls of the next hour. */
    private double hour(double postsAnHour) {
      var policy = AdaptivePolicy.of(model, Weight.BALANCED, price);
      double begin = 60.0 * posts.size();
      double rhythm = Math.cos(2 * Math.PI * (posts.size() - busiestHour) / 24);
      int arriving = (int) (postsAnHour * (1 + AMPLITUDE * rhythm) + random.nextDouble());
      for (int i = 0; i < arriving; i++) {
        double arrival = begin + 60 * random.nextDouble();
        schedule(
            policy, new Post(arrival, Streams.post(model, random), Belief.prior(model), arrival));
      }
      posts.add(arriving);
      double polled = 0;
      while (!due.isEmpty() && due.peek().dueAt() <= begin + 60) {
        Post post = due.remove();
        Duration age = Ages.ofMinutes(post.dueAt() - post.arrivedAt());
        var reading = new Reading(age, Streams.at(model, post.counts(), age));
        polled++;
        schedule(
            policy,
            new Post(post.arrivedAt(), post.counts(), post.belief().after(reading), post.dueAt()));
      }
      return polled;
    }

    private void schedule(AdaptivePolicy policy, Post post) {
      if (policy.next(post.belief(), post.belief().age()) instanceof NextPoll.At at) {
        due.add(
            new Post(
                post.arrivedAt(),
                post.counts(),
                post.belief(),
                post.arrivedAt() + Ages.inMinutes(at.age())));
      }
    }
  }
}
