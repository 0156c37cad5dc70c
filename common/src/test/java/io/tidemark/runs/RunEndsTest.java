package io.tidemark.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class RunEndsTest {

  private static final String[] UNFINISHED = {"PENDING", "RUNNING", "WAITING"};

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final RunEnds ends = new RunEnds(meters, "sweep");

  private double counted(RunStatus status) {
    return meters
        .get("tidemark.runs.ended")
        .tags("kind", "sweep", "status", status.word())
        .counter()
        .count();
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"PENDING", "RUNNING", "WAITING"})
  void eachEndIsCountedFromZero(RunStatus status) {
    assertThat(counted(status)).isZero();

    ends.count(status);

    assertThat(counted(status)).isEqualTo(1);
  }

  @Test
  void aRunThatIsNotOverIsRefused() {
    for (String status : UNFINISHED) {
      assertThatThrownBy(() -> ends.count(RunStatus.valueOf(status)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(status + " is no end");
    }
  }
}
