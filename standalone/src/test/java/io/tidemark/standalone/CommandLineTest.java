package io.tidemark.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.standalone.Commands.Ended;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

  @Test
  void helpNamesEveryCommand() {
    Ended help = Commands.run(Map.of(), "--help");

    assertThat(help.code()).isZero();
    assertThat(help.said()).contains(Commands.names()).contains("./tidemark demo");
    assertThat(Commands.names())
        .contains("demo", "run", "simulator", "migrate", "psql", "bench", "faults");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "run",
        "simulator",
        "cluster",
        "migrate",
        "learn",
        "backtest",
        "psql",
        "redis-cli",
        "gateway",
        "tracker",
        "metrics-refresh",
        "profile-sync"
      })
  void everyCommandExplainsItself(String command) {
    Ended help = Commands.run(Map.of(), command, "--help");

    assertThat(help.code()).isZero();
    assertThat(help.said()).contains("Usage: tidemark " + command).contains("--verbose");
    assertThat(help.said().lines().count()).isGreaterThan(5);
  }

  @Test
  void theHelpOfRunNamesAllFourRoles() {
    assertThat(Commands.run(Map.of(), "run", "--help").said().replaceAll("\\s+", " "))
        .contains("gateway, tracker, metrics refresh and profile sync");
  }

  @Test
  void theDemoHasTheFlagsThatTheReadmeNames() {
    assertThat(Commands.run(Map.of(), "demo", "--help").said())
        .contains("--speed", "--tweets", "--zones", "--port", "--seed", "--once", "--json");
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource({
    "demo, --speed, 0, --speed must be above 0 and at most 10000",
    "demo, --tweets, 0, --tweets must be from 1 to 1000000",
    "demo, --zones, 101, --zones must be from 1 to 100",
    "demo, --port, 70000, --port must be from 0 to 65535",
    "simulator, --port, 99999, --port must be from 0 to 65535",
    "simulator, --speed, 0, --speed must be above 0 and at most 10000",
    "demo, --tweets, many, Invalid value for option '--tweets'",
    "demo, --colour, red, Unknown option: --colour",
    "demo, --sped, 10, Unknown option: --sped. Did you mean --speed?",
    "run, --port, 80, Unknown option: --port",
    "run, now, '', Unknown argument: now",
    "bench, timers, '', 'Start it as ./tidemark bench timers, from the sources.'",
  })
  void aBadFlagIsNamedLastAndNothingStarts(
      String command, String flag, String value, String complaint) {
    Ended ended = Commands.run(Map.of(), command, flag, value);

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.complained().lines()).hasSize(2);
    assertThat(ended.complained().lines().toList().getLast()).startsWith(complaint);
  }

  @ParameterizedTest
  @CsvSource({
    "dmeo, Unknown command: dmeo. Did you mean demo?",
    "trackers, Unknown command: trackers. Did you mean tracker?",
    "metric-refresh, Unknown command: metric-refresh. Did you mean metrics-refresh?",
    "xyzzy, Unknown command: xyzzy.",
  })
  void theNearestCommandIsOffered(String command, String complaint) {
    Ended ended = Commands.run(Map.of(), command);

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.complained().lines().toList().getLast()).isEqualTo(complaint);
  }

  @Test
  void withoutACommandItSaysWhatToDo() {
    Ended ended = Commands.run(Map.of());

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.complained()).contains("Usage:").endsWith("A command is required.\n");
  }

  @ParameterizedTest
  @CsvSource({
    "demo, --port",
    "simulator, --port",
    "run, TIDEMARK_HTTP_PORT",
    "gateway, TIDEMARK_HTTP_PORT",
    "tracker, TIDEMARK_MANAGEMENT_PORT",
  })
  void aTakenPortIsNamedWithWhatChoosesAnother(String command, String chooses) throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());
      Map<String, String> environment =
          chooses.startsWith("--")
              ? Map.of()
              : Map.of(
                  "TIDEMARK_MANAGEMENT_PORT",
                  "0",
                  "TIDEMARK_HTTP_HOST",
                  "127.0.0.1",
                  "TIDEMARK_HTTP_PORT",
                  "0");
      Map<String, String> all = new java.util.HashMap<>(environment);
      all.computeIfPresent(chooses, (name, free) -> port);

      Ended ended =
          chooses.startsWith("--")
              ? Commands.run(all, command, chooses, port)
              : Commands.run(all, command);

      assertThat(ended.code()).isEqualTo(1);
      assertThat(ended.complained())
          .isEqualTo(
              "Port %s is taken by another process: stop that, or choose another port with %s.\n"
                  .formatted(port, chooses));
    }
  }

  @Test
  void twoServersOfAProcessHaveTwoPorts() {
    Ended ended =
        Commands.run(
            Map.of("TIDEMARK_HTTP_PORT", "18080", "TIDEMARK_MANAGEMENT_PORT", "18080"), "run");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.complained())
        .isEqualTo(
            "TIDEMARK_HTTP_PORT and TIDEMARK_MANAGEMENT_PORT are both 18080: give"
                + " one of them another.\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "gateway", "tracker", "migrate"})
  void aBadSettingEndsItWithOneSentenceAndAStackTraceOnlyWhenAskedFor(String command) {
    Map<String, String> environment = Map.of("TIDEMARK_TRACKER_LEASE", "soon");

    Ended ended = Commands.run(environment, command);
    Ended verbose = Commands.run(environment, command, "--verbose");

    String sentence =
        "TIDEMARK_TRACKER_LEASE must be a duration such as 250ms, 60s, 15m, 1h or"
            + " 30d, not \"soon\".\n";
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.complained()).isEqualTo(sentence);
    assertThat(verbose.code()).isEqualTo(1);
    assertThat(verbose.complained()).contains("\tat io.tidemark.").endsWith(sentence);
  }

  @Test
  void aShellNeedsAUrlThatCanBeRead() {
    Ended ended = Commands.run(Map.of("TIDEMARK_POSTGRES_URL", "postgresql://mark@/posts"), "psql");

    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.complained()).startsWith("TIDEMARK_POSTGRES_URL must be a URL");
  }
}
