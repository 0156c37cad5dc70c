package io.tidemark.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class WatchdogTest {

  private Watchdog watch;

  @BeforeEach
  void begin(Vertx vertx) {
    watch = Watchdog.of(vertx);
  }

  @Test
  void workIsOverdueAloneAndUntilItEnds() throws InterruptedException {
    var overran = new CountDownLatch(1);
    Watchdog.Watched work =
        watch.begin("the work", Duration.ofMillis(50), allowed -> overran.countDown());
    Watchdog.Watched other =
        watch.begin("another work", Duration.ofHours(1), allowed -> overran.countDown());

    assertThat(overran.await(20, TimeUnit.SECONDS)).isTrue();
    other.end();

    assertThat(watch.watched()).containsExactly("the work");
    work.end();
    assertThat(watch.check().succeeded()).isTrue();
    assertThat(watch.watched()).isEmpty();
  }

  @Test
  void whatIsOverdueAndGetsOnAfterAllIsOverdueNoMore() throws InterruptedException {
    var overran = new CountDownLatch(1);
    Watchdog.Watched work =
        watch.begin(
            "the work",
            Duration.ofMillis(50),
            allowed -> {
              assertThat(watch.check().failed()).isTrue();
              overran.countDown();
            });
    assertThat(overran.await(20, TimeUnit.SECONDS)).isTrue();

    work.progressed();
    work.end();

    assertThat(watch.check().succeeded()).isTrue();
  }
}
