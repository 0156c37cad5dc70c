package io.tidemark.jobs;

/** Works on many claimed jobs together, in two parts. Called on a virtual thread. */
@FunctionalInterface
public interface BatchHandler {

  /**
   * Does the first part of the work on {@link JobContext#claims()}, such as asking a platform.
   *
   * @return the second part, such as writing the answers. It completes or releases each of the
   *     claims, and may run while the first part of the next batch does. What it leaves is claimed
   *     again when its lease ends.
   */
  Runnable begin(JobContext jobs);
}
