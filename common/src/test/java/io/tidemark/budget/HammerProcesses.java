package io.tidemark.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Four processes that ask for twenty times what there is, and what they were admitted. */
final class HammerProcesses {

  static final int PROCESSES = 4;
  static final long SECOND = 1_000_000;

  private HammerProcesses() {}

  /** Time that has to pass for real: other processes live in it. */
  static void pass(int seconds) throws InterruptedException {
    assertThat(new CountDownLatch(1).await(seconds, TimeUnit.SECONDS)).isFalse();
  }

  /** The most of any stretch of that length, wherever it begins. */
  static long most(long[] times, long length) {
    long most = 0;
    for (int from = 0, to = 0; to < times.length; to++) {
      while (times[to] - times[from] >= length) {
        from++;
      }
      most = Math.max(most, to - from + 1);
    }
    return most;
  }

  /**
   * @param directory for their errors
   */
  static List<Child> start(Path directory, String postgresUrl, String redisUrl) throws IOException {
    // A little more, for they do not begin and end at the same instant.
    int rate = (int) (22 * Hammer.A_SECOND / PROCESSES);
    List<Child> children = new ArrayList<>();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    // An archive of classes, where the tests of all modules run together.
    System.getProperty("tidemark.child.options", "").lines().forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Hammer.class.getName()));
    command.addAll(List.of(postgresUrl, redisUrl, Integer.toString(rate)));
    for (int child = 0; child < PROCESSES; child++) {
      children.add(
          new Child(
              new ProcessBuilder(command)
                  .redirectError(directory.resolve("errors-" + child).toFile())
                  .start()));
    }
    for (Child child : children) {
      assertThat(child.line()).isEqualTo("ready");
    }
    children.forEach(child -> child.say("go"));
    return children;
  }

  static void end(List<Child> children) {
    children.forEach(child -> child.say("stop"));
    children.forEach(Child::join);
  }

  static long[] admissions(List<Child> children, String name) {
    return children.stream()
        .flatMap(child -> child.heard.stream())
        .filter(line -> line.startsWith(name + " "))
        .mapToLong(line -> Long.parseLong(line.substring(2)))
        .sorted()
        .toArray();
  }

  static final class Child {
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
