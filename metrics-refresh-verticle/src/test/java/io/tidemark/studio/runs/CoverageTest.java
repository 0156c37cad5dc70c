package io.tidemark.studio.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.runs.RunStatus;
import io.tidemark.studio.runs.Run.Item;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoverageTest {

  private static Item item(
      boolean connected, String status, int eligible, int notDue, int updated, int failed) {
    return new Item(
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
        List.of(),
        0,
        0,
        List.of(),
        null,
        null);
  }

  @ParameterizedTest
  @CsvSource({
    "done,    3, 0, 3, 0, COMPLETED", // all of them
    "done,    3, 3, 0, 0, COMPLETED", // none was due
    "done,    3, 0, 2, 0, COMPLETED", // one was removed meanwhile
    "done,    3, 0, 2, 1, PARTIAL",
    "done,    3, 0, 0, 3, FAILED",
    "failed,  3, 0, 0, 0, FAILED", // the token died before the first batch
    "failed,  3, 0, 2, 0, PARTIAL", // or after it
    "failed,  3, 3, 0, 0, COMPLETED", // and there was nothing to be asked
    "failed,  0, 0, 0, 0, COMPLETED",
    "skipped, 3, 0, 0, 0, FAILED" // another run has it
  })
  void oneAccountDecidesByItsPosts(
      String status, int eligible, int notDue, int updated, int failed, RunStatus verdict) {
    assertThat(Coverage.verdict(List.of(item(true, status, eligible, notDue, updated, failed))))
        .isEqualTo(verdict);
  }

  @Test
  void nothingToDoIsCompleted() {
    assertThat(Coverage.verdict(List.of())).isEqualTo(RunStatus.COMPLETED);
  }

  @Test
  void anAccountThatWasNotConnectedDoesNotCount() {
    Item disconnected = item(false, "skipped", 9, 0, 0, 0);

    assertThat(Coverage.verdict(List.of(disconnected))).isEqualTo(RunStatus.COMPLETED);
    assertThat(Coverage.verdict(List.of(disconnected, item(true, "done", 3, 0, 3, 0))))
        .isEqualTo(RunStatus.COMPLETED);
  }

  @Test
  void whatOneAccountReadMakesTheFailureOfAnotherPartial() {
    assertThat(
            Coverage.verdict(
                List.of(item(true, "done", 3, 0, 3, 0), item(true, "failed", 3, 0, 0, 0))))
        .isEqualTo(RunStatus.PARTIAL);
  }
}
