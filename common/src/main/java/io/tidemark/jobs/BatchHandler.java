package io.tidemark.jobs;

/** Works on many claimed jobs together. Called on a virtual thread. */
@FunctionalInterface
public interface BatchHandler {

  /**
   * Works on {@link JobContext#claims()} and completes or releases each of them. What it leaves is
   * claimed again when its lease ends.
   */
  void handle(JobContext jobs);
}
