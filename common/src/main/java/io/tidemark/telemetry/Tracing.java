package io.tidemark.telemetry;

import io.tidemark.settings.BadSetting;
import io.vertx.core.spi.VertxTracerFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether this process tells its traces, which the standard variables of OpenTelemetry say. */
public final class Tracing {

  private static final List<String> ENDPOINTS =
      List.of("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");

  private Tracing() {}

  /**
   * What makes a Vert.x tell its traces. Where no endpoint is named, nothing of OpenTelemetry is
   * touched.
   *
   * @param service what the process is called where {@code OTEL_SERVICE_NAME} does not say
   * @throws BadSetting when one of the variables has a value that it cannot have
   */
  public static Optional<VertxTracerFactory> factory(
      Map<String, String> environment, String service) {
    boolean wanted =
        ENDPOINTS.stream().anyMatch(name -> !environment.getOrDefault(name, "").isBlank())
            && !"true".equalsIgnoreCase(environment.get("OTEL_SDK_DISABLED"));
    return wanted
        ? Optional.of(options -> TraceExport.begin(environment, service))
        : Optional.empty();
  }
}
