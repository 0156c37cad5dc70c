package io.tidemark.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The suite itself: brief in every build, in full with {@code -Pfaults}. */
@Tag("server")
class FaultSuiteTest {

  @Test
  void nothingIsLostOrDoubledUnderFaults() throws Exception {
    int number = Integer.getInteger("faults.number", 0);
    String wanted = System.getProperty("faults.form", "brief");
    SuiteProfile profile =
        number > 0
            ? SuiteProfile.night(number)
            : wanted.equals("full") ? SuiteProfile.full() : SuiteProfile.brief();
    long seed = Long.getLong("faults.seed", 0);
    Path file = Path.of(System.getProperty("faults.report", "target/faults.json"));

    SuiteReport report =
        new FaultSuite(
                profile,
                seed == 0 ? ThreadLocalRandom.current().nextInt(1, 1_000_000) : seed,
                System.out::println)
            .run(file);

    assertThat(report.failures()).as(report.text()).isEmpty();
    assertThat(report.findings()).as(report.text()).allMatch(Invariants.InvariantResult::holds);
  }
}
