package io.tidemark.budget;

import io.vertx.core.Future;

/** The processes that spend at one platform. */
interface Spenders {

  /**
   * @param alive ourselves included; 0 as long as it was never known
   * @param withoutRedis those that take their part of a limit because they cannot reach Redis
   */
  record Count(int alive, int withoutRedis) {
    static final Count UNKNOWN = new Count(0, 0);
  }

  /** The last number that is known. */
  Count count();

  /**
   * Says that we spend there, and counts anew: every process that was admitted anything before this
   * was called is among the number, unless it is gone.
   *
   * @return never fails; where nobody can be asked, the last number stays
   */
  Future<Void> recount();
}
