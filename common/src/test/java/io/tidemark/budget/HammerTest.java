package io.tidemark.budget;

import static io.tidemark.budget.HammerProcesses.PROCESSES;
import static io.tidemark.budget.HammerProcesses.SECOND;
import static io.tidemark.budget.HammerProcesses.admissions;
import static io.tidemark.budget.HammerProcesses.end;
import static io.tidemark.budget.HammerProcesses.most;
import static io.tidemark.budget.HammerProcesses.pass;
import static io.tidemark.budget.HammerProcesses.start;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.TestFoundation;
import io.tidemark.budget.HammerProcesses.Child;
import io.tidemark.clock.WorldClock;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Four processes use what there is. The time that they do so is real; {@code
 * TIDEMARK_HAMMER_SECONDS} makes it longer. Beside other classes they used 96 to 98 %, so this one
 * runs alone.
 */
@Tag("server")
@Isolated
class HammerTest {

  private static final int SECONDS =
      Integer.parseInt(System.getenv().getOrDefault("TIDEMARK_HAMMER_SECONDS", "5"));

  @TempDir Path directory;

  @Test
  void fourProcessesAreAdmittedWhatThereIsAndNoMore() throws Exception {
    try (TestFoundation app = TestFoundation.lay(WorldClock.real(), Map.of())) {
      List<Child> children = start(directory, app.postgresUrl(), app.redisUrl());
      pass(SECONDS);
      end(children);

      long[] steady = admissions(children, "S");
      assertThat(most(steady, SECOND)).isLessThanOrEqualTo(Hammer.A_SECOND);
      // Up to the last windowful, whose own window had not ended when the asking did.
      int counted = steady.length - (int) Hammer.A_SECOND;
      double seconds = (steady[counted] - steady[0]) / (double) SECOND;
      System.out.printf(
          "%d admitted in %.2f s, %.1f %% of what there was%n",
          counted, seconds, 100 * counted / (seconds * Hammer.A_SECOND));
      assertThat(children)
          .as("none starves")
          .allSatisfy(
              child ->
                  assertThat(admissions(List.of(child), "S").length)
                      .isGreaterThanOrEqualTo(steady.length / 10));
      // What is used of what there is can be told only where the machine let them ask for it.
      boolean asked =
          seconds > SECONDS / 2.0
              && LongStream.of(admissions(children, "A"))
                  .allMatch(asks -> asks >= 20 * Hammer.A_SECOND * seconds / PROCESSES);
      if (asked) {
        assertThat((double) counted).isGreaterThanOrEqualTo(0.97 * Hammer.A_SECOND * seconds);
      }

      long[] runningOut = admissions(children, "R");
      assertThat(most(runningOut, 2 * SECOND)).isLessThanOrEqualTo(Hammer.TWO_SECONDS);
      double spent = runningOut.length;
      double allowed = Math.min(Hammer.A_MONTH, Hammer.TWO_SECONDS / 2.0 * seconds);
      assertThat(spent).isBetween(asked ? 0.97 * allowed : 1, (double) Hammer.A_MONTH);
    }
  }
}
