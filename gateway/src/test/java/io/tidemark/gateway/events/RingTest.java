package io.tidemark.gateway.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RingTest {

  private final Ring ring = new Ring(3);

  private void add(int from, int to) {
    for (int number = from; number <= to; number++) {
      ring.add(new Event(number, null));
    }
  }

  @Test
  void whatFollowsAnEventIsGivenAsLongAsAllOfItIsKept() {
    add(1, 5);

    assertThat(ring.after(5)).hasValueSatisfying(events -> assertThat(events).isEmpty());
    assertThat(ring.after(3))
        .hasValueSatisfying(
            events -> assertThat(events).extracting(Event::number).containsExactly(4L, 5L));
    assertThat(ring.after(2)).hasValueSatisfying(events -> assertThat(events).hasSize(3));
    assertThat(ring.after(1)).isEmpty();
  }

  @Test
  void anEventThatIsYetToComeIsNotKnown() {
    assertThat(ring.after(0)).isPresent();
    assertThat(ring.after(1)).isEmpty();
    add(1, 1);
    assertThat(ring.after(2)).isEmpty();
  }
}
