package io.tidemark.jobs;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.SettableClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.slf4j.LoggerFactory;

/** What every kind of job is promised, whatever its handler does. */
@Tag("server")
class JobWorkerTest {

  private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");
  private static final Instant LATER = NOON.plusSeconds(600);
  private static final SettableClock clock = new SettableClock(NOON);
  private static TestFoundation process;

  private final List<Long> handled = new ArrayList<>();
  private String kind;
  private JobStore store;

  @BeforeAll
  static void lay() {
    process = TestFoundation.lay(clock, Map.of());
  }

  @AfterAll
  static void close() {
    process.close();
  }

  @BeforeEach
  void twoJobsAreDue(TestInfo test) {
    kind = test.getDisplayName();
    store = new JobStore(process.pool(), kind, Duration.ofMinutes(1), ClaimOwner.NONE);
    for (long job = 1; job <= 2; job++) {
      await(new JobSchedule(kind).schedule(process.pool(), job, NOON.minusSeconds(10 - job)));
    }
  }

  @Test
  void aJobThatIsDoneIsNeverDueAgain() {
    run(worker(job -> new JobResult.Done()));

    assertThat(dueTimes()).containsExactly(NOON.minusSeconds(8));
  }

  @Test
  void aJobIsDueAgainWhenItSays() {
    JobWorker worker = worker(job -> new JobResult.RetryAt(LATER, "later"));

    assertThat(run(worker)).contains(NOON.minusSeconds(8));
    assertThat(run(worker)).contains(LATER);

    assertThat(dueTimes()).containsOnly(LATER);
    assertThat(leases()).isZero();
  }

  @Test
  void whatAHandlerWritesEndsItsClaimInTheSameTransaction() {
    run(
        worker(
            job ->
                job.complete(
                        transaction ->
                            new JobSchedule(kind)
                                .schedule(transaction, 7, LATER)
                                .map(new JobResult.Done()))
                    .await()));

    assertThat(dueTimes()).containsExactly(NOON.minusSeconds(8), LATER);
  }

  @Test
  void aWriteThatFailsEndsNoClaim() {
    Throwable problem =
        catchThrowable(
            () ->
                run(
                    worker(
                        job ->
                            job.complete(
                                    transaction ->
                                        new JobSchedule(kind)
                                            .schedule(transaction, 7, LATER)
                                            .compose(done -> Future.failedFuture("refused")))
                                .await())));

    assertThat(problem).hasMessageContaining("refused");
    assertThat(dueTimes()).hasSize(2);
    assertThat(leases()).isEqualTo(1);
  }

  /** A lease that ran out is how work is taken over, and nothing for an operator to look at. */
  @Test
  void aLostLeaseWritesNothingIsNoErrorAndCostsNoTime() {
    Logger logger = (Logger) LoggerFactory.getLogger(JobWorker.class);
    var logged = new ListAppender<ILoggingEvent>();
    logged.start();
    logger.addAppender(logged);
    try {
      Optional<Instant> next =
          run(
              worker(
                  job -> {
                    process
                        .pool()
                        .query(
                            "update timers set token = token + 1 where kind = '%s' and subject = %d"
                                .formatted(kind, job.claim().subject()))
                        .execute()
                        .await();
                    return job.complete(
                            transaction ->
                                new JobSchedule(kind)
                                    .schedule(transaction, 7, LATER)
                                    .map(new JobResult.Done()))
                        .await();
                  }));

      assertThat(next).as("the other job, at once").contains(NOON.minusSeconds(8));
    } finally {
      logger.detachAppender(logged);
    }
    assertThat(dueTimes()).hasSize(2).doesNotContain(LATER);
    assertThat(logged.list)
        .filteredOn(event -> event.getKeyValuePairs().getFirst().value.equals(kind))
        .extracting(ILoggingEvent::getLevel, ILoggingEvent::getThrowableProxy)
        .containsExactly(tuple(Level.INFO, null));
  }

  @Test
  void aStoppingWorkerIsToldAndItsJobIsDueAsBefore() {
    JobWorker[] itself = new JobWorker[1];
    itself[0] =
        worker(
            job -> {
              assertThat(job.stopping()).isFalse();
              itself[0].stop(Future.succeededFuture(), JobWorker.TO_FINISH).await();
              assertThat(job.stopping()).isTrue();
              return new JobResult.Released();
            });

    run(itself[0]);

    assertThat(dueTimes()).containsExactly(NOON.minusSeconds(9), NOON.minusSeconds(8));
    assertThat(leases()).isZero();
  }

  @Test
  void whatIsTooSlowToStopIsReleasedAndWrittenWhileItIsFree() {
    var begun = Promise.<Void>promise();
    var thaw = Promise.<Void>promise();
    JobWorker slow =
        worker(
            job -> {
              begun.tryComplete();
              thaw.future().await();
              return new JobResult.RetryAt(LATER, "later");
            });
    Future<Optional<Instant>> ended = VirtualThreads.call(process.vertx(), slow::runOnce);
    await(begun.future());

    await(slow.stop(ended.mapEmpty(), Duration.ofMillis(1)));

    assertThat(leases()).isZero();
    thaw.complete();
    await(ended);
    assertThat(dueTimes()).containsExactly(NOON.minusSeconds(8), LATER);
  }

  @Test
  void aClaimThatWasUnderWayWhenAllWereReleasedIsReleasedToo() {
    List<Long> leases = new ArrayList<>();
    JobWorker released =
        worker(
            job -> {
              leases.add(
                  process
                      .pool()
                      .query(
                          "select count(*) from timers where leased_until is not null"
                              + " and kind = '%s'".formatted(kind))
                      .execute()
                      .await()
                      .iterator()
                      .next()
                      .getLong(0));
              return new JobResult.Released();
            });
    await(released.release());

    run(released);

    assertThat(leases).containsExactly(0L);
  }

  @Test
  void orphanedJobsComeFirstAfterTheDeathOfAProcess() {
    process.sql(
        """
        with dead as (insert into processes (since, gone_at) values (now(), now()) returning id)
        update timers
        set holder = dead.id, leased_until = now() + interval '1 hour', token = token + 1
        from dead
        where kind = '%s' and subject = 2
        """
            .formatted(kind));
    JobWorker worker =
        worker(
            job -> {
              handled.add(job.claim().subject());
              return new JobResult.Done();
            });
    worker.processDied();

    run(worker);
    run(worker);

    assertThat(handled).containsExactly(2L, 1L);
  }

  private JobWorker worker(JobHandler handler) {
    return new JobWorker(process.vertx(), clock, store, Optional.of("a job of this test"), handler);
  }

  private static Optional<Instant> run(JobWorker worker) {
    return await(VirtualThreads.call(process.vertx(), worker::runOnce));
  }

  private List<Instant> dueTimes() {
    return process
        .sql("select due_at from timers where kind = '%s' order by due_at".formatted(kind))
        .stream()
        .map(row -> row.getOffsetDateTime(0).toInstant())
        .toList();
  }

  private long leases() {
    return process.number(
        "select count(*) from timers where kind = '%s' and leased_until is not null"
            .formatted(kind));
  }
}
