package io.tidemark.simulator.meter;

import java.util.Map;

/**
 * What one endpoint, or one platform, has done so far.
 *
 * @param idsAsked ids over all calls, repetitions included
 * @param byStatus calls by HTTP status; 0 stands for calls never answered
 */
public record EndpointTotals(
    long calls, long idsAsked, long tweetsReturned, Map<Integer, Long> byStatus, long credits) {

  static final EndpointTotals NOTHING = new EndpointTotals(0, 0, 0, Map.of(), 0);

  public EndpointTotals {
    byStatus = Map.copyOf(byStatus);
  }

  /** Calls that were not answered with a 2xx. */
  public long failures() {
    return byStatus.entrySet().stream()
        .filter(entry -> entry.getKey() < 200 || entry.getKey() > 299)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
