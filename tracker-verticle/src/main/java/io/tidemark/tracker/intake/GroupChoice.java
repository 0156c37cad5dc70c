package io.tidemark.tracker.intake;

import io.tidemark.tracker.intake.Arrival.Destination;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which of the deliveries that wait are written together. */
final class GroupChoice {

  /** The most tweets of a group of small deliveries, which all wait for the last of them. */
  static final int MOST_TWEETS = 1_000;

  /** A delivery with more tweets is large. */
  static final int MOST_SMALL_TWEETS = 200;

  /** A delivery with a larger body that may be stored is large. */
  static final int MOST_SMALL_BYTES = 256 * 1024;

  /** Small deliveries are written in groups, a large one alone and beside them. */
  enum Size {
    SMALL,
    LARGE;

    static Size of(Arrival arrival) {
      boolean large =
          tweets(arrival) > MOST_SMALL_TWEETS
              || (arrival.body() != null && arrival.body().bytes() > MOST_SMALL_BYTES);
      return large ? LARGE : SMALL;
    }
  }

  private GroupChoice() {}

  /**
   * Chooses the next group: the first that may be written, and as many after it as fit. A delivery
   * is not chosen before another to the same destination that came earlier.
   *
   * @param waiting in the order in which they came
   * @param busy the destinations of deliveries that are being written
   * @return the places of the chosen ones, ascending; empty when none may be written now
   */
  static List<Integer> next(List<Arrival> waiting, Collection<Destination> busy, Size size) {
    Set<Destination> closed = new HashSet<>(busy);
    List<Integer> chosen = new ArrayList<>();
    int tweets = 0;
    for (int place = 0; place < waiting.size(); place++) {
      Arrival arrival = waiting.get(place);
      if (closed.contains(arrival.to())) {
        continue;
      }
      boolean fits =
          chosen.isEmpty() || (size == Size.SMALL && tweets + tweets(arrival) <= MOST_TWEETS);
      if (Size.of(arrival) == size && fits) {
        chosen.add(place);
        tweets += tweets(arrival);
      } else {
        closed.add(arrival.to());
      }
    }
    return chosen;
  }

  private static int tweets(Arrival arrival) {
    return arrival.delivery().processed();
  }
}
