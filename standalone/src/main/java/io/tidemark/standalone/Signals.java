package io.tidemark.standalone;

import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;

/**
 * Ctrl-C and SIGTERM, as something to wait for. A shutdown hook would not do: hooks run all at
 * once, so the embedded stores would be stopped by theirs while work in hand still needs them.
 */
final class Signals {

  private final CountDownLatch stop = new CountDownLatch(1);

  private Signals() {}

  /** A second signal ends the process at once. */
  static Signals watch() {
    var signals = new Signals();
    for (String name : new String[] {"INT", "TERM"}) {
      Signal.handle(
          new Signal(name),
          signal -> {
            if (signals.stop.getCount() == 0) {
              Runtime.getRuntime().halt(128 + signal.getNumber());
            }
            signals.stop.countDown();
          });
    }
    return signals;
  }

  boolean isStopWanted() {
    return stop.getCount() == 0;
  }

  void awaitStop() throws InterruptedException {
    stop.await();
  }
}
