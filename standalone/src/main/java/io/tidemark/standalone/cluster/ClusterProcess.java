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
import java.util.function.Consumer;

/**
 * One process of a cluster on this machine.
 *
 * @param port of the API; empty where there is none
 * @param clusterPort where the others talk to it
 */
public record ClusterProcess(
    String name,
    Role role,
    Process process,
    OptionalInt port,
    int managementPort,
    int clusterPort) {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /**
   * Returns when it may be sent work.
   *
   * @throws IllegalStateException when it has ended, or is not ready after a minute and a half
   */
  void awaitReady(HttpClient client) throws InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!isReady(client)) {
      if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("%s ended with %d".formatted(name, process.exitValue()));
      }
      if (System.nanoTime() - until > 0) {
        throw new IllegalStateException(
            name + " is not ready after " + PATIENCE.toSeconds() + " s");
      }
    }
  }

  /** What its readiness probe says. */
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

  /** Hands on every line it prints, until it ends. */
  void listen(Consumer<String> heard) {
    // A read from a pipe holds its carrier: as many silent processes as there are cores, and no
    // virtual thread of this process would run any more.
    Thread.ofPlatform()
        .daemon()
        .name(name)
        .start(
            () -> {
              try (BufferedReader lines = process.inputReader()) {
                lines.lines().forEach(line -> heard.accept("[" + name + "] " + line));
              } catch (IOException | UncheckedIOException killed) {
                heard.accept("[" + name + "] its output broke off");
              }
            });
  }
}
