package io.tidemark.forecast.choice;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.forecast.Belief;
import io.tidemark.forecast.Reading;
import io.tidemark.forecast.ShippedModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PlacesTest {

  private static final Duration DAY = Duration.ofDays(1);

  private static Candidate post(long id, boolean first, int hours, double missing) {
    return new Candidate(id, first, Duration.ofHours(hours), new Worth(missing, missing * hours));
  }

  @Test
  void newPostsComeFirstAndAsGiven() {
    List<Candidate> posts =
        List.of(post(1, false, 6, 9), post(3, true, 2, 0), post(2, true, 9, 50));

    assertThat(Places.fill(posts, 3, DAY)).containsExactly(3L, 2L, 1L);
  }

  @Test
  void theWorthiestHaveThePlacesThatAreLeft() {
    List<Candidate> posts =
        List.of(post(1, false, 6, 1), post(2, false, 6, 3), post(3, false, 12, 2));

    assertThat(Places.fill(posts, 2, DAY)).containsExactly(3L, 2L);
  }

  @Test
  void whatMissesNextToNothingIsLeftThoughThereArePlaces() {
    assertThat(Places.fill(List.of(post(1, false, 23, 0.01)), 10, DAY)).isEmpty();
  }

  @Test
  void unreadForTooLongHasAPlaceAfterTheWorthy() {
    List<Candidate> posts =
        List.of(post(1, false, 24, 0), post(2, false, 30, 0), post(3, false, 6, 1));

    assertThat(Places.fill(posts, 3, DAY)).containsExactly(3L, 2L, 1L);
    assertThat(Places.fill(posts, 1, DAY)).as("they have it without one").contains(1L, 2L);
  }

  @Test
  void unreadForAWeekTakesTurnsWithTheWorthy() {
    List<Candidate> posts =
        List.of(
            post(1, false, 24 * 7, 0),
            post(2, false, 24 * 8, 0),
            post(3, false, 6, 3),
            post(4, false, 6, 2),
            post(5, false, 6, 1));

    assertThat(Places.fill(posts, 5, DAY)).containsExactly(2L, 3L, 1L, 4L, 5L);
  }

  @Test
  void eachPostIsChosenOnceAndAllThatMustAre() {
    var random = new SplittableRandom(7);
    for (int round = 0; round < 500; round++) {
      List<Candidate> posts = new ArrayList<>();
      for (int id = 0; id < random.nextInt(1, 60); id++) {
        posts.add(
            post(id, random.nextInt(10) == 0, random.nextInt(400), random.nextDouble(0, 0.5)));
      }
      int places = random.nextInt(60);

      List<Long> chosen = Places.fill(posts, places, DAY);

      List<Long> must =
          posts.stream()
              .filter(post -> post.goesFirst() || post.unread().compareTo(DAY) >= 0)
              .map(Candidate::id)
              .toList();
      assertThat(new HashSet<>(chosen)).hasSameSizeAs(chosen).containsAll(must);
      assertThat(chosen).hasSizeLessThanOrEqualTo(Math.max(places, must.size() + places / 2));
    }
  }

  @Test
  void aPostThatGrowsIsWorthMoreThanOneThatIsStill() {
    Belief still = Belief.of(ShippedModel.tweets(), readings(2, 2, 2));
    Belief growing = Belief.of(ShippedModel.tweets(), readings(20, 60, 100));

    assertThat(Worth.of(growing, Duration.ofHours(6)).worth())
        .isGreaterThan(10 * Worth.of(still, Duration.ofHours(6)).worth());
  }

  @Test
  void worthGrowsWithTheTimeAndEndsAtTheHorizon() {
    Belief belief = Belief.of(ShippedModel.tweets(), readings(20, 60, 100));

    assertThat(Worth.of(belief, Duration.ofHours(3)).missing()).isZero();
    assertThat(Worth.of(belief, Duration.ofHours(12)).missing())
        .isGreaterThan(Worth.of(belief, Duration.ofHours(6)).missing());
    assertThat(Worth.of(belief, Duration.ofDays(3)).missing())
        .isEqualTo(Worth.of(belief, Duration.ofDays(1)).missing());
  }

  /** One an hour. */
  private static List<Reading> readings(long... counts) {
    List<Reading> readings = new ArrayList<>();
    for (long count : counts) {
      readings.add(new Reading(Duration.ofHours(readings.size() + 1L), count));
    }
    return readings;
  }
}
