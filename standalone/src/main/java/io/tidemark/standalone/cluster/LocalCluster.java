package io.tidemark.standalone.cluster;

import io.tidemark.standalone.process.Role;
import io.tidemark.standalone.process.StopSignals;
import io.tidemark.stores.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A cluster of processes on this machine, each on free ports. */
public final class LocalCluster implements AutoCloseable {

  /** By its name: the command line depends on this package. */
  private static final String COMMAND_LINE = "io.tidemark.standalone.Tidemark";

  /** The time limit of a stop. */
  private static final Duration TO_STOP = Duration.ofSeconds(20);

  /**
   * Options of the JVM that only the processes of a cluster have. A new line separates them: a path
   * in an option may contain spaces.
   */
  public static final String CHILD_OPTIONS = "tidemark.child.options";

  private static final String PORT = "TIDEMARK_CLUSTER_PORT";
  private static final String PUBLIC_PORT = "TIDEMARK_CLUSTER_PUBLIC_PORT";

  private final List<ClusterProcess> members = new CopyOnWriteArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Consumer<String> heard;
  private Map<String, String> environment = Map.of();

  private LocalCluster(Consumer<String> heard) {
    this.heard = heard;
  }

  /**
   * Starts one process for each role and waits until all are ready; on failure none is left
   * running.
   *
   * @param settings settings of all processes, such as the URLs of the stores
   * @param heard receives every line of output, prefixed with the process name
   */
  public static LocalCluster start(
      List<Role> roles, Map<String, String> settings, Consumer<String> heard)
      throws InterruptedException {
    return start(roles, settings, Map.of(), heard);
  }

  /**
   * As above, until it is no longer wanted.
   *
   * @throws IllegalStateException also when {@code stopWanted} before all are ready
   */
  public static LocalCluster start(
      List<Role> roles,
      Map<String, String> settings,
      Consumer<String> heard,
      BooleanSupplier stopWanted)
      throws InterruptedException {
    return start(roles, settings, Map.of(), heard, stopWanted);
  }

  /**
   * As above, with settings of single processes.
   *
   * @param own settings settings of single processes by name, such as {@code tracker-2}
   */
  public static LocalCluster start(
      List<Role> roles,
      Map<String, String> settings,
      Map<String, Map<String, String>> own,
      Consumer<String> heard)
      throws InterruptedException {
    return start(roles, settings, own, heard, () -> false);
  }

  private static LocalCluster start(
      List<Role> roles,
      Map<String, String> settings,
      Map<String, Map<String, String>> own,
      Consumer<String> heard,
      BooleanSupplier stopWanted)
      throws InterruptedException {
    var cluster = new LocalCluster(heard);
    boolean ready = false;
    try {
      cluster.start(roles, settings, own);
      for (ClusterProcess member : cluster.members) {
        member.awaitReady(cluster.client, stopWanted);
      }
      ready = true;
      return cluster;
    } finally {
      if (!ready) {
        cluster.close();
      }
    }
  }

  private void start(
      List<Role> roles, Map<String, String> settings, Map<String, Map<String, String>> own) {
    List<String> names = names(roles);
    List<Integer> ports =
        names.stream().map(name -> port(own, name, PORT).orElseGet(FreePort::find)).toList();
    environment = new HashMap<>(settings);
    environment.put("TIDEMARK_CLUSTER_NAME", "tidemark-" + UUID.randomUUID());
    environment.put("TIDEMARK_CLUSTER_HOST", "127.0.0.1");
    environment.put(
        "TIDEMARK_CLUSTER_MEMBERS",
        IntStream.range(0, roles.size())
            .map(i -> port(own, names.get(i), PUBLIC_PORT).orElse(ports.get(i)))
            .mapToObj(port -> "127.0.0.1:" + port)
            .collect(Collectors.joining(",")));
    environment.put("TIDEMARK_HTTP_HOST", "127.0.0.1");
    for (int i = 0; i < roles.size(); i++) {
      Role role = roles.get(i);
      OptionalInt port =
          role == Role.GATEWAY ? OptionalInt.of(FreePort.find()) : OptionalInt.empty();
      Map<String, String> changes = own.getOrDefault(names.get(i), Map.of());
      members.add(member(names.get(i), role, port, FreePort.find(), ports.get(i), changes));
    }
  }

  private static List<String> names(List<Role> roles) {
    return IntStream.range(0, roles.size())
        .mapToObj(
            i -> {
              Role role = roles.get(i);
              long before = roles.subList(0, i).stream().filter(role::equals).count();
              return role.word() + "-" + (before + 1);
            })
        .toList();
  }

  private static Optional<Integer> port(
      Map<String, Map<String, String>> own, String name, String setting) {
    return Optional.ofNullable(own.getOrDefault(name, Map.of()).get(setting)).map(Integer::valueOf);
  }

  /**
   * Starts a process in place of one that has ended, with the same name and ports.
   *
   * @param changes its own settings
   * @return the new process, which may not be ready yet
   */
  public ClusterProcess again(ClusterProcess ended, Map<String, String> changes) {
    ClusterProcess member =
        member(
            ended.name(),
            ended.role(),
            ended.port(),
            ended.managementPort(),
            ended.clusterPort(),
            changes);
    members.set(members.indexOf(ended), member);
    return member;
  }

  private ClusterProcess member(
      String name,
      Role role,
      OptionalInt port,
      int managementPort,
      int clusterPort,
      Map<String, String> changes) {
    var builder = new ProcessBuilder(command(role)).redirectErrorStream(true);
    Map<String, String> variables = builder.environment();
    variables.keySet().removeIf(variable -> variable.startsWith("TIDEMARK_"));
    variables.putAll(environment);
    variables.putAll(changes);
    variables.put(PORT, Integer.toString(clusterPort));
    variables.put("TIDEMARK_MANAGEMENT_PORT", Integer.toString(managementPort));
    port.ifPresent(given -> variables.put("TIDEMARK_HTTP_PORT", Integer.toString(given)));
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      var member = new ClusterProcess(name, role, process, port, managementPort, clusterPort);
      member.listen(heard);
      return member;
    } catch (IOException e) {
      throw new UncheckedIOException("no further process could be started", e);
    }
  }

  /** The command with the JDK, class path and options of this process, except its heap's sizes. */
  private static List<String> command(Role role) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> !option.startsWith("-agentlib") && !option.startsWith("-javaagent"))
        .filter(option -> !option.matches("-Xm[nsx].*|-D.*"))
        .forEach(command::add);
    command.add("-Xmx256m");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-D" + StopSignals.CHILD + "=true");
    String options = System.getProperty(CHILD_OPTIONS);
    if (options != null) {
      command.addAll(List.of(options.split("\n")));
    }
    String classPath = System.getProperty("java.class.path");
    if (classPath.endsWith(".jar") && !classPath.contains(System.getProperty("path.separator"))) {
      command.addAll(List.of("-jar", classPath));
    } else {
      command.addAll(List.of("-cp", classPath, COMMAND_LINE));
    }
    command.add(role.word());
    return command;
  }

  /** The settings that a further process of the cluster needs, but for its own ports. */
  public Map<String, String> settings() {
    return Map.copyOf(environment);
  }

  public List<ClusterProcess> members() {
    return List.copyOf(members);
  }

  public List<ClusterProcess> members(Role role) {
    return members.stream().filter(member -> member.role() == role).toList();
  }

  /** Stops all processes concurrently; those that do not stop in time are killed. */
  @Override
  public void close() {
    // Via the handle: destroying the Process would close its output before the last lines.
    members.forEach(member -> member.process().toHandle().destroy());
    long until = System.nanoTime() + TO_STOP.toNanos();
    for (ClusterProcess member : members) {
      if (!ends(member.process(), until - System.nanoTime())) {
        heard.accept(
            "[%s] did not stop within %d s and is killed"
                .formatted(member.name(), TO_STOP.toSeconds()));
        member.process().destroyForcibly().onExit().join();
      }
    }
    client.close();
  }

  private static boolean ends(Process process, long nanos) {
    try {
      return process.waitFor(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
