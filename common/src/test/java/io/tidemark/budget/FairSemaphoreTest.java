package io.tidemark.budget;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FairSemaphoreTest {

  private final List<Integer> begun = new ArrayList<>();
  private final List<Promise<Void>> inHand = new ArrayList<>();

  @Test
  void onlySoManyBeginAtOnceAndTheOthersFollowInOrder() {
    var turns = new FairSemaphore(3);
    for (int n = 0; n < 8; n++) {
      begin(turns, n);
    }
    assertThat(begun).containsExactly(0, 1, 2);

    inHand.get(1).complete();
    assertThat(begun).containsExactly(0, 1, 2, 3);

    inHand.get(0).complete();
    inHand.get(3).complete();
    assertThat(begun).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void theResultIsThatOfTheWork() {
    assertThat(await(new FairSemaphore(1).run("one", () -> Future.succeededFuture("reading"))))
        .isEqualTo("reading");
  }

  @Test
  void aFailedTaskFreesItsTurn() {
    var turns = new FairSemaphore(1);
    Future<Void> failing = begin(turns, 0);
    begin(turns, 1);

    inHand.get(0).fail("refused");

    assertThat(failing.cause()).hasMessage("refused");
    assertThat(begun).containsExactly(0, 1);
  }

  @Test
  void aTaskThatThrowsFreesItsTurnWhetherItWaitedOrNot() {
    var turns = new FairSemaphore(1);
    Future<Void> first =
        turns.run(
            "one",
            () -> {
              throw new IllegalStateException("first");
            });
    begin(turns, 0);
    Future<Void> waited =
        turns.run(
            "one",
            () -> {
              throw new IllegalStateException("waited");
            });
    begin(turns, 1);

    inHand.get(0).complete();

    assertThat(first.cause()).hasMessage("first");
    assertThat(waited.cause()).hasMessage("waited");
    assertThat(begun).containsExactly(0, 1);
  }

  @Test
  void tenThousandThatWaitedEndAtOnceWithoutDeepStacks() {
    var turns = new FairSemaphore(1);
    begin(turns, 0);
    List<Integer> done = new ArrayList<>();
    List<Future<Boolean>> waiting =
        IntStream.range(0, 10_000)
            .mapToObj(n -> turns.run("one", () -> Future.succeededFuture(done.add(n))))
            .toList();

    inHand.get(0).complete();

    assertThat(waiting.stream().filter(Future::succeeded).count()).isEqualTo(10_000);
    assertThat(done.equals(IntStream.range(0, 10_000).boxed().toList())).as("in order").isTrue();
  }

  @Test
  void manyThreadsNeverExceedTheNumber() throws InterruptedException {
    var turns = new FairSemaphore(5);
    var atOnce = new AtomicInteger();
    var most = new AtomicInteger();
    int tasks = 2_000;
    var done = new CountDownLatch(tasks);
    try (ExecutorService callers = Executors.newFixedThreadPool(4);
        ExecutorService workers = Executors.newFixedThreadPool(8)) {
      for (int n = 0; n < tasks; n++) {
        callers.execute(
            () ->
                turns
                    .run(
                        "one",
                        () -> {
                          most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                          var end = Promise.<Void>promise();
                          workers.execute(
                              () -> {
                                atOnce.decrementAndGet();
                                end.complete();
                              });
                          return end.future();
                        })
                    .onComplete(ended -> done.countDown()));
      }
      assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(most.get()).isBetween(1, 5);
    assertThat(atOnce).hasValue(0);
  }

  private Future<Void> begin(FairSemaphore turns, int n) {
    return turns.run(
        "one",
        () -> {
          begun.add(n);
          var end = Promise.<Void>promise();
          inHand.add(end);
          return end.future();
        });
  }
}
