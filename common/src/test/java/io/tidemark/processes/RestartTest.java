package io.tidemark.processes;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.processes.TestProcesses.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.stores.LocalStores;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When the database goes, everybody's session goes with it. */
@Tag("server")
class RestartTest {

  private final Vertx vertx = Vertx.vertx();
  private final LocalStores stores = LocalStores.temporary();
  private TestProcesses pods;

  @BeforeEach
  void lay() {
    pods = new TestProcesses(vertx, stores.newDatabase());
  }

  @AfterEach
  void close() {
    pods.close();
    await(vertx.close());
    stores.close();
  }

  @Test
  void nobodyIsGivenUpBecausePostgresWasRestarted() {
    FailureDetector one = pods.join("one");
    FailureDetector two = pods.join("two");
    pods.schedule(1);
    await(pods.timersOf(two).claim(NOON, 1));
    pods.after(FailureDetector.MIN_SESSION_AGE);
    Integer first = one.processId();
    Integer second = two.processId();

    stores.postgres().stop();
    assertThat(await(one.probe().transform(Future::succeededFuture)).failed()).isTrue();
    stores.postgres().start();
    untilBack(one);
    // The other takes longer.
    for (int probe = 0; probe < 5; probe++) {
      pods.probeTwice(one);
    }
    untilBack(two);
    pods.after(FailureDetector.MIN_SESSION_AGE);
    pods.probeTwice(one);
    pods.probeTwice(two);

    assertThat(one.processId()).isEqualTo(first);
    assertThat(two.processId()).isEqualTo(second);
    assertThat(pods.gone()).isEmpty();
    assertThat(pods.claimed(one)).isEmpty();
  }

  /** A pool may give out once more what was cut. */
  private static void untilBack(FailureDetector pod) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (pod.processId() == null
        || await(pod.probe().transform(Future::succeededFuture)).failed()) {
      assertThat(System.nanoTime() - end).isNegative();
      await(pod.probe().transform(Future::succeededFuture));
    }
  }
}
