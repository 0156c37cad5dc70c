package io.tidemark.jobs;

/** Works on one claimed job. Called on a virtual thread. */
@FunctionalInterface
public interface JobHandler {

  /**
   * Works on the job until it is over, has to wait, or {@link JobContext#stopping()}.
   *
   * @return what becomes of the job; the worker writes it unless {@link JobContext#complete} has.
   *     An exception leaves the claim until its lease ends.
   */
  JobResult handle(JobContext job);
}
