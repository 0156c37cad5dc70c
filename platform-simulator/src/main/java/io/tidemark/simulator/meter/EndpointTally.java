package io.tidemark.simulator.meter;

import java.util.Map;
import java.util.TreeMap;

/** Running totals of one endpoint; guarded by its owner. */
final class EndpointTally {

  private long calls;
  private long idsAsked;
  private long tweetsReturned;
  private long credits;
  private final Map<Integer, Long> byStatus = new TreeMap<>();

  void add(Call call) {
    calls++;
    idsAsked += call.ids().size();
    tweetsReturned += call.returned().size();
    credits += call.credits();
    byStatus.merge(call.status(), 1L, Long::sum);
  }

  EndpointTotals totals() {
    return new EndpointTotals(calls, idsAsked, tweetsReturned, byStatus, credits);
  }
}
