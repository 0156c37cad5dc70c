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
  private TestProcesses processes;

  @BeforeEach
  void lay() {
    processes = new TestProcesses(vertx, stores.newDatabase());
  }

  @AfterEach
  void close() {
    processes.close();
    await(vertx.close());
    stores.close();
  }

  @Test
  void nobodyIsGivenUpBecausePostgresWasRestarted() {
    FailureDetector one = processes.join("one");
    FailureDetector two = processes.join("two");
    processes.schedule(1);
    await(processes.timersOf(two).claim(NOON, 1));
    processes.after(FailureDetector.MIN_SESSION_AGE);
    Integer first = one.processId();
    Integer second = two.processId();

    stores.postgres().stop();
    assertThat(await(one.probe().transform(Future::succeededFuture)).failed()).isTrue();
    stores.postgres().start();
    untilBack(one);
    // The other takes longer.
    for (int probe = 0; probe < 5; probe++) {
      processes.probeTwice(one);
    }
    untilBack(two);
    processes.after(FailureDetector.MIN_SESSION_AGE);
    processes.probeTwice(one);
    processes.probeTwice(two);

    assertThat(one.processId()).isEqualTo(first);
    assertThat(two.processId()).isEqualTo(second);
    assertThat(processes.gone()).isEmpty();
    assertThat(processes.claimed(one)).isEmpty();
  }

  /** A pool may give out once more what was cut. */
  private static void untilBack(FailureDetector process) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (process.processId() == null
        || await(process.probe().transform(Future::succeededFuture)).failed()) {
      assertThat(System.nanoTime() - end).isNegative();
      await(process.probe().transform(Future::succeededFuture));
    }
  }
}
