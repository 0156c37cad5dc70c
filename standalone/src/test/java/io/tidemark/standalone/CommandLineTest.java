package io.tidemark.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void helpNamesEveryCommand() {
    assertThat(run("--help")).isZero();

    assertThat(out.toString()).contains("demo", "run", "simulator", "migrate", "./tidemark demo");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "run",
        "simulator",
        "cluster",
        "migrate",
        "gateway",
        "tracker",
        "metrics-refresh",
        "profile-sync"
      })
  void everyCommandExplainsItself(String command) {
    assertThat(run(command, "--help")).isZero();

    assertThat(out.toString()).contains("Usage: tidemark " + command);
    assertThat(out.toString().lines().count()).isGreaterThan(5);
  }

  @Test
  void theDemoHasTheFlagsThatTheReadmeNames() {
    run("demo", "--help");

    assertThat(out.toString())
        .contains("--speed", "--tweets", "--zones", "--port", "--seed", "--once");
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource({
    "demo, --speed, 0, --speed must be above 0 and at most 10000",
    "demo, --tweets, 0, --tweets must be from 1 to 1000000",
    "demo, --zones, 101, --zones must be from 1 to 100",
    "demo, --port, 70000, --port must be from 0 to 65535",
    "demo, --tweets, many, Invalid value for option '--tweets'",
    "demo, --colour, red, Unknown options: '--colour'",
  })
  void aBadFlagIsNamedAndNothingStarts(
      String command, String flag, String value, String complaint) {
    assertThat(run(command, flag, value)).isEqualTo(2);

    assertThat(err.toString()).contains(complaint);
  }

  @Test
  void withoutACommandItSaysWhatToDo() {
    assertThat(run()).isEqualTo(2);

    assertThat(err.toString()).contains("A command is required.").contains("Usage:");
  }

  private int run(String... arguments) {
    return Tidemark.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
