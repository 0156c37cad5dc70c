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

/** {@code tidemark bench}: measures the figures of docs/benchmarks.md on this machine. */
@Command(
    name = "tidemark bench",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Measures Tidemark beside others that do the same work on the same servers, in turns; a"
          + " commit waits for the disk.",
      "",
      "Without a name it lists the benchmarks. Exits with 1 when a goal is missed."
    })
public final class BenchCommand implements Callable<Integer> {

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(arity = "0..*", paramLabel = "NAME", description = "Names of the benchmarks, or all.")
  private List<String> names = List.of();

  @Option(names = "--rounds", description = "Number of measured rounds per contestant; odd.")
  private int rounds = 5;

  @Option(names = "--brief", description = "Takes seconds; checks that the benchmarks work.")
  private boolean brief;

  @Option(names = "--full", description = "Uses 100 million rows where the size matters.")
  private boolean full;

  @Option(
      names = "--out",
      description = "Folder for the charts and results.jsonl, with one line for each benchmark.")
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
