package io.tidemark.gateway.events;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The last events, for clients that reconnect. */
final class ReplayBuffer {

  private final int most;
  private final Deque<Event> events = new ArrayDeque<>();

  ReplayBuffer(int most) {
    this.most = most;
  }

  void add(Event event) {
    if (events.size() == most) {
      events.removeFirst();
    }
    events.addLast(event);
  }

  /**
   * The events after one.
   *
   * @return empty when some of them are no longer buffered, or the number is not known yet
   */
  Optional<List<Event>> after(long number) {
    long newest = events.isEmpty() ? 0 : events.getLast().number();
    long oldest = events.isEmpty() ? 1 : events.getFirst().number();
    return number > newest || number < oldest - 1
        ? Optional.empty()
        : Optional.of(events.stream().filter(event -> event.number() > number).toList());
  }
}
