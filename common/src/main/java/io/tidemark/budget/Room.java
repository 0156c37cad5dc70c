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
  static int of(Cost cost, LimiterContext context, String quotaOwner, Map<String, Long> left) {
    int fits = 0;
    int tooMany = cost.size();
    while (tooMany - fits > 1) {
      int tried = fits + (tooMany - fits) / 2;
      if (isAdmitted(cost.first(tried), context, quotaOwner, left)) {
        fits = tried;
      } else {
        tooMany = tried;
      }
    }
    return fits;
  }

  private static boolean isAdmitted(
      Cost cost, LimiterContext context, String quotaOwner, Map<String, Long> left) {
    Map<Unit, Long> amounts = context.amounts(cost);
    return context.limitsOf(quotaOwner).stream()
        .allMatch(limit -> limit.of(amounts) <= left.getOrDefault(limit.key(), Long.MAX_VALUE));
  }
}
