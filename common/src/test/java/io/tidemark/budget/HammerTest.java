package io.tidemark.budget;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.WorldClock;
import io.tidemark.stores.LocalStores;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Four processes ask for twenty times what there is. The time that they do so is real; {@code
 * TIDEMARK_HAMMER_SECONDS} makes it longer.
 */
@Tag("server")
@Order(1) // it takes long, so it begins first
class HammerTest {

  private static final int PROCESSES = 4;
  private static final long SECOND = 1_000_000;
  private static final int SECONDS =
      Integer.parseInt(System.getenv().getOrDefault("TIDEMARK_HAMMER_SECONDS", "8"));

  @TempDir Path directory;

  @Test
  void fourProcessesAreAdmittedWhatThereIsAndNoMore() throws Exception {
    try (TestFoundation app = TestFoundation.lay(WorldClock.real(), Map.of())) {
      List<Child> children = start(app.postgresUrl(), app.redisUrl());
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
      boolean kept =
          LongStream.of(admissions(children, "T")).anyMatch(stalled -> stalled > SECOND / 10);
      double used = kept ? 0.9 : 0.97;
      if (asked) {
        assertThat((double) counted).isGreaterThanOrEqualTo(used * Hammer.A_SECOND * seconds);
      }

      long[] runningOut = admissions(children, "R");
      assertThat(most(runningOut, 2 * SECOND)).isLessThanOrEqualTo(Hammer.TWO_SECONDS);
      double spent = runningOut.length;
      double allowed = Math.min(Hammer.A_MONTH, Hammer.TWO_SECONDS / 2.0 * seconds);
      assertThat(spent).isBetween(asked ? used * allowed : 1, (double) Hammer.A_MONTH);
    }
  }

  @Test
  void redisFlushedAndKilledInTheMiddleIsNoReasonToAdmitMore() throws Exception {
    try (LocalStores stores = LocalStores.temporary();
        TestFoundation app =
            TestFoundation.lay(
                WorldClock.real(), Map.of("TIDEMARK_REDIS_URL", stores.redis().url()))) {
      List<Child> children = start(app.postgresUrl(), stores.redis().url());
      pass(4);
      await(app.app().redis().send(Request.cmd(Command.FLUSHDB)));
      long flushed = micros();
      pass(4);
      stores.redis().stop();
      pass(2);
      stores.redis().start();
      long back = micros();
      pass(6);
      end(children);

      long[] steady = admissions(children, "S");
      long[] runningOut = admissions(children, "R");
      assertThat(most(steady, SECOND)).isLessThanOrEqualTo(Hammer.A_SECOND);
      assertThat(most(runningOut, SECOND)).isLessThanOrEqualTo(80);
      assertThat(most(runningOut, 2 * SECOND)).isLessThanOrEqualTo(Hammer.TWO_SECONDS);
      assertThat((long) runningOut.length).isLessThanOrEqualTo(Hammer.A_MONTH);
      assertThat(LongStream.of(steady).filter(at -> at > flushed && at < back).count())
          .as("admitted after the flush")
          .isGreaterThan(2 * Hammer.A_SECOND);
      assertThat(LongStream.of(steady).filter(at -> at > back).count())
          .as("admitted after the restart")
          .isGreaterThan(Hammer.A_SECOND);
    }
  }

  private static long micros() {
    return Micros.of(WorldClock.real().instant());
  }

  /** Time that has to pass for real: other processes live in it. */
  private static void pass(int seconds) throws InterruptedException {
    assertThat(new CountDownLatch(1).await(seconds, TimeUnit.SECONDS)).isFalse();
  }

  /** The most of any stretch of that length, wherever it begins. */
  private static long most(long[] times, long length) {
    long most = 0;
    for (int from = 0, to = 0; to < times.length; to++) {
      while (times[to] - times[from] >= length) {
        from++;
      }
      most = Math.max(most, to - from + 1);
    }
    return most;
  }

  private List<Child> start(String postgresUrl, String redisUrl) throws IOException {
    // A little more, for they do not begin and end at the same instant.
    int rate = (int) (22 * Hammer.A_SECOND / PROCESSES);
    List<Child> children = new ArrayList<>();
    for (int child = 0; child < PROCESSES; child++) {
      children.add(
          new Child(
              new ProcessBuilder(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-Xmx128m",
                      "-XX:+UseSerialGC",
                      "-XX:TieredStopAtLevel=1",
                      "-cp",
                      System.getProperty("java.class.path"),
                      Hammer.class.getName(),
                      postgresUrl,
                      redisUrl,
                      Integer.toString(rate))
                  .redirectError(directory.resolve("errors-" + child).toFile())
                  .start()));
    }
    for (Child child : children) {
      assertThat(child.line()).isEqualTo("ready");
    }
    children.forEach(child -> child.say("go"));
    return children;
  }

  private static void end(List<Child> children) {
    children.forEach(child -> child.say("stop"));
    children.forEach(Child::join);
  }

  private static long[] admissions(List<Child> children, String name) {
    return children.stream()
        .flatMap(child -> child.heard.stream())
        .filter(line -> line.startsWith(name + " "))
        .mapToLong(line -> Long.parseLong(line.substring(2)))
        .sorted()
        .toArray();
  }

  private static final class Child {
    private final Process process;
    private final BufferedReader from;
    private final BufferedWriter to;
    private final List<String> heard = new ArrayList<>();
    private final Thread reader = new Thread(this::listen);

    Child(Process process) {
      this.process = process;
      this.from = process.inputReader();
      this.to = process.outputWriter();
    }

    String line() throws IOException {
      String line;
      do {
        line = from.readLine();
      } while (line != null && !line.equals("ready"));
      return line;
    }

    void say(String line) {
      try {
        to.write(line + "\n");
        to.flush();
        if (line.equals("go")) {
          reader.start();
        }
      } catch (IOException e) {
        throw new java.io.UncheckedIOException("a child does not listen", e);
      }
    }

    private void listen() {
      from.lines().takeWhile(line -> !line.equals("done")).forEach(heard::add);
    }

    void join() {
      try {
        reader.join(20_000);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted while children end", e);
      } finally {
        process.destroyForcibly();
      }
    }
  }
}
