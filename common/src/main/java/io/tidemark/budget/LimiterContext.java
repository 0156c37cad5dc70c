package io.tidemark.budget;

import io.tidemark.clock.WorldClock;
import io.tidemark.processes.ActiveProcesses;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the limiters of one credential share.
 *
 * @param limits of the plan, and then the shares that tenants have of them
 * @param process the name of this process among those that Redis knows
 * @param processes that call the platform
 * @param admissions of this process
 */
record LimiterContext(
    WorldClock clock,
    Credential credential,
    BudgetPlan plan,
    List<Limit> limits,
    String process,
    ActiveProcesses processes,
    LocalAdmissionLog admissions,
    QuotaAllocator quotas,
    Warnings warnings) {

  List<Limit> limitsOf(String quotaOwner) {
    return plan.shares().isEmpty()
        ? limits
        : limits.stream().filter(limit -> limit.isChargedTo(quotaOwner)).toList();
  }

  /** What a call costs at most. */
  Map<Unit, Long> amounts(Cost cost) {
    return cost.amounts(plan.prices());
  }

  /** What requests ask for of a short limit; 0 of a long one. */
  long requested(Limit limit, List<PermitRequest> requests) {
    return limit.isLong()
        ? 0
        : requests.stream()
            .filter(request -> limit.isChargedTo(request.quotaOwner()))
            .mapToLong(request -> limit.of(amounts(request.cost())))
            .sum();
  }

  /**
   * The most items of a call that all its limits admit.
   *
   * @param left of each limit, by its key; a limit that is not named admits everything
   * @return fewer than the call asks for; 0 when not even one is admitted
   */
  int admissibleItems(Cost cost, String quotaOwner, Map<String, Long> left) {
    int admitted = 0;
    int tooMany = cost.size();
    while (tooMany - admitted > 1) {
      int tried = admitted + (tooMany - admitted) / 2;
      Map<Unit, Long> amounts = amounts(cost.first(tried));
      if (limitsOf(quotaOwner).stream()
          .allMatch(limit -> limit.of(amounts) <= left.getOrDefault(limit.key(), Long.MAX_VALUE))) {
        admitted = tried;
      } else {
        tooMany = tried;
      }
    }
    return admitted;
  }

  /** Microseconds by the world's clock where it is not real; null where Redis' own clock counts. */
  @Nullable Long micros() {
    return clock.isSystem() ? null : Micros.of(clock.instant());
  }
}
