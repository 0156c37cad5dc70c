package io.tidemark.faults;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** What goes wrong with the event bus. */
final class BusFaults {

  /** A member that is silent for so long is no member any more, by our configuration. */
  static final Duration UNTIL_NOTICED = Duration.ofSeconds(10);

  private static final Duration TO_BE_WHOLE = Duration.ofSeconds(90);
  private static final String WHOLE = "the bus is whole again after a cut";

  private final FaultEnvironment environment;
  private final RecoveryTimes recovery;

  BusFaults(FaultEnvironment environment, RecoveryTimes recovery) {
    this.environment = environment;
    this.recovery = recovery;
  }

  /**
   * No process reaches another over the bus, and all reach the stores. Once that is noticed a
   * manual refresh, which needs a tracker, can only be refused.
   */
  String cut(Duration length) throws InterruptedException {
    long tweet = anyTweet();
    long end = System.nanoTime() + length.toNanos();
    int refused = 0;
    environment.cutBus();
    try {
      RealTime.of(UNTIL_NOTICED);
      while (System.nanoTime() - end < 0) {
        int answer = environment.api().refresh(tweet);
        if (answer != 503) {
          throw new IllegalStateException("a refresh without a bus was answered with " + answer);
        }
        refused++;
        RealTime.of(Duration.ofMillis(500));
      }
    } finally {
      environment.mendBus();
    }
    awaitWhole();
    return "for %d s, %d refreshes answered 503".formatted(length.toSeconds(), refused);
  }

  /** The database may be away at the moment. */
  private long anyTweet() throws InterruptedException {
    var found = new AtomicLong();
    RealTime.until(
        () -> {
          found.set(environment.database().number("select min(id) from twitter_tweets"));
          return found.get() > 0;
        },
        TO_BE_WHOLE,
        Duration.ofMillis(200));
    return found.get();
  }

  private void awaitWhole() throws InterruptedException {
    long mended = System.nanoTime();
    if (!isWhole()) {
      throw new IllegalStateException("the bus is not whole after a cut");
    }
    recovery.add(WHOLE, mended);
  }

  /** Whether the gateway comes to hear all other processes that live, and within a while. */
  boolean isWhole() throws InterruptedException {
    return RealTime.until(
        () -> environment.unheard().isEmpty(), TO_BE_WHOLE, Duration.ofMillis(200));
  }
}
