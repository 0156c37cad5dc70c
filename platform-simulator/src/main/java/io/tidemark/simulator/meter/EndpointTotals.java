package io.tidemark.simulator.meter;

import java.util.Map;
import java.util.TreeMap;

/**
 * The totals of one endpoint or platform.
 *
 * @param idsAsked requested ids over all calls, repetitions included
 * @param byStatus calls by HTTP status; 0 for calls never answered
 */
public record EndpointTotals(
    long calls, long idsAsked, long tweetsReturned, Map<Integer, Long> byStatus, long credits) {

  static final EndpointTotals NOTHING = new EndpointTotals(0, 0, 0, Map.of(), 0);

  public EndpointTotals {
    byStatus = Map.copyOf(byStatus);
  }

  EndpointTotals plus(Call call) {
    Map<Integer, Long> statuses = new TreeMap<>(byStatus);
    statuses.merge(call.status(), 1L, Long::sum);
    return new EndpointTotals(
        calls + 1,
        idsAsked + call.ids().size(),
        tweetsReturned + call.returned().size(),
        statuses,
        credits + call.credits());
  }

  /** Calls without a 2xx response. */
  public long failures() {
    return byStatus.entrySet().stream()
        .filter(entry -> entry.getKey() < 200 || entry.getKey() > 299)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
