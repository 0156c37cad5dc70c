package io.tidemark.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class StopSignalsTest {

  private final StopSignals signals = new StopSignals();

  @Test
  void aStepOfTheStartIsWaitedForWithItsResultOrItsFailure() {
    assertThat(signals.await(Future.succeededFuture("ready"))).isEqualTo("ready");
    assertThatThrownBy(
            () -> signals.await(Future.failedFuture(new IllegalArgumentException("not ready"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aStopEndsTheWaitForAStepThatDoesNotEnd() {
    var abandoned = new AtomicBoolean();
    var signals = new StopSignals(Duration.ofMillis(1), () -> abandoned.set(true));
    Promise<String> never = Promise.promise();
    Thread.startVirtualThread(signals::stop);

    assertThatThrownBy(() -> signals.await(never.future())).isInstanceOf(StoppedException.class);
    assertThatThrownBy(signals::check).isInstanceOf(StoppedException.class);
    assertThat(abandoned).isTrue();
  }

  @Test
  void aStepThatEndsAfterTheStopIsUndone() {
    var undone = new AtomicBoolean();
    signals.stop();

    assertThatThrownBy(
            () ->
                signals.await(
                    Future.succeededFuture("open"),
                    open -> {
                      undone.set(open.equals("open"));
                      return Future.succeededFuture();
                    }))
        .isInstanceOf(StoppedException.class);
    assertThat(undone).isTrue();
  }
}
