package io.tidemark.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogThrottleTest {

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final LogThrottle throttle = new LogThrottle(nanos::get);

  @Test
  void oneLineIn30SecondsSaysHowManyWereHeldBack() {
    assertThat(throttle.next()).hasValue(0);
    assertThat(throttle.next()).isEmpty();
    nanos.addAndGet(Duration.ofMillis(29_999).toNanos());
    assertThat(throttle.next()).isEmpty();
    nanos.addAndGet(Duration.ofMillis(1).toNanos());

    assertThat(throttle.next()).hasValue(2);
    assertThat(throttle.next()).isEmpty();
    nanos.addAndGet(Duration.ofSeconds(31).toNanos());
    assertThat(throttle.next()).hasValue(1);
  }
}
