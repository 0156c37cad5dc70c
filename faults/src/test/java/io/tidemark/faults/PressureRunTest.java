package io.tidemark.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * That every lot fires once; {@code ./tidemark faults --pressure} measures how fast. It takes
 * twenty seconds, most of them for starting and stopping, so it does not run in every build.
 */
@EnabledIfSystemProperty(named = "faults.form", matches = "full")
@Tag("server")
class PressureRunTest {

  @TempDir private Path folder;

  @Test
  void lotsFireOnceWhileOthersHoldTransactions() throws Exception {
    var outcome =
        new PressureRun(PressureProfile.brief(), System.out::println)
            .run(folder.resolve("figures.json"));

    assertThat(outcome.phases()).hasSize(1);
    assertThat(outcome.phases())
        .as(() -> String.join("\n", outcome.processes()))
        .allMatch(PressureFigures::isGood);
  }
}
