package io.tidemark.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.WorldClock;
import io.tidemark.standalone.demo.Demo;
import io.tidemark.standalone.demo.DemoOptions;
import io.tidemark.standalone.demo.DemoStores;
import io.tidemark.standalone.process.StopSignals;
import io.tidemark.standalone.process.Terminal;
import io.tidemark.stores.StoreAddresses;
import io.tidemark.tracker.cadence.Cadence;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
@Order(1) // it takes long, so it begins first
class DemoTest {

  private final StopSignals signals = new StopSignals();
  private final StringWriter out = new StringWriter();
  private final List<ProcessHandle> servers = new ArrayList<>();
  private Path folder;

  @Test
  void runOnceItEndsWithAllFiguresInOneJsonObject() {
    var options =
        new DemoOptions(1_800, 60, 600, 5, 0.75, 1, 2, Cadence.HOURLY_LOT, 0, 7, true, true);

    int code;
    try (var stores = TestFoundation.lay(WorldClock.real(), Map.of())) {
      code =
          demo(options, new PrintWriter(out))
              .run(shown -> new DemoStores(stores.postgresUrl(), stores.redisUrl(), () -> {}));
    }

    assertThat(code).isZero();
    assertThat(out.toString())
        .contains("Ready after", "console ", "/#key=", "a curve ", "Every lot has finished.")
        .containsPattern("Schema +\\d+\\.\\d s  every migration applied")
        .contains("Refreshed metrics for 60 posts across 3 platform connections")
        .contains("(20 on Facebook, 20 on Instagram, 20 on TikTok)")
        .contains("scraped, embedded and classified; their hooks: ")
        .contains("still and below the zone's P25")
        .containsPattern("HOURLY_LOT polls a tweet\\n[0-9.]+ times and misses [0-9.]+ %")
        .containsPattern("ADAPTIVE, polling [0-9.]+ times,\\nmisses [0-9.]+ %");
    JsonObject figures = new JsonObject(out.toString().lines().toList().getLast());
    assertThat(out.toString().replace(figures.encode(), ""))
        .as("words")
        .doesNotContain("no_change", "age_limit", "call_out");
    assertThat(figures.getInteger("tweets")).isEqualTo(60);
    assertThat(figures.getInteger("tracked")).isZero();
    assertThat(figures.getInteger("deliveriesFailed")).isZero();
    assertThat(figures.getInteger("lots")).isEqualTo(12);
    assertThat(figures.getInteger("snapshots")).isEqualTo(figures.getInteger("polls"));
    assertThat(figures.getInteger("calls")).isBetween(1, 60 * 6);
    assertThat(figures.getJsonObject("stopped").getInteger("no_change_below_threshold"))
        .isGreaterThanOrEqualTo(45);
    JsonObject backtest = figures.getJsonObject("backtest");
    assertThat(wape(backtest, "adaptive")).isPositive().isLessThan(wape(backtest, "hourly"));
    assertThat(pollsPerTweet(backtest, "adaptive"))
        .isLessThanOrEqualTo(pollsPerTweet(backtest, "hourly"));
  }

  private static double wape(JsonObject backtest, String cadence) {
    return backtest.getJsonObject(cadence).getDouble("wape");
  }

  private static double pollsPerTweet(JsonObject backtest, String cadence) {
    return backtest.getJsonObject(cadence).getDouble("pollsPerTweet");
  }

  @Test
  void stoppedByHandItCleansUpAndSaysSo() {
    var options =
        new DemoOptions(360, 1_000, 600, 5, 0.75, 1, 1, Cadence.ADAPTIVE, 0, 7, true, false);
    var stopping =
        new PrintWriter(out) {
          @Override
          public void println(String line) {
            super.println(line);
            if (line.contains("Ready after")) {
              signals.stop();
            }
          }
        };

    int code = demo(options, stopping).run(this::embedded);

    assertThat(code).isEqualTo(130);
    assertThat(folder).doesNotExist();
    assertThat(servers).hasSize(2).noneMatch(ProcessHandle::isAlive);
    assertThat(out.toString())
        .contains("Stopped before every lot had finished.")
        .doesNotContain("{");
  }

  private Demo demo(DemoOptions options, PrintWriter to) {
    return new Demo(options, new Terminal(to, false, false), signals, Optional.empty());
  }

  /** The stores of a demo's own, with a note of what is to be gone in the end. */
  private DemoStores embedded(Terminal terminal) {
    DemoStores stores = DemoStores.embedded(terminal);
    try (Stream<Path> folders = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      folder =
          folders
              .filter(
                  each ->
                      StoreAddresses.in(each)
                          .filter(found -> found.postgres().equals(stores.postgres()))
                          .isPresent())
              .findFirst()
              .orElseThrow();
      for (String file : List.of("postgres/postmaster.pid", "redis/redis.pid")) {
        String process = Files.readAllLines(folder.resolve(file)).getFirst().strip();
        servers.add(ProcessHandle.of(Long.parseLong(process)).orElseThrow());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return stores;
  }
}
