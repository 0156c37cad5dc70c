package io.tidemark.benchmarks;

import io.tidemark.benchmarks.harness.Benchmark;
import io.tidemark.benchmarks.harness.BenchmarkContext;
import io.tidemark.benchmarks.harness.BenchmarkResult;
import io.tidemark.benchmarks.harness.Chart;
import io.tidemark.benchmarks.harness.MachineInfo;
import io.tidemark.benchmarks.harness.Size;
import io.tidemark.stores.LocalStores;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code tidemark bench}: the figures of the README, measured here. */
@Command(
    name = "tidemark bench",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Measures Tidemark beside others that do the same work on the same servers, in turns; a"
          + " commit waits for the disk.",
      "",
      "Without a name it lists the benchmarks. Ends with 1 when a goal is missed."
    })
public final class BenchCommand implements Callable<Integer> {

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(arity = "0..*", paramLabel = "NAME", description = "Which; all for all of them.")
  private List<String> names = List.of();

  @Option(names = "--rounds", description = "How often each side is measured; an odd number.")
  private int rounds = 5;

  @Option(names = "--brief", description = "Seconds, to see that it works.")
  private boolean brief;

  @Option(names = "--full", description = "With 100 million rows where that says more.")
  private boolean full;

  @Option(
      names = "--out",
      description = "A folder for the charts and results.jsonl, one line for each benchmark run.")
  private Path out = Path.of("bench");

  /** The command line. */
  public static void main(String[] arguments) {
    System.setProperty("java.awt.headless", "true");
    System.exit(new CommandLine(new BenchCommand()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter terminal = spec.commandLine().getOut();
    if (names.isEmpty()) {
      Benchmarks.ALL.forEach(
          benchmark -> terminal.printf("%-14s %s%n", benchmark.name(), benchmark.question()));
      terminal.flush();
      return 0;
    }
    if (rounds < 1 || rounds > 99) {
      throw new ParameterException(
          spec.commandLine(), "--rounds must be from 1 to 99, not " + rounds);
    }
    if (brief && full) {
      throw new ParameterException(spec.commandLine(), "--brief and --full exclude each other");
    }
    List<Benchmark> chosen = chosen();
    Files.createDirectories(out);
    boolean good = true;
    for (Benchmark benchmark : chosen) {
      good &= measured(benchmark, terminal).isGood();
    }
    return good ? 0 : 1;
  }

  private List<Benchmark> chosen() {
    return names.equals(List.of("all"))
        ? Benchmarks.ALL
        : names.stream()
            .map(
                name ->
                    Benchmarks.named(name)
                        .orElseThrow(
                            () ->
                                new ParameterException(
                                    spec.commandLine(),
                                    "no benchmark %s; there are %s, and all"
                                        .formatted(
                                            name,
                                            Benchmarks.ALL.stream()
                                                .map(Benchmark::name)
                                                .collect(Collectors.joining(", "))))))
            .toList();
  }

  private BenchmarkResult measured(Benchmark benchmark, PrintWriter terminal) throws Exception {
    terminal.printf("%s: %s%n", benchmark.name(), benchmark.question());
    terminal.flush();
    Size size = brief ? Size.BRIEF : full ? Size.FULL : Size.USUAL;
    MachineInfo machine = MachineInfo.here();
    try (LocalStores stores = LocalStores.durable()) {
      BenchmarkResult outcome =
          benchmark.run(
              new BenchmarkContext(
                  size,
                  brief ? 1 : rounds,
                  stores,
                  line -> {
                    terminal.println("  " + line);
                    terminal.flush();
                  }));
      String line =
          outcome.json(machine, size, LocalDate.now(ZoneOffset.UTC)).encode()
              + System.lineSeparator();
      Files.writeString(
          out.resolve("results.jsonl"), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      terminal.print(outcome.text(machine));
      terminal.print(line);
      Chart.write(outcome, out).forEach(file -> terminal.println("chart: " + file));
      terminal.flush();
      return outcome;
    }
  }
}
