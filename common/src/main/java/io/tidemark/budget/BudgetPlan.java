package io.tidemark.budget;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The limits of one credential, the prices of its calls, and the shares of tenants.
 *
 * @param shares percent of every limit, rounded down, by the tenants that have a part of their own;
 *     the others share the rest
 */
public record BudgetPlan(List<Limit> limits, Prices prices, Map<String, Integer> shares) {

  /** The quota owner of all tenants without a share. */
  static final String OTHERS = "others";

  public static final BudgetPlan UNLIMITED = new BudgetPlan(List.of(), Prices.NONE);

  public BudgetPlan {
    limits = List.copyOf(limits);
    // In the order of the setting, which is that of the limits in every process.
    shares = Collections.unmodifiableMap(new LinkedHashMap<>(shares));
    if (limits.stream().map(Limit::key).distinct().count() < limits.size()) {
      throw new IllegalArgumentException("two limits of one unit and window: " + limits);
    }
    if (rest(shares) < 1 || shares.values().stream().anyMatch(percent -> percent < 1)) {
      throw new IllegalArgumentException("shares must be at most 99 percent together: " + shares);
    }
  }

  /** Without shares. */
  public BudgetPlan(List<Limit> limits, Prices prices) {
    this(limits, prices, Map.of());
  }

  private static int rest(Map<String, Integer> shares) {
    return 100 - shares.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** The limits, then the parts of them that tenants have. */
  List<Limit> withShares() {
    List<Limit> all = new ArrayList<>(limits);
    if (!shares.isEmpty()) {
      for (Limit limit : limits) {
        if (!(limit.window() instanceof Window.Spacing)) {
          shares.forEach((tenant, percent) -> addPart(all, limit, tenant, percent));
          addPart(all, limit, OTHERS, rest(shares));
        }
      }
    }
    return all;
  }

  private static void addPart(List<Limit> all, Limit limit, String tenant, int percent) {
    long amount = Math.max(1, Math.multiplyExact(limit.amount(), (long) percent) / 100);
    all.add(new Limit(limit.window(), limit.unit(), amount, tenant));
  }

  /** The owner of the share that a tenant's calls are taken from. */
  String quotaOwnerOf(String tenant) {
    return shares.containsKey(tenant) ? tenant : OTHERS;
  }
}
