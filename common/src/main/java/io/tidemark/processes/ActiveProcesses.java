package io.tidemark.processes;

import io.vertx.core.Future;

/** The processes that call one platform and share its quotas. */
public interface ActiveProcesses {

  /**
   * @param active includes this process; 0 until the first count
   * @param withoutRedis those of them that do not reach Redis and use their own part of a limit
   */
  record Count(int active, int withoutRedis) {
    public static final Count UNKNOWN = new Count(0, 0);
  }

  /** The last known count. */
  Count count();

  /**
   * Registers this process for the platform and counts anew. The count includes every process that
   * was admitted anything before this call, unless it is gone.
   *
   * @return never fails; while Postgres does not answer, the last count stays
   */
  Future<Void> recount();
}
