package io.tidemark.standalone.process;

import io.vertx.core.Future;
import io.vertx.core.Promise;
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

  private final Promise<Void> stop = Promise.promise();

  /** Hears no signals; {@link #stop} stands for them. */
  public StopSignals() {}

  /** A second signal ends the process at once. */
  public static StopSignals watch() {
    var signals = new StopSignals();
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
   * @throws StoppedException when a stop is wanted first; the step goes on
   */
  public <T> T await(Future<T> step) {
    check();
    Future.any(step.otherwiseEmpty(), stop.future()).await();
    check();
    return step.await();
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
