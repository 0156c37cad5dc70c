package io.tidemark.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.resources.Resource;
import io.tidemark.settings.BadSetting;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Sets up what collects spans and sends them away. */
final class TraceExport {

  /** A strong reference keeps its level. Silenced, because {@link SpanDelivery} logs failures. */
  private static final Logger EXPORTERS = Logger.getLogger("io.opentelemetry.exporter");

  private TraceExport() {}

  static OpenTelemetryTraces begin(Map<String, String> environment, String service) {
    EXPORTERS.setLevel(Level.OFF);
    try {
      OpenTelemetrySdk sdk =
          AutoConfiguredOpenTelemetrySdk.builder()
              .addPropertiesSupplier(() -> properties(environment, service))
              .addResourceCustomizer((said, config) -> instance().merge(said))
              .addSpanExporterCustomizer((exporter, config) -> new SpanDelivery(exporter))
              .disableShutdownHook()
              .build()
              .getOpenTelemetrySdk();
      return new OpenTelemetryTraces(sdk);
    } catch (ConfigurationException | IllegalArgumentException problem) {
      throw new BadSetting("A variable OTEL_… cannot be used: " + problem.getMessage());
    }
  }

  private static Resource instance() {
    return Resource.create(
        Attributes.of(AttributeKey.stringKey("service.instance.id"), ProcessName.label()));
  }

  /** What holds where the environment of the process says nothing else. */
  private static Map<String, String> properties(Map<String, String> environment, String service) {
    Map<String, String> properties = new HashMap<>();
    properties.put("otel.service.name", service);
    properties.put("otel.exporter.otlp.protocol", "http/protobuf");
    // Metrics are scraped and logs are written; only traces go this way.
    properties.put("otel.metrics.exporter", "none");
    properties.put("otel.logs.exporter", "none");
    // Baggage of foreign callers is not passed on.
    properties.put("otel.propagators", "tracecontext");
    environment.forEach(
        (name, value) -> {
          if (name.startsWith("OTEL_") && !value.isBlank()) {
            properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
          }
        });
    return properties;
  }
}
