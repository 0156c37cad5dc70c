package io.tidemark.tracker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.tracker.intake.Arrival.Body;
import io.tidemark.tracker.intake.Arrival.Destination;
import io.tidemark.tracker.intake.Arrival.OfRule;
import io.tidemark.tracker.intake.Delivery.Pointers;
import io.tidemark.tracker.intake.GroupChoice.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupChoiceTest {

  /** A delivery of a rule, given as {@code rule:tweets}. */
  private static Arrival arrival(String given) {
    String[] parts = given.split(":");
    return arrival(parts[0], Integer.parseInt(parts[1]), 100);
  }

  private static Arrival arrival(String rule, int tweets, int bytes) {
    var delivery =
        new Delivery(
            Optional.of(rule),
            tweets,
            List.of(),
            new Pointers(0, 0, List.of()),
            Map.of(),
            List.of());
    Instant now = Instant.EPOCH;
    return new Arrival(delivery, new OfRule(rule), now, now, null, new Body(bytes, () -> ""));
  }

  private static List<Integer> next(String waiting, Set<Destination> busy, Size size) {
    return GroupChoice.next(
        Stream.of(waiting.split(" ")).map(GroupChoiceTest::arrival).toList(), busy, size);
  }

  @ParameterizedTest
  @CsvSource({
    // all of them
    "a:1 b:1 a:1, '0 1 2', ''",
    // as many as fit
    "a:200 b:200 c:200 d:200 e:200 f:200 g:1, '0 1 2 3 4', ''",
    // one that fits may go before another sender's that does not
    "a:200 b:200 c:200 d:200 e:150 f:200 g:50, '0 1 2 3 4 6', ''",
    // but not before its own sender's
    "a:200 b:200 c:200 d:200 e:150 f:200 f:50, '0 1 2 3 4', ''",
    // a large one is written alone
    "a:201 b:1 c:1, '1 2', '0'",
    "a:201 b:5000, '', '0'",
    // what follows a large one of the same sender waits for it
    "a:1 a:300 a:1 b:1, '0 3', ''",
    "a:300 a:1 b:300 b:1, '', '0'",
  })
  void theFirstAndThoseThatFitAreWrittenTogether(String waiting, String small, String large) {
    assertThat(next(waiting, Set.of(), Size.SMALL)).isEqualTo(places(small));
    assertThat(next(waiting, Set.of(), Size.LARGE)).isEqualTo(places(large));
  }

  @ParameterizedTest
  @CsvSource({"a:1 b:1 a:1, '1', ''", "a:300 b:1 b:300, '1', ''", "a:1 a:300, '', ''"})
  void whatGoesWhereAnotherIsBeingWrittenWaits(String waiting, String small, String large) {
    Set<Destination> busy = Set.of(new OfRule("a"));

    assertThat(next(waiting, busy, Size.SMALL)).isEqualTo(places(small));
    assertThat(next(waiting, busy, Size.LARGE)).isEqualTo(places(large));
  }

  @Test
  void aDeliveryOfFewTweetsInALargeBodyIsLarge() {
    assertThat(Size.of(arrival("a", 0, GroupChoice.MOST_SMALL_BYTES + 1))).isEqualTo(Size.LARGE);
    assertThat(Size.of(arrival("a", 0, GroupChoice.MOST_SMALL_BYTES))).isEqualTo(Size.SMALL);
  }

  private static List<Integer> places(String given) {
    return Stream.of(given.split(" "))
        .filter(place -> !place.isEmpty())
        .map(Integer::valueOf)
        .toList();
  }
}
