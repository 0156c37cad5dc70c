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
 * @param processes that call the platform
 * @param admissions of this process
 */
record LimiterContext(
    WorldClock clock,
    Credential credential,
    BudgetPlan plan,
    List<Limit> limits,
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

  /** Microseconds by the world's clock where it is not real; null where Redis' own clock counts. */
  @Nullable Long micros() {
    return clock.isSystem() ? null : ScriptJson.micros(clock.instant());
  }
}
