package io.tidemark.standalone.cluster;

import io.tidemark.standalone.process.Role;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * One process of a local cluster.
 *
 * @param port port of the API; empty when there is none
 * @param clusterPort port for other members
 */
public record ClusterProcess(
    String name,
    Role role,
    Process process,
    OptionalInt port,
    int managementPort,
    int clusterPort) {

  private static final Duration TO_BE_READY = Duration.ofSeconds(90);

  /**
   * Waits until the process is ready.
   *
   * @throws IllegalStateException when it has ended, is not ready after a minute and a half, or is
   *     not wanted any more
   */
  void awaitReady(HttpClient client, BooleanSupplier stopWanted) throws InterruptedException {
    long until = System.nanoTime() + TO_BE_READY.toNanos();
    while (!isReady(client)) {
      if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("%s ended with %d".formatted(name, process.exitValue()));
      }
      if (stopWanted.getAsBoolean()) {
        throw new IllegalStateException(name + " was stopped before it was ready");
      }
      if (System.nanoTime() - until > 0) {
        throw new IllegalStateException(
            name + " is not ready after " + TO_BE_READY.toSeconds() + " s");
      }
    }
  }

  /** Whether the readiness probe succeeds. */
  public boolean isReady(HttpClient client) throws InterruptedException {
    var ready =
        HttpRequest.newBuilder(URI.create(management() + "/health/ready"))
            .timeout(Duration.ofSeconds(5))
            .build();
    try {
      return client.send(ready, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  public String address() {
    return "http://127.0.0.1:" + port.orElseThrow();
  }

  public String management() {
    return "http://127.0.0.1:" + managementPort;
  }

  /** Forwards every line of output until the process ends. */
  void listen(Consumer<String> heard) {
    // A read from a pipe pins its carrier thread: with as many silent processes as cores, no
    // virtual thread of this process could run.
    Thread.ofPlatform()
        .daemon()
        .name(name)
        .start(
            () -> {
              try (BufferedReader lines = process.inputReader()) {
                lines.lines().forEach(line -> heard.accept("[" + name + "] " + line));
              } catch (IOException | UncheckedIOException killed) {
                heard.accept("[" + name + "] its output was interrupted");
              }
            });
  }
}
