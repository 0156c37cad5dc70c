package io.tidemark.standalone.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
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
    Promise<String> never = Promise.promise();
    Thread.startVirtualThread(signals::stop);

    assertThatThrownBy(() -> signals.await(never.future())).isInstanceOf(StoppedException.class);
    assertThatThrownBy(signals::check).isInstanceOf(StoppedException.class);
  }
}
