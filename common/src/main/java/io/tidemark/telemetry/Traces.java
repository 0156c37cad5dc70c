package io.tidemark.telemetry;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Records the work of this process as spans. Without a collector only the work is done, as the
 * methods here do it.
 *
 * <p>A span belongs to the Vert.x context it is begun on; what is called inside it over HTTP, SQL
 * or the bus becomes spans of its own, which Vert.x records.
 */
public interface Traces {

  /** No collector. */
  static Traces none() {
    return None.INSTANCE;
  }

  /** Those of everything that runs on a Vert.x. */
  static Traces of(Vertx vertx) {
    return ((VertxInternal) vertx).tracer() instanceof Traces traces ? traces : none();
  }

  /** Whether a collector is configured; asked before something is read only for the traces. */
  default boolean collected() {
    return false;
  }

  /** A span inside the current one; the first of a trace of its own when there is none. */
  default Span begin(String name) {
    return begin(name, List.of(), System.nanoTime());
  }

  /**
   * A span that follows from what was done elsewhere and earlier.
   *
   * @param follows what {@link #here} said there; what cannot be read is left out
   * @param began by {@link System#nanoTime}, for one that is known only after it has begun
   */
  default Span begin(String name, Collection<String> follows, long began) {
    return None.INSTANCE;
  }

  /**
   * The current span as W3C trace context ({@code traceparent}), to be kept with what is written
   * here; empty when the trace is not sampled.
   */
  default Optional<String> here() {
    return Optional.empty();
  }

  /** Names the current span, a request whose path does not say what it is. */
  default void called(String name) {}

  /** A span that ends when the work does. */
  default <T> Future<T> step(String name, Supplier<Future<T>> work) {
    Span span = begin(name);
    // What follows begins after the span has ended.
    return span.in(work).andThen((result, problem) -> span.end(problem));
  }

  /** A span of a virtual thread that ends when the work does. */
  default <T> T stepAwaiting(String name, Supplier<T> work) {
    return begin(name).awaiting(work);
  }

  /** Something that takes time; its owner ends it. */
  interface Span {

    /** Never something secret, and of few characters. */
    default Span with(String key, String value) {
      return this;
    }

    default Span with(String key, long value) {
      return this;
    }

    /** Does some of its work; what that begins is inside this span. */
    default <T> Future<T> in(Supplier<Future<T>> work) {
      return work.get();
    }

    /** Does some of its work on a virtual thread; what that begins is inside this span. */
    default <T> T within(Supplier<T> work) {
      return work.get();
    }

    /** Does all of its work on a virtual thread, and ends. */
    default <T> T awaiting(Supplier<T> work) {
      return work.get();
    }

    /** A span inside this one that is over already; times by {@link System#nanoTime}. */
    default void past(String name, long began, long ended) {}

    /**
     * @param problem recorded by its kind alone, for its message may be secret
     */
    default void end(@Nullable Throwable problem) {}
  }

  /** Does the work and records nothing. */
  enum None implements Traces, Span {
    INSTANCE
  }
}
