package io.tidemark.telemetry;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.slf4j.event.KeyValuePair;

/** Writes with each line which trace it belongs to, when it belongs to one. */
public final class TracedConsole extends ConsoleAppender<ILoggingEvent> {

  @Override
  protected void append(ILoggingEvent event) {
    Context context = Vertx.currentContext();
    if (context != null && event instanceof LoggingEvent line) {
      Traces.of(context.owner())
          .here()
          .ifPresent(
              trace -> {
                // 00-<trace>-<span>-01
                line.addKeyValuePair(new KeyValuePair("trace_id", trace.substring(3, 35)));
                line.addKeyValuePair(new KeyValuePair("span_id", trace.substring(36, 52)));
              });
    }
    super.append(event);
  }
}
