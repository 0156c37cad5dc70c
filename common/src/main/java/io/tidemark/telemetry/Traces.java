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
 * Records the work of this process as spans, step by step. Without a collector only the work is
 * done.
 *
 * <p>A step belongs to the Vert.x context it is begun on; what is called inside it over HTTP, SQL
 * or the bus becomes steps of its own, which Vert.x tells.
 */
public interface Traces {

  /** No collector. */
  static Traces none() {
    return NoTraces.INSTANCE;
  }

  /** Those of everything that runs on a Vert.x. */
  static Traces of(Vertx vertx) {
    return ((VertxInternal) vertx).tracer() instanceof Traces traces ? traces : none();
  }

  /** Whether a collector is configured; asked before something is read only for the traces. */
  boolean collected();

  /** A step of what is being done here; the first of a trace of its own when nothing is. */
  default Step begin(String name) {
    return begin(name, List.of(), System.nanoTime());
  }

  /**
   * A step that follows from what was done elsewhere and earlier.
   *
   * @param follows what {@link #here} said there; what cannot be read is left out
   * @param began by {@link System#nanoTime}, for one that is known only after it has begun
   */
  Step begin(String name, Collection<String> follows, long began);

  /**
   * The current span as W3C trace context ({@code traceparent}), to be kept with what is written
   * here; empty when the trace is not sampled.
   */
  Optional<String> here();

  /** What the request that is being answered here is called, which its path does not say. */
  void called(String name);

  /** A step that is over when the work is. */
  default <T> Future<T> step(String name, Supplier<Future<T>> work) {
    Step step = begin(name);
    // What follows begins after the step has ended.
    return step.in(work).andThen((result, problem) -> step.end(problem));
  }

  /** A step of a virtual thread, that is over when the work is. */
  default <T> T stepAwaiting(String name, Supplier<T> work) {
    return begin(name).awaiting(work);
  }

  /** Something that takes time; its owner ends it. */
  interface Step {

    /** Never something secret, and of few characters. */
    Step with(String key, String value);

    Step with(String key, long value);

    /** Does some of its work; what that begins is inside this step. */
    <T> Future<T> in(Supplier<Future<T>> work);

    /** Does all of its work on a virtual thread, and ends. */
    <T> T awaiting(Supplier<T> work);

    /** A step inside this one that is over already; times by {@link System#nanoTime}. */
    void past(String name, long began, long ended);

    /**
     * @param problem told by its kind alone, for its words may be secret
     */
    void end(@Nullable Throwable problem);
  }
}
