package io.tidemark.studio.calls;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.TestFoundation;
import io.tidemark.budget.Plans;
import io.tidemark.clock.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class AccountUpstreamsTest {

  @Test
  void accountsThatComeAndGoLeaveNothingBehind() {
    var clock = new SettableClock(Instant.parse("2026-11-20T12:00:00Z"));
    var nanos = new AtomicLong();
    try (var app = TestFoundation.lay(clock, Map.of())) {
      var upstreams =
          new AccountUpstreams(
              app.app(), "instagram", Plans.spaced(Duration.ofMillis(200)), 3, nanos::get);

      for (int account = 0; account < 20; account++) {
        await(upstreams.of("token-" + account));
      }
      assertThat(upstreams.size()).isEqualTo(3);
      assertThat(await(app.app().budgets().lines())).hasSize(3);
      assertThat(app.app().meters().find("tidemark.budget.used.ratio").gauges()).hasSize(3);

      assertThat(await(upstreams.of("token-19"))).isSameAs(await(upstreams.of("token-19")));
      nanos.addAndGet(Duration.ofMinutes(3).toNanos());
      assertThat(upstreams.size()).isZero();
      assertThat(await(app.app().budgets().lines())).isEmpty();
    }
  }
}
