package io.tidemark.jobs;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchdogTest {

  private final Vertx vertx = Vertx.vertx();
  private final Watchdog watch = Watchdog.of(vertx);

  @AfterEach
  void close() {
    await(vertx.close());
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

    work.gotOn();
    work.end();

    assertThat(watch.check().succeeded()).isTrue();
  }
}
