package io.tidemark.faults;

import io.tidemark.faults.Database.Held;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** What goes wrong with a tracker. Each says what was seen of it. */
final class TrackerFaults {

  private static final Duration TO_STOP = Duration.ofSeconds(20);
  private static final Duration FOR_LOTS = Duration.ofSeconds(1);
  private static final String KILLED = "lots of a killed pod run elsewhere";
  private static final String SILENT = "lots of a frozen or cut off pod run elsewhere";

  private final World world;
  private final Form form;
  private final Recovery recovery;

  TrackerFaults(World world, Form form, Recovery recovery) {
    this.world = world;
    this.form = form;
    this.recovery = recovery;
  }

  String kill(TrackerPlace place) throws InterruptedException {
    long process = somethingHeld(place);
    long at = System.nanoTime();
    place.kill();
    watch(KILLED, place, process, at);
    place.startAgain(Map.of());
    return place.name();
  }

  String freeze(TrackerPlace place, Duration length) throws InterruptedException {
    long process = somethingHeld(place);
    long at = System.nanoTime();
    place.freeze();
    try {
      watch(SILENT, place, process, at);
      Waits.of(length);
    } finally {
      place.thaw();
    }
    return place.name();
  }

  static String stutter(TrackerPlace place, Duration length) throws InterruptedException {
    long end = System.nanoTime() + length.toNanos();
    while (System.nanoTime() - end < 0) {
      place.freeze();
      try {
        Waits.of(Duration.ofMillis(200));
      } finally {
        place.thaw();
      }
      Waits.of(Duration.ofMillis(50));
    }
    return place.name();
  }

  String cutOff(TrackerPlace place, Duration length) throws InterruptedException {
    long process = somethingHeld(place);
    long at = System.nanoTime();
    place.cutOff();
    try {
      watch(SILENT, place, process, at);
      Waits.of(length);
    } finally {
      place.mend();
    }
    return place.name();
  }

  /** A clock that began earlier and runs as fast is ahead of the others by a constant. */
  String putAhead(TrackerPlace place, Duration ahead) throws InterruptedException {
    String ended = place.stop(TO_STOP);
    Duration earlier = Duration.ofNanos((long) (ahead.toNanos() / (form.speed() - 1)));
    place.startAgain(Map.of("TIDEMARK_CLOCK_ORIGIN", world.origin().minus(earlier).toString()));
    return place.name() + " " + ended;
  }

  /**
   * Waits a moment for lots in hand: only then does a blow hit something.
   *
   * @return the process that has them
   */
  private long somethingHeld(TrackerPlace place) throws InterruptedException {
    long process = place.pid();
    Waits.until(() -> !held(process).isEmpty(), FOR_LOTS, Duration.ofMillis(10));
    return process;
  }

  private Set<Held> held(long process) {
    try (Connection connection = world.database().connect()) {
      return Database.held(connection, process);
    } catch (SQLException away) {
      return Set.of();
    }
  }

  /** As it was left: what it had completed when the blow came is not counted. */
  private void watch(String figure, TrackerPlace place, long process, long at) {
    Set<Held> held = held(process);
    if (held.isEmpty()) {
      return;
    }
    String struck = place.name() + " at " + world.clock().instant();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                recovery.watchLots(
                    figure, struck, world.database(), held, at, form.lease().plusSeconds(5));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }
}
