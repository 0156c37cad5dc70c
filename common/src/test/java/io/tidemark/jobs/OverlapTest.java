package io.tidemark.jobs;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.SettableClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** The two parts of batches, while more is due than one claim takes. */
@Tag("server")
class OverlapTest {

  private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");
  private static final int BATCH = 2;
  private static final SettableClock clock = new SettableClock(NOON);
  private static TestFoundation process;
  private static Context passes;

  private final List<String> happened = new CopyOnWriteArrayList<>();
  private String kind;
  private JobStore store;

  @BeforeAll
  static void lay() {
    process = TestFoundation.lay(clock, Map.of());
    await(
        process
            .vertx()
            .deployVerticle(
                new VerticleBase() {
                  @Override
                  public Future<?> start() {
                    passes = context;
                    return Future.succeededFuture();
                  }
                },
                VirtualThreads.VIRTUAL));
  }

  @AfterAll
  static void close() {
    process.close();
  }

  @BeforeEach
  void sevenJobsAreDue(TestInfo test) {
    kind = test.getDisplayName();
    store = new JobStore(process.pool(), kind, Duration.ofMinutes(1), ClaimOwner.NONE);
    for (long job = 1; job <= 7; job++) {
      await(new JobSchedule(kind).schedule(process.pool(), job, NOON.minusSeconds(10 - job)));
    }
  }

  private JobWorker worker(BatchHandler handler) {
    return new JobWorker(
        process.vertx(), clock, store, Optional.empty(), BATCH, Duration.ZERO, handler);
  }

  private Future<Optional<Instant>> pass(JobWorker worker) {
    Promise<Optional<Instant>> next = Promise.promise();
    passes.runOnContext(
        now -> {
          try {
            next.complete(worker.runOnce());
          } catch (Throwable problem) { // an await throws checked exceptions as well
            next.fail(problem);
          }
        });
    return next.future();
  }

  private void end(JobContext jobs) {
    store
        .complete(
            process.pool(),
            jobs.claims().stream()
                .map(claim -> new Completion(claim.subject(), claim.token(), null))
                .toList())
        .await();
  }

  private long claimed() {
    return process.number(
        "select count(*) from timers where kind = '%s' and leased_until is not null"
            .formatted(kind));
  }

  @Test
  void theSecondPartRunsBesideTheFirstPartOfTheNextBatch() {
    Promise<Void> nextBegun = Promise.promise();
    JobWorker worker =
        worker(
            jobs -> {
              long first = jobs.claim().subject();
              happened.add("begin " + first);
              if (first == 3) {
                nextBegun.complete();
              }
              return () -> {
                if (first == 1) {
                  nextBegun.future().await();
                }
                end(jobs);
                happened.add("end " + first);
              };
            });

    for (int pass = 0; pass < 4; pass++) {
      await(pass(worker));
    }

    assertThat(happened).startsWith("begin 1", "begin 3").contains("end 7");
    assertThat(happened.stream().filter(step -> step.startsWith("end")))
        .containsExactly("end 1", "end 3", "end 5", "end 7");
    assertThat(process.number("select count(*) from timers where kind = '%s'".formatted(kind)))
        .isZero();
  }

  @Test
  void neverMoreThanTwoBatchesAreClaimed() {
    Promise<Void> mayEnd = Promise.promise();
    Promise<Void> secondBegun = Promise.promise();
    JobWorker worker =
        worker(
            jobs -> {
              happened.add("begin " + jobs.claim().subject());
              if (jobs.claim().subject() == 3) {
                secondBegun.complete();
              }
              return () -> {
                mayEnd.future().await();
                end(jobs);
              };
            });

    await(pass(worker));
    Future<Optional<Instant>> second = pass(worker);
    await(secondBegun.future());
    assertThat(second.isComplete()).isFalse();
    assertThat(claimed()).isEqualTo(2 * BATCH);

    mayEnd.complete();
    await(second);
    await(pass(worker));
    await(pass(worker));
    assertThat(happened).containsExactly("begin 1", "begin 3", "begin 5", "begin 7");
    assertThat(claimed()).isZero();
  }

  @Test
  void aSecondPartThatFailsFailsTheNextPassWhichKeepsItsOwnWork() {
    JobWorker worker =
        worker(
            jobs -> {
              if (jobs.claim().subject() == 1) {
                return () -> {
                  throw new IllegalStateException("refused");
                };
              }
              return () -> end(jobs);
            });

    await(pass(worker));
    assertThat(catchThrowable(() -> await(pass(worker)))).hasMessageContaining("refused");

    await(pass(worker));
    await(pass(worker));
    assertThat(claimed()).as("the jobs of the failed batch").isEqualTo(BATCH);
    assertThat(process.number("select count(*) from timers where kind = '%s'".formatted(kind)))
        .isEqualTo(BATCH);
  }

  @Test
  void aWorkerThatStopsEndsTheSecondPart() {
    Promise<Void> mayEnd = Promise.promise();
    JobWorker worker =
        worker(
            jobs ->
                () -> {
                  mayEnd.future().await();
                  end(jobs);
                });
    await(pass(worker));

    Future<Void> stopped = worker.stop(Future.succeededFuture(), Duration.ofMinutes(1));
    assertThat(stopped.isComplete()).isFalse();
    mayEnd.complete();
    await(stopped);

    assertThat(claimed()).isZero();
    assertThat(process.number("select count(*) from timers where kind = '%s'".formatted(kind)))
        .isEqualTo(7 - BATCH);
  }

  @Test
  void aSecondPartThatFailsFailsOnePassAndNoMore() {
    JobWorker worker =
        worker(
            jobs -> {
              if (jobs.claim().subject() == 5) {
                return () -> {
                  throw new IllegalStateException("refused");
                };
              }
              return () -> end(jobs);
            });
    for (int pass = 0; pass < 3; pass++) {
      await(pass(worker));
    }

    assertThat(catchThrowable(() -> await(pass(worker)))).hasMessageContaining("refused");

    await(pass(worker)); // nothing is due, and none is under way
    await(worker.stop(Future.succeededFuture(), Duration.ofMinutes(1)));
    assertThat(process.number("select count(*) from timers where kind = '%s'".formatted(kind)))
        .as("the jobs of the failed batch")
        .isEqualTo(BATCH);
  }
}
