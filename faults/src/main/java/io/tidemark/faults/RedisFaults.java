package io.tidemark.faults;

import io.tidemark.simulator.meter.Platform;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Redis forgets what happened since a moment ago. */
final class RedisFaults {

  private static final Duration LOOK_EVERY = Duration.ofMillis(20);
  private static final Duration LEAST_TO_SPEND = Duration.ofSeconds(5);

  private final World world;
  private final Form form;
  private final Deliveries deliveries;

  RedisFaults(World world, Form form, Deliveries deliveries) {
    this.world = world;
    this.form = form;
    this.deliveries = deliveries;
  }

  /**
   * Copies it, has a whole budget spent by manual refreshes, puts the copy back and asks for as
   * much again. A pod that was killed before took its own count with it: that one's window is over
   * first.
   *
   * @return what was seen
   */
  String restore() throws Exception {
    int limit = form.requestsPer15Minutes();
    long begun = System.nanoTime();
    List<String> tweets = deliveries.still(3 * limit);
    Waits.until(begun + form.real(World.WINDOW).toNanos());
    URI redis = URI.create(world.stores().redis().url());
    world.simulator().use(World.QUICK);
    try {
      return rush(tweets, limit, redis);
    } finally {
      world.simulator().use(World.HEALTHY);
    }
  }

  private String rush(List<String> tweets, int limit, URI redis) throws Exception {
    RedisCopy copy = RedisCopy.of(redis);
    var read = new AtomicInteger();
    List<Thread> asking = new ArrayList<>(ask(tweets.subList(0, limit * 3 / 2), read));
    Waits.until(() -> spent() >= limit, toSpend(), LOOK_EVERY);
    long spent = spent();
    copy.putBack(redis);
    asking.addAll(ask(tweets.subList(limit * 3 / 2, tweets.size()), read));
    for (Thread one : asking) {
      one.join();
    }
    return "%d keys of before %d calls; %d of %d refreshes answered"
        .formatted(copy.keys().size(), spent, read.get(), tweets.size());
  }

  /** How long it may take until a window is full. */
  private Duration toSpend() {
    Duration half = form.real(World.WINDOW).dividedBy(2);
    return half.compareTo(LEAST_TO_SPEND) > 0 ? half : LEAST_TO_SPEND;
  }

  /** Calls in the window that ends now. */
  private long spent() {
    Instant since = world.clock().instant().minus(World.WINDOW);
    return world.simulator().meter().recordedCalls().stream()
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
      if (world.api().refresh(tweet) == 200) {
        read.incrementAndGet();
      }
    } catch (UncheckedIOException unanswered) {
      // It is not counted, and the platform's record tells of its call.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
