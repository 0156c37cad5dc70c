package io.tidemark.standalone.process;

import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;

/**
 * Ctrl-C and SIGTERM, as something to wait for. A shutdown hook would not do: hooks run all at
 * once, so the embedded stores would be stopped by theirs while work in hand still needs them.
 */
public final class StopSignals {

  /**
   * The system property of a process that another one started and stops. A terminal sends Ctrl-C to
   * both; it waits for the SIGTERM of the other, and ends with it whatever happens.
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
