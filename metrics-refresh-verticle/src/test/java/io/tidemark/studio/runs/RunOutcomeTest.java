package io.tidemark.studio.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.studio.runs.Run.Part;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunOutcomeTest {

  private static Part part(
      boolean connected, String status, int eligible, int notDue, int updated, int failed) {
    return new Part(
        1,
        "brand",
        "instagram",
        connected,
        status,
        status.equals("done") ? null : "a reason",
        eligible,
        notDue,
        updated + failed,
        updated,
        failed,
        List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "done,    3, 0, 3, 0, completed", // all of them
    "done,    3, 3, 0, 0, completed", // none was due
    "done,    3, 0, 2, 0, completed", // one was removed meanwhile
    "done,    3, 0, 2, 1, partial",
    "done,    3, 0, 0, 3, failed",
    "failed,  3, 0, 0, 0, failed", // the token died before the first batch
    "failed,  3, 0, 2, 0, partial", // or after it
    "failed,  3, 3, 0, 0, completed", // and there was nothing to be asked
    "failed,  0, 0, 0, 0, completed",
    "skipped, 3, 0, 0, 0, failed" // another run has it
  })
  void oneAccountDecidesByItsPosts(
      String status, int eligible, int notDue, int updated, int failed, String verdict) {
    assertThat(RunOutcome.of(List.of(part(true, status, eligible, notDue, updated, failed))))
        .isEqualTo(verdict);
  }

  @Test
  void nothingToDoIsCompleted() {
    assertThat(RunOutcome.of(List.of())).isEqualTo("completed");
  }

  @Test
  void anAccountThatWasNotConnectedDoesNotCount() {
    Part disconnected = part(false, "skipped", 9, 0, 0, 0);

    assertThat(RunOutcome.of(List.of(disconnected))).isEqualTo("completed");
    assertThat(RunOutcome.of(List.of(disconnected, part(true, "done", 3, 0, 3, 0))))
        .isEqualTo("completed");
  }

  @Test
  void whatOneAccountReadMakesTheFailureOfAnotherPartial() {
    assertThat(
            RunOutcome.of(
                List.of(part(true, "done", 3, 0, 3, 0), part(true, "failed", 3, 0, 0, 0))))
        .isEqualTo("partial");
  }
}
