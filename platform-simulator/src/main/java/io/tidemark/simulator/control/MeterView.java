package io.tidemark.simulator.control;

import io.tidemark.simulator.meter.Meter;
import io.tidemark.simulator.meter.Platform;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** The meter as JSON. */
final class MeterView {

  private MeterView() {}

  static Map<String, Object> of(Meter meter) {
    Map<String, Object> view = new LinkedHashMap<>();
    for (Platform platform : Platform.values()) {
      Map<String, Object> part = new LinkedHashMap<>();
      part.put("totals", meter.totals(platform));
      part.put("endpoints", meter.endpoints(platform));
      if (platform == Platform.X) {
        Map<String, Long> byDay = new TreeMap<>();
        meter.postsBilledByDay().forEach((day, posts) -> byDay.put(day.toString(), posts));
        part.put("postsBilled", meter.postsBilled());
        part.put("postsBilledByDay", byDay);
      }
      view.put(platform.label(), part);
    }
    view.put("accounts", meter.accounts());
    return view;
  }
}
