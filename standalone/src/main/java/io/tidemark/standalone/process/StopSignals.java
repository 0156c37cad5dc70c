package io.tidemark.standalone.process;

import java.util.concurrent.CountDownLatch;
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

  private final CountDownLatch stop = new CountDownLatch(1);

  private StopSignals() {}

  /** A second signal ends the process at once. */
  public static StopSignals watch() {
    var signals = new StopSignals();
    boolean child = Boolean.getBoolean(CHILD);
    Signal.handle(new Signal("TERM"), signals::heard);
    Signal.handle(new Signal("INT"), child ? ignored -> {} : signals::heard);
    if (child) {
      ProcessHandle.current()
          .parent()
          .ifPresent(parent -> parent.onExit().thenRun(signals.stop::countDown));
    }
    return signals;
  }

  private void heard(Signal signal) {
    if (stop.getCount() == 0) {
      Runtime.getRuntime().halt(128 + signal.getNumber());
    }
    stop.countDown();
  }

  public boolean isStopWanted() {
    return stop.getCount() == 0;
  }

  public void awaitStop() throws InterruptedException {
    stop.await();
  }
}
