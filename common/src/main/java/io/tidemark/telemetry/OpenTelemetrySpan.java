package io.tidemark.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.tidemark.clock.EpochNanos;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;
import io.vertx.tracing.opentelemetry.VertxContextStorageProvider.VertxContextStorage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A span. Its work runs on a duplicate of the Vert.x context it was begun on, so that what goes on
 * beside it on that context is no part of it, whenever it is continued.
 */
final class OpenTelemetrySpan implements Traces.Span {

  private final Tracer tracer;
  private final Span span;
  private final Context inside;
  private final @Nullable ContextInternal origin = ContextInternal.current();

  OpenTelemetrySpan(Tracer tracer, Span span) {
    this.tracer = tracer;
    this.span = span;
    this.inside = Context.current().with(span);
  }

  @Override
  public Traces.Span with(String key, String value) {
    span.setAttribute(key, value);
    return this;
  }

  @Override
  public Traces.Span with(String key, long value) {
    span.setAttribute(key, value);
    return this;
  }

  @Override
  public <T> Future<T> in(Supplier<Future<T>> work) {
    if (origin == null) {
      return inside(work);
    }
    PromiseInternal<T> done = origin.promise();
    inside(work).onComplete(done);
    return done.future();
  }

  @Override
  public <T> T within(Supplier<T> work) {
    return inside(work);
  }

  @Override
  public <T> T awaiting(Supplier<T> work) {
    Throwable problem = null;
    try {
      return inside(work);
    } catch (Throwable thrown) { // an await throws checked exceptions as well
      problem = thrown;
      throw thrown;
    } finally {
      end(problem);
    }
  }

  @SuppressWarnings("try") // a scope is there to be closed
  private <T> T inside(Supplier<T> work) {
    if (origin == null) {
      try (Scope scope = inside.makeCurrent()) {
        return work.get();
      }
    }
    ContextInternal place = origin.duplicate();
    VertxContextStorage.INSTANCE.attach(place, inside);
    ContextInternal before = place.beginDispatch();
    try {
      return work.get();
    } finally {
      place.endDispatch(before);
    }
  }

  @Override
  public void past(String name, long began, long ended) {
    tracer
        .spanBuilder(name)
        .setParent(inside)
        .setStartTimestamp(EpochNanos.of(began), TimeUnit.NANOSECONDS)
        .startSpan()
        .end(EpochNanos.of(ended), TimeUnit.NANOSECONDS);
  }

  @Override
  public void end(@Nullable Throwable problem) {
    if (problem != null) {
      span.setStatus(StatusCode.ERROR, problem.getClass().getSimpleName());
    }
    // By the clock of its beginning; that of the library may be microseconds beside it.
    span.end(EpochNanos.of(System.nanoTime()), TimeUnit.NANOSECONDS);
  }
}
