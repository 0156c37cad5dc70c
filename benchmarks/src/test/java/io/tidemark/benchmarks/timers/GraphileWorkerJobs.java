package io.tidemark.benchmarks.timers;

import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.benchmarks.harness.ChildProcess;
import io.tidemark.benchmarks.harness.Contestant;
import io.tidemark.benchmarks.harness.DataSources;
import io.tidemark.benchmarks.harness.Polling;
import io.tidemark.benchmarks.harness.RoundResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * graphile-worker in its own Node process, with the batches that it documents for high throughput:
 * jobs are fetched 500 at a time, and completions are sent together. Optional: it needs {@code
 * node} and the package, which {@code npm} fetches into a folder of the user's temporary files.
 */
final class GraphileWorkerJobs implements Contestant {

  static final String VERSION = "0.17.3";

  private static final String SCRIPT =
      """
      const { run, runMigrations, Logger } = require("graphile-worker");
      const readline = require("readline");

      const worker = {
        connectionString: process.argv[2],
        concurrentJobs: 24,
        maxPoolSize: 25,
        localQueue: { size: 500 },
        completeJobBatchDelay: 0,
        failJobBatchDelay: 0,
      };
      const preset = { worker };
      const logger = new Logger(() => () => {});
      let handled = 0;
      let wanted = 0;
      let runner = null;
      const taskList = {
        lot: () => {
          if (++handled === wanted) console.log("handled " + handled);
        },
      };
      const commands = {
        migrate: async () => {
          await runMigrations({ preset, logger });
          console.log("migrated");
        },
        run: async (lots) => {
          handled = 0;
          wanted = Number(lots);
          runner = await run({ preset, logger, taskList, noHandleSignals: true });
        },
        stop: async () => {
          await runner.stop();
          console.log("stopped " + handled);
        },
      };
      readline.createInterface({ input: process.stdin }).on("line", (line) => {
        const [command, argument] = line.split(" ");
        commands[command](argument).catch((problem) => {
          console.error(problem);
          process.exit(1);
        });
      }).on("close", () => process.exit(0));
      """;

  private final String name;
  private final long lots;
  private final HikariDataSource database;
  private final ChildProcess node;

  private GraphileWorkerJobs(String name, String url, long lots, Path folder) throws IOException {
    this.name = name;
    this.lots = lots;
    Path script = folder.resolve("worker.js");
    Files.writeString(script, SCRIPT);
    this.node = ChildProcess.start(List.of("node", script.toString(), url));
    node.writeLine("migrate");
    node.awaitLine("migrated");
    this.database = DataSources.pool(url, 1);
  }

  /**
   * Starts it where it can be had.
   *
   * @return empty where {@code node} or the package is missing
   */
  static Optional<GraphileWorkerJobs> start(String name, String url, long lots)
      throws IOException, InterruptedException {
    Path folder =
        Path.of(System.getProperty("java.io.tmpdir"), "tidemark-graphile-worker-" + VERSION);
    Files.createDirectories(folder);
    boolean there =
        succeeds(folder, "node", "-e", "require('graphile-worker')")
            || (succeeds(
                    folder,
                    "npm",
                    "install",
                    "--no-audit",
                    "--no-fund",
                    "--no-save",
                    "--prefix",
                    folder.toString(),
                    "graphile-worker@" + VERSION)
                && succeeds(folder, "node", "-e", "require('graphile-worker')"));
    return there ? Optional.of(new GraphileWorkerJobs(name, url, lots, folder)) : Optional.empty();
  }

  private static boolean succeeds(Path folder, String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      boolean ended = process.waitFor(2, TimeUnit.MINUTES);
      process.destroy();
      return ended && process.exitValue() == 0;
    } catch (IOException missing) {
      return false;
    }
  }

  @Override
  public String name() {
    return name;
  }

  private static final String FILL =
      """
      select count(*)
      from graphile_worker.add_jobs((
        select array_agg(row('lot', json_build_object('lot', n), null,
          now() - n * interval '1 millisecond', null, null, null, null)::graphile_worker.job_spec)
        from generate_series(1, %d) as n))
      """;

  @Override
  public RoundResult round() throws Exception {
    DataSources.run(
        database,
        FILL.formatted(lots),
        "vacuum analyze graphile_worker._private_jobs",
        "checkpoint");
    long began = System.nanoTime();
    node.writeLine("run " + lots);
    node.awaitLine("handled ");
    Polling.until(() -> left() == 0);
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    node.writeLine("stop");
    long handled = Long.parseLong(node.awaitLine("stopped "));
    return new RoundResult(lots, took, WorkDone.of(handled, left()));
  }

  private long left() throws SQLException {
    return DataSources.number(database, "select count(*) from graphile_worker._private_jobs");
  }

  @Override
  public void close() {
    node.close();
    database.close();
  }
}
