package io.tidemark.simulator.meter;

import java.util.Map;
import java.util.TreeMap;

/** A running sum; its owner guards it. */
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
