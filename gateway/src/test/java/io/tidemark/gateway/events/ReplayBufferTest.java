package io.tidemark.gateway.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReplayBufferTest {

  private final ReplayBuffer replayBuffer = new ReplayBuffer(3);

  private void add(int from, int to) {
    for (int number = from; number <= to; number++) {
      replayBuffer.add(Event.of(number, null, "p"));
    }
  }

  @Test
  void whatFollowsAnEventIsGivenAsLongAsAllOfItIsKept() {
    add(1, 5);

    assertThat(replayBuffer.after(5)).hasValueSatisfying(events -> assertThat(events).isEmpty());
    assertThat(replayBuffer.after(3))
        .hasValueSatisfying(
            events -> assertThat(events).extracting(Event::number).containsExactly(4L, 5L));
    assertThat(replayBuffer.after(2)).hasValueSatisfying(events -> assertThat(events).hasSize(3));
    assertThat(replayBuffer.after(1)).isEmpty();
  }

  @Test
  void anEventThatIsYetToComeIsNotKnown() {
    assertThat(replayBuffer.after(0)).isPresent();
    assertThat(replayBuffer.after(1)).isEmpty();
    add(1, 1);
    assertThat(replayBuffer.after(2)).isEmpty();
  }
}
