package io.tidemark.standalone.process;

import ch.qos.logback.classic.LoggerContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * Makes Ctrl-C and SIGTERM awaitable. Shutdown hooks are unsuitable because they run concurrently:
 * those of the embedded stores would stop the stores while work in progress needs them.
 */
public final class StopSignals {

  /**
   * The system property of a child process whose parent stops it. A terminal sends Ctrl-C to both;
   * the child waits for its parent's SIGTERM, and ends when the parent ends.
   */
  public static final String CHILD = "tidemark.child";

  private static final Duration TO_END = Duration.ofSeconds(3);

  private final Promise<Void> stop = Promise.promise();
  private final Duration toEnd;
  private final Runnable abandoned;

  /** Hears no signals; {@link #stop} stands for them. */
  public StopSignals() {
    this(TO_END, () -> {});
  }

  /**
   * @param toEnd how long a step of the start may go on after a stop
   * @param abandoned called when a step has not ended then
   */
  StopSignals(Duration toEnd, Runnable abandoned) {
    this.toEnd = toEnd;
    this.abandoned = abandoned;
  }

  /** A second signal ends the process at once. */
  public static StopSignals watch() {
    // What is abandoned complains of the connections that it loses.
    var signals =
        new StopSignals(TO_END, ((LoggerContext) LoggerFactory.getILoggerFactory())::stop);
    boolean child = Boolean.getBoolean(CHILD);
    Signal.handle(new Signal("TERM"), signals::heard);
    Signal.handle(new Signal("INT"), child ? ignored -> {} : signals::heard);
    if (child) {
      ProcessHandle.current().parent().ifPresent(parent -> parent.onExit().thenRun(signals::stop));
    }
    return signals;
  }

  private void heard(Signal signal) {
    if (isStopWanted()) {
      Runtime.getRuntime().halt(128 + signal.getNumber());
    }
    stop();
  }

  public void stop() {
    stop.tryComplete();
  }

  public boolean isStopWanted() {
    return stop.future().isComplete();
  }

  public void awaitStop() {
    stop.future().await();
  }

  /**
   * Waits for a step of the start, as long as it takes.
   *
   * @throws StoppedException when a stop is wanted first; the step gets three seconds to end, and
   *     is abandoned then
   */
  public <T> T await(Future<T> step) {
    return await(step, result -> Future.succeededFuture());
  }

  /**
   * As above.
   *
   * @param undo ends what the step began, if the stop came first
   */
  public <T> T await(Future<T> step, Function<T, Future<Void>> undo) {
    Future.any(step.otherwiseEmpty(), stop.future()).await();
    if (!isStopWanted()) {
      return step.await();
    }
    try {
      step.compose(undo).otherwiseEmpty().await(toEnd.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException goesOn) {
      abandoned.run();
    }
    throw new StoppedException();
  }

  /**
   * @throws StoppedException when a stop is wanted
   */
  public void check() {
    if (isStopWanted()) {
      throw new StoppedException();
    }
  }
}
