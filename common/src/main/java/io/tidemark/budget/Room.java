package io.tidemark.budget;

import java.util.Map;

/** How much of a call fits into what is left. */
final class Room {

  private Room() {}

  /**
   * The most items of a call that all its limits admit.
   *
   * @param left of each limit, by its key; a limit that is not named admits everything
   * @return fewer than the call asks for; 0 when not even one is admitted
   */
  static int of(Cost cost, BudgetPlan plan, String quotaOwner, Map<String, Long> left) {
    int fits = 0;
    int tooMany = cost.size();
    while (tooMany - fits > 1) {
      int tried = fits + (tooMany - fits) / 2;
      if (isAdmitted(cost.first(tried), plan, quotaOwner, left)) {
        fits = tried;
      } else {
        tooMany = tried;
      }
    }
    return fits;
  }

  private static boolean isAdmitted(
      Cost cost, BudgetPlan plan, String quotaOwner, Map<String, Long> left) {
    Map<Unit, Long> amounts = RedisRateLimiter.amounts(cost, plan.prices());
    for (Limit limit : plan.withShares()) {
      long amount = amounts.getOrDefault(limit.unit(), 0L);
      if (amount > 0
          && (!limit.isShare() || limit.tenant().equals(quotaOwner))
          && amount > left.getOrDefault(limit.key(), Long.MAX_VALUE)) {
        return false;
      }
    }
    return true;
  }
}
