package io.tidemark.simulator.x;

import io.tidemark.simulator.endpoint.PlatformRequest;
import io.tidemark.simulator.endpoint.PlatformResponse;
import io.tidemark.simulator.faults.XDialect;
import io.tidemark.simulator.meter.Meter;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Set;

/** {@code GET /2/usage/tweets}: numbers in 2.165, strings in 2.167. */
final class XUsage {

  private static final long PROJECT_CAP = 3_000_000;
  private static final String PROJECT = "1";

  private final Meter meter;

  XUsage(Meter meter) {
    this.meter = meter;
  }

  PlatformResponse of(PlatformRequest request) {
    XParameters parameters = XParameters.of(request, Set.of("days", "usage.fields"));
    int days = parameters.number("days", 1, 90, 7);
    return parameters.refusal().orElseGet(() -> usage(days, request));
  }

  private PlatformResponse usage(int days, PlatformRequest request) {
    LocalDate first = request.now().atZone(ZoneOffset.UTC).toLocalDate().minusDays(days - 1L);
    JsonArray daily = new JsonArray();
    meter
        .postsBilledByDay()
        .forEach(
            (day, posts) -> {
              if (!day.isBefore(first)) {
                daily.add(
                    new JsonObject()
                        .put("date", day + "T00:00:00.000Z")
                        .put("usage", spelled(posts, request)));
              }
            });
    return PlatformResponse.ok(
        new JsonObject()
            .put(
                "data",
                new JsonObject()
                    .put("cap_reset_day", 3)
                    .put("project_cap", spelled(PROJECT_CAP, request))
                    .put("project_id", PROJECT)
                    .put("project_usage", spelled(meter.postsBilled(), request))
                    .put(
                        "daily_project_usage",
                        new JsonObject().put("project_id", PROJECT).put("usage", daily))
                    .put(
                        "daily_client_app_usage",
                        JsonArray.of(
                            new JsonObject()
                                .put("client_app_id", "1")
                                .put("usage_result_count", daily.size())
                                .put("usage", daily.copy())))));
  }

  private static Object spelled(long number, PlatformRequest request) {
    return request.faults().x().xDialect() == XDialect.OLD
        ? (Object) number
        : Long.toString(number);
  }
}
