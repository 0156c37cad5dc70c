package io.tidemark.faults;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Faults of the event bus. */
final class BusFaults {

  /** The cluster removes a member that is silent for so long, by our configuration. */
  static final Duration UNTIL_NOTICED = Duration.ofSeconds(10);

  private static final Duration RECONNECT_TIMEOUT = Duration.ofSeconds(90);
  private static final String CONNECTED = "the bus is connected again after a cut";

  private final FaultEnvironment environment;
  private final RecoveryTimes recovery;

  BusFaults(FaultEnvironment environment, RecoveryTimes recovery) {
    this.environment = environment;
    this.recovery = recovery;
  }

  /**
   * Isolates all processes on the event bus while all reach the stores. After detection a manual
   * refresh, which needs a tracker, must be refused.
   */
  String cut(Duration length) throws InterruptedException {
    long tweet = anyTweet();
    long end = System.nanoTime() + length.toNanos();
    int refused = 0;
    environment.cutBus();
    try {
      RealTime.sleep(UNTIL_NOTICED);
      while (System.nanoTime() - end < 0) {
        int answer = environment.api().refresh(tweet);
        if (answer != 503) {
          throw new IllegalStateException("a refresh during a bus cut was answered with " + answer);
        }
        refused++;
        RealTime.sleep(Duration.ofMillis(500));
      }
    } finally {
      environment.mendBus();
    }
    awaitConnected();
    return "for %d s, %d refreshes answered 503".formatted(length.toSeconds(), refused);
  }

  /** Retries, because the database may be unavailable. */
  private long anyTweet() throws InterruptedException {
    var found = new AtomicLong();
    RealTime.await(
        () -> {
          found.set(environment.database().number("select min(id) from twitter_tweets"));
          return found.get() > 0;
        },
        RECONNECT_TIMEOUT,
        Duration.ofMillis(200));
    return found.get();
  }

  private void awaitConnected() throws InterruptedException {
    long mended = System.nanoTime();
    if (!isConnected()) {
      throw new IllegalStateException("the bus is not connected after a cut");
    }
    recovery.add(CONNECTED, mended);
  }

  /** Whether all living processes answer the gateway again within a limited time. */
  boolean isConnected() throws InterruptedException {
    return RealTime.await(
        () -> environment.unanswered().isEmpty(), RECONNECT_TIMEOUT, Duration.ofMillis(200));
  }
}
