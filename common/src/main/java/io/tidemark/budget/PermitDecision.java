package io.tidemark.budget;

import io.tidemark.budget.Admission.Denied;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * The decision on one request.
 *
 * @param mayWait whether a denied request may wait and the others behind it: a window of the
 *     credential is closed for all, a tenant's own share is not
 */
record PermitDecision(Admission admission, boolean mayWait) {

  static PermitDecision denied(Instant until, String why) {
    return new PermitDecision(new Denied(until, why), true);
  }

  static PermitDecision denied(Limit by, Instant until) {
    return new PermitDecision(new Denied(until, by.usedUp()), !by.isShare());
  }

  /** Denies until the last of the periods ends. */
  static PermitDecision usedUp(List<Limit> limits, Instant now) {
    Limit longest =
        limits.stream().max(Comparator.comparing(limit -> limit.period(now).end())).orElseThrow();
    return denied(longest, longest.period(now).end());
  }
}
