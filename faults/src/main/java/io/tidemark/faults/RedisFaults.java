package io.tidemark.faults;

import io.tidemark.simulator.meter.Platform;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Restores Redis to an earlier state. */
final class RedisFaults {

  private static final Duration LOOK_EVERY = Duration.ofMillis(20);
  private static final Duration LEAST_TO_SPEND = Duration.ofSeconds(5);

  private final FaultEnvironment environment;
  private final SuiteProfile profile;
  private final DeliverySender deliveries;

  RedisFaults(FaultEnvironment environment, SuiteProfile profile, DeliverySender deliveries) {
    this.environment = environment;
    this.profile = profile;
    this.deliveries = deliveries;
  }

  /**
   * Copies all keys, spends a whole budget with manual refreshes, restores the copy and requests as
   * much again. A previously killed process took its local count with it, so its window must end
   * first.
   *
   * @return what was seen
   */
  String restore() throws Exception {
    int limit = profile.requestsPer15Minutes();
    long begun = System.nanoTime();
    List<String> tweets = deliveries.refreshOnly(3 * limit);
    RealTime.sleepUntil(begun + profile.real(FaultEnvironment.WINDOW).toNanos());
    URI redis = URI.create(environment.stores().redis().url());
    environment.simulator().use(FaultEnvironment.QUICK);
    try {
      return rush(tweets, limit, redis);
    } finally {
      environment.simulator().use(FaultEnvironment.HEALTHY);
    }
  }

  private String rush(List<String> tweets, int limit, URI redis) throws Exception {
    RedisCopy copy = RedisCopy.of(redis);
    var read = new AtomicInteger();
    List<Thread> asking = new ArrayList<>(ask(tweets.subList(0, limit * 3 / 2), read));
    RealTime.await(() -> spent() >= limit, toSpend(), LOOK_EVERY);
    long spent = spent();
    copy.restore(redis);
    asking.addAll(ask(tweets.subList(limit * 3 / 2, tweets.size()), read));
    for (Thread one : asking) {
      one.join();
    }
    return "%d keys of before %d calls; %d of %d refreshes answered"
        .formatted(copy.keys().size(), spent, read.get(), tweets.size());
  }

  /** The maximum time to fill a window. */
  private Duration toSpend() {
    Duration half = profile.real(FaultEnvironment.WINDOW).dividedBy(2);
    return half.compareTo(LEAST_TO_SPEND) > 0 ? half : LEAST_TO_SPEND;
  }

  /** The number of calls in the current window. */
  private long spent() {
    Instant since = environment.clock().instant().minus(FaultEnvironment.WINDOW);
    return environment.simulator().meter().recordedCalls().stream()
        .filter(call -> call.platform() == Platform.X && call.at().isAfter(since))
        .count();
  }

  private List<Thread> ask(List<String> tweets, AtomicInteger read) {
    return tweets.stream()
        .map(tweet -> Thread.ofVirtual().start(() -> refresh(Long.parseLong(tweet), read)))
        .toList();
  }

  private void refresh(long tweet, AtomicInteger read) {
    try {
      if (environment.api().refresh(tweet) == 200) {
        read.incrementAndGet();
      }
    } catch (UncheckedIOException unanswered) {
      // Not counted; the platform's record contains the call.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
