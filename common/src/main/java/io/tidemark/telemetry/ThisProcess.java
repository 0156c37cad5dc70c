package io.tidemark.telemetry;

/** What an operator calls this process. */
final class ThisProcess {

  private ThisProcess() {}

  /** What Kubernetes calls the pod; elsewhere the process. */
  static String name() {
    String host = System.getenv("HOSTNAME");
    return (host == null ? "process" : host) + " (" + ProcessHandle.current().pid() + ")";
  }
}
