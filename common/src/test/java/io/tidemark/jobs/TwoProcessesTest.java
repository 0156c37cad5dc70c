package io.tidemark.jobs;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.WorldClock;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class TwoProcessesTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration LEASE = Duration.ofHours(1);

  private static TestFoundation one;
  private static TestFoundation two;

  @BeforeAll
  static void lay() {
    one = TestFoundation.lay(WorldClock.real(), Map.of());
    two = TestFoundation.on(one.postgresUrl(), WorldClock.real(), Map.of());
  }

  @AfterAll
  static void close() {
    two.close();
    one.close();
  }

  @Test
  void twoProcessesNeverHoldTheSameTimer() {
    create("held", 500);
    var onOne = new JobStore(one.pool(), "held", LEASE, ClaimOwner.NONE);
    var onTwo = new JobStore(two.pool(), "held", LEASE, ClaimOwner.NONE);

    List<Future<List<Claim>>> claims = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      claims.add(onOne.claim(NOON, 25));
      claims.add(onTwo.claim(NOON, 25));
    }
    await(Future.all(claims));

    List<Long> held =
        claims.stream().flatMap(claim -> claim.result().stream()).map(Claim::subject).toList();
    assertThat(held).isNotEmpty().doesNotHaveDuplicates();
  }

  @Test
  void everyTimerIsDoneExactlyOnceByOneOfTwoProcesses() {
    create("done", 500);
    Queue<Long> done = new ConcurrentLinkedQueue<>();
    List<Future<Void>> workers = new ArrayList<>();

    for (int i = 0; i < 3; i++) {
      workers.add(workUntilNothingIsLeft(one.pool(), done));
      workers.add(workUntilNothingIsLeft(two.pool(), done));
    }
    await(Future.all(workers));

    assertThat(done)
        .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, 500).boxed().toList());
    assertThat(one.number("select count(*) from timers where kind = 'done'")).isZero();
  }

  private static Future<Void> workUntilNothingIsLeft(Pool pool, Queue<Long> done) {
    return pass(new JobStore(pool, "done", LEASE, ClaimOwner.NONE), pool, done);
  }

  private static Future<Void> pass(JobStore timers, Pool pool, Queue<Long> done) {
    return timers
        .claim(NOON, 20)
        .compose(
            claims ->
                timers
                    .complete(
                        pool,
                        claims.stream()
                            .map(claim -> new Completion(claim.subject(), claim.token(), null))
                            .toList())
                    .onSuccess(completed -> claims.forEach(claim -> done.add(claim.subject()))))
        .compose(
            completed ->
                pool.query("select count(*) from timers where kind = 'done'")
                    .execute()
                    .map(rows -> rows.iterator().next().getLong(0)))
        .compose(left -> left == 0 ? Future.succeededFuture() : pass(timers, pool, done));
  }

  private static void create(String kind, int count) {
    one.sql(
        """
        insert into timers (kind, subject, due_at)
        select '%s', n, '%s'::timestamptz - n * interval '1 second' from generate_series(1, %d) n
        """
            .formatted(kind, NOON, count));
  }
}
