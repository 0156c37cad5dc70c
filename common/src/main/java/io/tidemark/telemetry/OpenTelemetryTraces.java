package io.tidemark.telemetry;

import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.tidemark.clock.EpochNanos;
import io.vertx.core.spi.observability.HttpRequest;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingOptions;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.tracing.opentelemetry.OpenTelemetryTracingFactory;
import java.util.Collection;
import java.util.List;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What Vert.x and we ourselves do, as spans of OpenTelemetry. Closed by the Vert.x it belongs to.
 */
final class OpenTelemetryTraces implements VertxTracer<Object, Object>, Traces {

  /** Time for the last spans when a process stops, of its 20 seconds. */
  private static final int FLUSH_SECONDS = 2;

  private static final TextMapGetter<String> TRACEPARENT =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String traceparent) {
          return List.of("traceparent");
        }

        @Override
        public @Nullable String get(@Nullable String traceparent, String key) {
          return "traceparent".equals(key) ? traceparent : null;
        }
      };

  private final OpenTelemetrySdk sdk;
  private final Tracer tracer;
  private final VertxTracer<Object, Object> vertx;

  @SuppressWarnings("unchecked") // its operations go in as they came out
  OpenTelemetryTraces(OpenTelemetrySdk sdk) {
    this.sdk = sdk;
    this.tracer = sdk.getTracer("io.tidemark");
    this.vertx =
        (VertxTracer<Object, Object>)
            new OpenTelemetryTracingFactory(sdk).tracer(new TracingOptions());
  }

  @Override
  public boolean collected() {
    return true;
  }

  @Override
  public Span begin(String name, Collection<String> follows, long began) {
    SpanBuilder span = tracer.spanBuilder(name).setStartTimestamp(EpochNanos.of(began), NANOS);
    follows.stream()
        .map(OpenTelemetryTraces::context)
        .filter(SpanContext::isValid)
        .forEach(span::addLink);
    return new OpenTelemetrySpan(tracer, span.startSpan());
  }

  private static final TimeUnit NANOS = TimeUnit.NANOSECONDS;

  private static SpanContext context(String traceparent) {
    Context context =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, TRACEPARENT);
    return io.opentelemetry.api.trace.Span.fromContext(context).getSpanContext();
  }

  @Override
  public Optional<String> here() {
    SpanContext here = io.opentelemetry.api.trace.Span.current().getSpanContext();
    return here.isValid() && here.isSampled()
        ? Optional.of("00-%s-%s-01".formatted(here.getTraceId(), here.getSpanId()))
        : Optional.empty();
  }

  @Override
  public void called(String name) {
    io.opentelemetry.api.trace.Span.current().updateName(name);
  }

  @Override
  public <R> @Nullable Object receiveRequest(
      io.vertx.core.Context context,
      SpanKind kind,
      TracingPolicy policy,
      R request,
      String operation,
      Iterable<Entry<String, String>> headers,
      TagExtractor<R> tagExtractor) {
    return vertx.receiveRequest(context, kind, policy, request, operation, headers, tagExtractor);
  }

  @Override
  public <R> void sendResponse(
      io.vertx.core.Context context,
      R response,
      Object operation,
      Throwable failure,
      TagExtractor<R> tagExtractor) {
    vertx.sendResponse(context, response, operation, failure, tagExtractor);
  }

  /** Requests to platforms carry no trace context; those over the bus do. */
  @Override
  public <R> @Nullable Object sendRequest(
      io.vertx.core.Context context,
      SpanKind kind,
      TracingPolicy policy,
      R request,
      String operation,
      BiConsumer<String, String> headers,
      TagExtractor<R> tagExtractor) {
    BiConsumer<String, String> propagated =
        request instanceof HttpRequest ? (name, value) -> {} : headers;
    return vertx.sendRequest(context, kind, policy, request, operation, propagated, tagExtractor);
  }

  @Override
  public <R> void receiveResponse(
      io.vertx.core.Context context,
      R response,
      Object operation,
      Throwable failure,
      TagExtractor<R> tagExtractor) {
    vertx.receiveResponse(context, response, operation, failure, tagExtractor);
  }

  @Override
  public void close() {
    sdk.getSdkTracerProvider().shutdown().join(FLUSH_SECONDS, TimeUnit.SECONDS);
  }
}
