package io.tidemark.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.forecast.Goal.Spent;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PriceControllerTest {

  private static final double DOLLARS_A_POLL = 0.001;
  private static final double POSTS_AN_HOUR = 60;

  @Test
  void aBudgetIsMetOnAStationaryStream() {
    var stream = new Stream(new Goal.UsdPerDay(60 * 24 * 3 * DOLLARS_A_POLL), 0.3);
    stream.days(2, POSTS_AN_HOUR);

    assertThat(stream.days(2, POSTS_AN_HOUR)).isEqualTo(1, within(0.03));
  }

  @Test
  void aNumberOfPollsIsMetOnAStationaryStream() {
    var stream = new Stream(new Goal.PollsPerTweet(2.5), 0.001);
    stream.days(2, POSTS_AN_HOUR);

    assertThat(stream.days(2, POSTS_AN_HOUR)).isEqualTo(1, within(0.03));
  }

  @Test
  void aDayAfterAFivefoldJumpTheBudgetIsMetAgain() {
    var stream = new Stream(new Goal.UsdPerDay(60 * 24 * 8 * DOLLARS_A_POLL), 0.002);
    stream.days(2, POSTS_AN_HOUR);
    stream.days(1, 5 * POSTS_AN_HOUR);

    assertThat(stream.days(1, 5 * POSTS_AN_HOUR)).isEqualTo(1, within(0.1));
  }

  @Test
  void anErrorAboveTheGoalMakesPollsCheaper() {
    var goal = new Goal.ErrorPercent(2);

    assertThat(PriceController.next(0.01, goal, new Spent(1, 1, 1, 1, 4))).isLessThan(0.01);
    assertThat(PriceController.next(0.01, goal, new Spent(1, 1, 1, 1, 1))).isGreaterThan(0.01);
  }

  @Test
  void anHourWithoutPostsChangesNothing() {
    var nothing = new Spent(1 / 24.0, 0, 0, 0, Double.NaN);

    assertThat(PriceController.next(0.01, new Goal.PollsPerTweet(3), nothing)).isEqualTo(0.01);
    assertThat(PriceController.next(0.01, new Goal.ErrorPercent(3), nothing)).isEqualTo(0.01);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-9, 0.5, 1, 2, 1e9})
  void aStepIsBoundedAndThePriceToo(double spent) {
    var goal = new Goal.PollsPerTweet(1);
    var happened = new Spent(1 / 24.0, 1, spent, 0, Double.NaN);

    assertThat(PriceController.next(0.01, goal, happened)).isBetween(0.01 / 3, 0.03);
    assertThat(PriceController.next(PriceController.MOST, goal, happened))
        .isLessThanOrEqualTo(PriceController.MOST);
    assertThat(PriceController.next(PriceController.LEAST, goal, happened))
        .isGreaterThanOrEqualTo(PriceController.LEAST);
  }

  /** Posts that arrive, are polled, and pay for it; the price is set anew every hour. */
  private static final class Stream {

    private record Post(double arrivedAt, long[] counts, Belief belief, double dueAt) {}

    private final GrowthModel model = Streams.model(3, 16, 11);
    private final SplittableRandom random = new SplittableRandom(12);
    private final PriorityQueue<Post> due =
        new PriorityQueue<>(Comparator.comparingDouble(Post::dueAt));
    private final Goal goal;
    private double price;
    private double now;

    Stream(Goal goal, double price) {
      this.goal = goal;
      this.price = price;
    }

    /** Goes on for so long, and says what was spent by what the goal allows. */
    double days(int days, double postsAnHour) {
      double polls = 0;
      double posts = 0;
      for (int hour = 0; hour < 24 * days; hour++) {
        var policy = AdaptivePolicy.of(model, Weight.BALANCED, price);
        double polled = 0;
        for (int i = 0; i < postsAnHour; i++) {
          double arrival = now + 60 * random.nextDouble();
          schedule(
              policy, new Post(arrival, Streams.post(model, random), Belief.prior(model), arrival));
        }
        now += 60;
        while (!due.isEmpty() && due.peek().dueAt() <= now) {
          Post post = due.remove();
          Duration age = Ages.ofMinutes(post.dueAt() - post.arrivedAt());
          polled++;
          var reading = new Reading(age, Streams.at(model, post.counts(), age));
          schedule(
              policy,
              new Post(
                  post.arrivedAt(), post.counts(), post.belief().after(reading), post.dueAt()));
        }
        price = PriceController.next(price, goal, spent(1, postsAnHour, polled));
        polls += polled;
        posts += postsAnHour;
      }
      return goal.ratio(spent(24 * days, posts, polls));
    }

    private static Spent spent(double hours, double posts, double polls) {
      return new Spent(hours / 24, posts, polls, polls * DOLLARS_A_POLL, Double.NaN);
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
