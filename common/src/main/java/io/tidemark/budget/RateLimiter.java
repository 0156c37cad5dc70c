package io.tidemark.budget;

import io.tidemark.contract.Message.BudgetLines.Line;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** Decides whether calls with one credential may be made, and reports its windows. */
interface RateLimiter {

  /**
   * Asks for permits, in order.
   *
   * @return a decision for the first request at least; those without one ask again, before all
   *     others. Fails when the limiter cannot count
   */
  Future<List<PermitDecision>> ask(List<PermitRequest> requests);

  /**
   * What is left of each limit that counts amounts, by its key. Spacing has no amount.
   *
   * @return fails when the limiter cannot count
   */
  Future<Map<String, Long>> left();

  /**
   * How each window stands.
   *
   * @return fails when the limiter cannot count
   */
  Future<List<Line>> lines();
}
