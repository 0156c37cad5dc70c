package io.tidemark.tracker.lots;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.jobs.JobWorker;
import io.tidemark.jobs.JobWorkerVerticle;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.cadence.Cadence;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class OrphanedLotsTest {

  private final TrackerWorld world = TrackerWorld.begin();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private SimulatedTweet left;

  /** One lot that a process holds which is about to die, and one that waits. */
  @BeforeEach
  void twoLotsAreDue() {
    world.zone("brand", Cadence.HOURLY_LOT);
    left = world.post(growing(10));
    world.deliver("brand", List.of(left));
    world.stores.sql(
        """
        with dying as (insert into processes (label, since) values ('dying', now()) returning id)
        update timers
        set holder = dying.id, leased_until = now() + interval '1 hour', token = token + 1
        from dying
        where kind = 'lot'
        """);
    world.deliver("brand", List.of(world.post(growing(10))));
    world.clock.advance(Duration.ofHours(1));
  }

  @AfterEach
  void end() {
    threads.close();
    world.close();
  }

  @Test
  void orphanedLotsArePolledWhileAnotherPassWaitsForThePlatform() throws Exception {
    var asked = Promise.<Void>promise();
    var answer = Promise.<Void>promise();
    JobWorker busy =
        world.pass(
            world.stores.app(),
            world.sourceThatAfterTheAnswer(
                () -> {
                  asked.tryComplete();
                  return answer.future();
                }));
    CompletableFuture<Integer> inHand = CompletableFuture.supplyAsync(busy::runDue, threads);
    await(asked.future());
    await(
        world
            .stores
            .vertx()
            .deployVerticle(
                JobWorkerVerticle.ofOrphans(world.pass()),
                new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD)));

    world.stores.sql("update processes set gone_at = now() where label = 'dying'");

    until(() -> world.snapshots() == 1);
    assertThat(world.tracking(left).getInteger("update_count")).isEqualTo(1);
    assertThat(inHand).isNotDone();
    answer.complete();
    assertThat(inHand.get(20, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(world.snapshots()).isEqualTo(2);
  }

  @Test
  void whatTheLastStatementOfTheDeadStillLocksIsLookedForAgain() {
    SqlConnection dead = await(world.stores.pool().getConnection());
    await(dead.query("begin").execute());
    await(dead.query("select * from timers where holder is not null for update").execute());
    world.stores.sql("update processes set gone_at = now() where label = 'dying'");
    JobWorker pass = world.pass();

    assertThat(pass.runOrphaned()).isPresent();
    assertThat(world.snapshots()).isZero();

    await(dead.query("rollback").execute());
    await(dead.close());
    assertThat(pass.runOrphaned()).isEmpty();
    assertThat(world.snapshots()).isEqualTo(1);
  }

  /** Looks again and again, at most twenty seconds. */
  private void until(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as("waited twenty seconds").isNegative();
      await(world.stores.vertx().timer(20, TimeUnit.MILLISECONDS));
    }
  }
}
