package io.tidemark.flow;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class AsyncLoopTest {

  private static final int MANY = 200_000;

  private Vertx vertx;
  private final AtomicInteger taken = new AtomicInteger();

  @BeforeEach
  void begin(Vertx vertx) {
    this.vertx = vertx;
  }

  private Optional<String> endsAfter(int steps) {
    return taken.incrementAndGet() == steps ? Optional.of("over") : Optional.empty();
  }

  @Test
  void manyStepsThatEndLaterOverflowNoStack() {
    Future<String> story =
        AsyncLoop.until(
            () -> {
              Promise<Optional<String>> step = Promise.promise();
              vertx.runOnContext(later -> step.complete(endsAfter(MANY)));
              return step.future();
            });

    assertThat(await(story)).isEqualTo("over");
    assertThat(taken).hasValue(MANY);
  }

  @Test
  void manyStepsThatEndAtOnceOverflowNoStack() {
    assertThat(await(AsyncLoop.until(() -> Future.succeededFuture(endsAfter(MANY)))))
        .isEqualTo("over");
  }

  @Test
  void stepsWithAPauseBetweenThemAreTakenUntilOneYields() {
    assertThat(
            await(
                AsyncLoop.until(
                    vertx, Duration.ofMillis(1), () -> Future.succeededFuture(endsAfter(20)))))
        .isEqualTo("over");
    assertThat(taken).hasValue(20);
  }

  @Test
  void noStepBeginsBeforeTheOneBeforeHasEnded() {
    List<Promise<Optional<String>>> steps = new ArrayList<>();
    Future<String> story =
        AsyncLoop.until(
            () -> {
              Promise<Optional<String>> step = Promise.promise();
              steps.add(step);
              return step.future();
            });

    assertThat(steps).hasSize(1);
    steps.get(0).complete(Optional.empty());
    assertThat(steps).hasSize(2);
    assertThat(story.isComplete()).isFalse();
    steps.get(1).complete(Optional.of("over"));
    assertThat(story.result()).isEqualTo("over");
  }

  @Test
  void aStepThatFailsOrThrowsIsTheLastOne() {
    var broken = new IllegalStateException("broken");

    assertThat(AsyncLoop.until(() -> failing(Future.failedFuture(broken))).cause())
        .isSameAs(broken);
    assertThat(
            AsyncLoop.until(
                    () -> {
                      taken.incrementAndGet();
                      throw broken;
                    })
                .cause())
        .isSameAs(broken);
    assertThat(taken).hasValue(2);
  }

  private Future<Optional<String>> failing(Future<Optional<String>> failure) {
    taken.incrementAndGet();
    return failure;
  }
}
