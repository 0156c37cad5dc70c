package io.tidemark.telemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Exports spans without secrets, and logs once when the collector does not accept them. */
final class SpanDelivery implements SpanExporter {

  private static final Logger log = LoggerFactory.getLogger(SpanDelivery.class);

  private final SpanExporter exporter;
  private final AtomicBoolean away = new AtomicBoolean();

  SpanDelivery(SpanExporter exporter) {
    this.exporter = exporter;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    CompletableResultCode sent = exporter.export(spans.stream().map(ScrubbedSpan::of).toList());
    return sent.whenComplete(
        () -> {
          if (!sent.isSuccess() && away.compareAndSet(false, true)) {
            log.atWarn()
                .addKeyValue("problem", problem(sent))
                .log("Traces cannot be delivered; they are dropped until they can");
          } else if (sent.isSuccess() && away.compareAndSet(true, false)) {
            log.info("Traces are delivered again");
          }
        });
  }

  private static String problem(CompletableResultCode sent) {
    Throwable problem = sent.getFailureThrowable();
    return problem == null ? "refused" : problem.getClass().getSimpleName();
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
