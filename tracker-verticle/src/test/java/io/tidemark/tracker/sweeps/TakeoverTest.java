package io.tidemark.tracker.sweeps;

import static io.tidemark.boot.TestFoundation.await;
import static java.util.Collections.frequency;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.boot.TestFoundation;
import io.tidemark.jobs.Claim;
import io.tidemark.jobs.JobStore;
import io.tidemark.jobs.JobWorker;
import io.tidemark.jobs.LeaseLostException;
import io.tidemark.jobs.Watchdog;
import io.tidemark.postgres.DatabaseErrors;
import io.tidemark.runs.StartResult;
import io.tidemark.tracker.daos.Daos;
import io.vertx.core.Promise;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A process that dies or freezes in the middle of a cycle. */
@Tag("server")
class TakeoverTest {

  private final SweepWorld dao = SweepWorld.begin();

  @AfterEach
  void end() {
    dao.close();
  }

  @Test
  void killedInTheMiddleOfDao37Of100AnotherProcessContinuesThere() {
    dao.daosWithATweet(100);
    dao.tweets("dao037", 249);
    long cycle = dao.start();
    // The process is killed while it writes the second page of DAO 37.
    dao.sql(
        """
        create function kill_at_second_page() returns trigger language plpgsql as $$
        begin
          if new.pages = 2 then
            perform pg_terminate_backend(pg_backend_pid());
          end if;
          return new;
        end $$
        """);
    dao.sql(
        "create trigger kill before update on dao_sync_progress for each row"
            + " execute function kill_at_second_page()");
    // Its session lives on, as that of a process that is cut off: only the lease can end.
    try (TestFoundation dying = dao.world.anotherPod();
        TestFoundation other = dao.world.anotherPod()) {
      JobWorker killed = SweepWorld.pass(dying.app());
      assertThatThrownBy(() -> dao.run(killed)).matches(DatabaseErrors::isPassing);
      dao.sql("drop trigger kill on dao_sync_progress");
      assertThat(dao.number("select count(*) from dao_sync_progress where status = 'done'"))
          .isEqualTo(36);
      assertThat(dao.number("select count(*) from dao_tweets")).isEqualTo(36 + 100);

      JobWorker survivor = SweepWorld.pass(other.app());
      survivor.runOnce();
      assertThat(dao.timelinesAsked()).as("while the lease stands").hasSize(36 + 2);
      dao.world.letLeasesRunOut();
      dao.run(survivor);
    }

    assertThat(dao.status(cycle)).isEqualTo("completed");
    List<String> asked = dao.timelinesAsked();
    assertThat(frequency(asked, "dao037")).as("three pages, one of them twice").isEqualTo(4);
    assertThat(asked).hasSize(99 + 4);
    assertThat(dao.number("select count(*) from dao_tweets")).isEqualTo(99 + 250);
    assertThat(dao.number("select count(*) from dao_tweet_snapshots")).isEqualTo(99 + 250);
    assertThat(dao.stats(cycle).getInteger("tweets_added")).isEqualTo(99 + 250);
  }

  @Test
  void aWriterWhoseClaimWasTakenOverWritesNothing() {
    dao.daosWithATweet(2);
    long id = dao.start();
    var app = dao.world.stores.app();
    JobStore store = DaoSweepJob.store(app);
    List<Claim> late = await(store.claim(dao.world.clock.instant(), 1));
    var sweeps = new SweepRepository(app.pool(), dao.world.clock, app.settings().daoSweep());
    Sweep seen = await(sweeps.find(id)).orElseThrow();
    dao.world.letLeasesRunOut();
    dao.pass.runOnce();

    var progress = new SweepProgressWriter(dao.world.clock);
    JobWorker worker = SweepWorld.pass(app);
    assertThatThrownBy(
            () ->
                worker.run(
                    late,
                    job -> {
                      var call = new SweepCall(job, seen);
                      call.sent();
                      progress.goOn(
                          call,
                          transaction ->
                              SweepItems.postponed(
                                  transaction, id, 1, dao.world.clock.instant().plusSeconds(60)));
                      return job.result();
                    }))
        .isInstanceOf(LeaseLostException.class);

    assertThat(dao.number("select sum(attempts) from dao_sync_progress")).isZero();
    assertThat(dao.cycle(id).getInteger("requests_used")).isEqualTo(1);
    dao.runToTheEnd();
    assertThat(dao.status(id)).isEqualTo("completed");
  }

  /** The process is told to stop while its step waits. */
  @Test
  void aStepThatIsNotOverWhenItsProcessStopsIsReleased() throws Exception {
    dao.daosWithATweet(1);
    long id = dao.start();
    JobWorker stopping = SweepWorld.pass(dao.world.stores.app());
    SqlConnection other = await(dao.world.stores.pool().getConnection());
    await(other.query("begin").execute());
    await(other.query("lock table dao_sync_progress").execute());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> call = threads.submit(stopping::runOnce);
      while (Watchdog.of(dao.world.stores.vertx()).watched().isEmpty()) {
        await(dao.world.stores.vertx().timer(20, TimeUnit.MILLISECONDS));
      }

      await(stopping.stop(Promise.<Void>promise().future(), Duration.ofMillis(1)));

      assertThat(dao.timer().getValue("leased_until")).isNull();
      await(other.query("rollback").execute());
      call.get(20, TimeUnit.SECONDS);
    }
    await(other.close());
    dao.runToTheEnd();
    assertThat(dao.status(id)).isEqualTo("completed");
  }

  @Test
  void sweepsAtOnceTakeTurns() {
    dao.daosWithATweet(6);
    long all = dao.start();
    dao.pass.runOnce();
    dao.pass.runOnce();
    dao.world.clock.advance(Duration.ofSeconds(1));
    long one = ((StartResult.Started) dao.startNow("dao006")).run();

    for (int turn = 0; turn < 4; turn++) {
      // Jobs that are due at the same instant have no order.
      dao.world.clock.advance(Duration.ofMillis(1));
      dao.pass.runOnce();
    }

    assertThat(dao.status(one)).isEqualTo("completed");
    assertThat(dao.status(all)).isEqualTo("running");
    dao.runToTheEnd();
    assertThat(dao.status(all)).isEqualTo("completed");
    assertThat(dao.number("select count(*) from dao_tweets")).isEqualTo(6);
  }

  @Test
  void aDaoRemovedInTheMiddleOfASweepIsNotMissed() {
    dao.daosWithATweet(3);
    long cycle = dao.start();
    dao.pass.runOnce();
    dao.pass.runOnce();

    await(dao.daos.remove("dao002"));
    dao.runToTheEnd();

    assertThat(dao.status(cycle)).isEqualTo("completed");
    assertThat(dao.timelinesAsked()).containsExactly("dao001", "dao003");
  }

  @Test
  void anotherHandleInTheMiddleOfATimelineBeginsItAnew() {
    dao.dao("moved");
    dao.tweets("moved", 150);
    dao.tweets("moved_2", 3);
    long cycle = dao.start();
    dao.pass.runOnce();
    dao.pass.runOnce();

    await(
        dao.daos.change(
            "moved", new Daos.Change(null, "moved_2", null), dao.world.clock.instant()));
    dao.runToTheEnd();

    assertThat(dao.status(cycle)).isEqualTo("completed");
    assertThat(dao.timelinesAsked()).containsExactly("moved", "moved_2");
    assertThat(dao.number("select count(*) from dao_tweets")).isEqualTo(103);
  }
}
