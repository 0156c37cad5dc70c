package io.tidemark.telemetry;

import java.util.Optional;
import java.util.UUID;

/** The names of this process. */
public final class ProcessName {

  private ProcessName() {}

  /** For people: what Kubernetes calls the pod, or the host, and the process id. */
  public static String label() {
    return "%s (%d)".formatted(host(), ProcessHandle.current().pid());
  }

  /** A name with host and process id that no other process ever has. */
  public static String unique() {
    return "%s-%d-%s"
        .formatted(
            host(), ProcessHandle.current().pid(), UUID.randomUUID().toString().substring(0, 8));
  }

  private static String host() {
    return Optional.ofNullable(System.getenv("HOSTNAME")).orElse("process");
  }
}
