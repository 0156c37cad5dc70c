package io.tidemark.benchmarks.footprint;

import io.tidemark.benchmarks.harness.Polling;
import io.tidemark.stores.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of one role in its own cluster. */
final class MeasuredProcess implements AutoCloseable {

  private static final HttpClient client = HttpClient.newHttpClient();

  private final Process process;
  private final int port;
  private final double readyAfterMillis;

  private MeasuredProcess(Process process, int port, double readyAfterMillis) {
    this.process = process;
    this.port = port;
    this.readyAfterMillis = readyAfterMillis;
  }

  /** Starts a process and waits until it is ready. */
  static MeasuredProcess start(List<String> command, Map<String, String> settings)
      throws Exception {
    int clusterPort = FreePort.find();
    int managementPort = FreePort.find();
    int port = FreePort.find();
    Path log = Files.createTempFile("tidemark-process-", ".log");
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    Map<String, String> variables = builder.environment();
    variables.keySet().removeIf(name -> name.startsWith("TIDEMARK_"));
    variables.put("TIDEMARK_CLUSTER_NAME", "footprint-" + clusterPort);
    variables.put("TIDEMARK_CLUSTER_HOST", "127.0.0.1");
    variables.put("TIDEMARK_CLUSTER_MEMBERS", "127.0.0.1:" + clusterPort);
    variables.put("TIDEMARK_CLUSTER_PORT", Integer.toString(clusterPort));
    variables.put("TIDEMARK_MANAGEMENT_PORT", Integer.toString(managementPort));
    variables.put("TIDEMARK_HTTP_PORT", Integer.toString(port));
    variables.put("TIDEMARK_HTTP_HOST", "127.0.0.1");
    variables.putAll(settings);
    String management = "http://127.0.0.1:" + managementPort;
    long began = System.nanoTime();
    Process process = builder.start();
    try {
      Polling.until(() -> isReady(process, management, log));
      double millis = (System.nanoTime() - began) / 1e6;
      return new MeasuredProcess(process, port, millis);
    } catch (Exception notReady) {
      process.destroyForcibly();
      throw notReady;
    } finally {
      Files.deleteIfExists(log); // the open file exists as long as the process writes to it
    }
  }

  private static boolean isReady(Process process, String management, Path log)
      throws IOException, InterruptedException {
    if (!process.isAlive()) {
      throw new IllegalStateException("a process ended: " + Files.readString(log));
    }
    try {
      var ready = HttpRequest.newBuilder(URI.create(management + "/health/ready")).build();
      return client.send(ready, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  double readyAfterMillis() {
    return readyAfterMillis;
  }

  String address() {
    return "http://127.0.0.1:" + port;
  }

  Process process() {
    return process;
  }

  /** Resident memory in MB. */
  double residentMegabytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElseThrow()
        / 1024.0;
  }

  double heapMegabytes() throws IOException, InterruptedException {
    return Distribution.heapAfterCollection(process) / 1024.0 / 1024.0;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
