package io.tidemark.budget;

import java.util.ArrayList;
import java.util.List;

/** The limits of one credential, the prices of its calls, and the shares of tenants. */
public record BudgetPlan(List<Limit> limits, Prices prices, List<Share> shares) {

  /** The quota owner of all tenants without a share. */
  static final String OTHERS = "others";

  public static final BudgetPlan UNLIMITED = new BudgetPlan(List.of(), Prices.NONE, List.of());

  public BudgetPlan {
    limits = List.copyOf(limits);
    shares = List.copyOf(shares);
    if (limits.stream().map(Limit::key).distinct().count() < limits.size()) {
      throw new IllegalArgumentException("two limits of one unit and window: " + limits);
    }
    if (shares.stream().mapToInt(Share::percent).sum() > 99
        || shares.stream().map(Share::tenant).distinct().count() < shares.size()) {
      throw new IllegalArgumentException(
          "shares are one for a tenant and at most 99 percent together: " + shares);
    }
  }

  /** The limits, then the parts of them that tenants have. */
  List<Limit> withShares() {
    List<Limit> all = new ArrayList<>(limits);
    if (!shares.isEmpty()) {
      int rest = 100 - shares.stream().mapToInt(Share::percent).sum();
      for (Limit limit : limits) {
        if (!(limit.window() instanceof Window.Spacing)) {
          shares.forEach(share -> addPart(all, limit, share.tenant(), share.percent()));
          addPart(all, limit, OTHERS, rest);
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
    return shares.stream().anyMatch(share -> share.tenant().equals(tenant)) ? tenant : OTHERS;
  }
}
