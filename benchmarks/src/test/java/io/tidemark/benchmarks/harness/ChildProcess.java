package io.tidemark.benchmarks.harness;

import io.tidemark.standalone.cluster.LocalCluster;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A child process with this class path that is controlled line by line. */
public final class ChildProcess implements AutoCloseable {

  private final Process process;
  private final BufferedReader from;
  private final BufferedWriter to;

  private ChildProcess(Process process) {
    this.process = process;
    this.from = process.inputReader();
    this.to = process.outputWriter();
  }

  /**
   * Starts a class with a {@code main}, which ends when its input ends. It uses the {@link
   * #jitOptions}.
   */
  public static ChildProcess start(Class<?> main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jitOptions());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC"));
    System.getProperty(LocalCluster.CHILD_OPTIONS, "").lines().forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return start(command);
  }

  /** Starts a program, which ends when its input ends. */
  public static ChildProcess start(List<String> command) throws IOException {
    return new ChildProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
  }

  /** The JIT options of this JVM, which differ between a build and a measurement. */
  public static List<String> jitOptions() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("-XX:TieredStopAtLevel"))
        .toList();
  }

  public long pid() {
    return process.pid();
  }

  public void writeLine(String line) throws IOException {
    to.write(line);
    to.newLine();
    to.flush();
  }

  /** Waits for a line with this beginning and returns the rest; other lines are skipped. */
  public String awaitLine(String beginning) throws IOException {
    for (String line = from.readLine(); line != null; line = from.readLine()) {
      if (line.startsWith(beginning)) {
        return line.substring(beginning.length()).strip();
      }
    }
    throw new IOException("a process ended without the line " + beginning);
  }

  /** Kills the process as {@code kill -9} does; returns immediately. */
  public void kill() {
    process.destroyForcibly();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
