package io.tidemark.faults;

import io.tidemark.faults.Database.LotClaim;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Faults of a tracker. Each method returns what was observed. */
final class TrackerFaults {

  private static final Duration TO_STOP = Duration.ofSeconds(20);
  private static final Duration FOR_LOTS = Duration.ofSeconds(1);
  private static final String KILLED = "lots of a killed process run elsewhere";
  private static final String SILENT = "lots of a frozen or isolated process run elsewhere";

  private final FaultEnvironment environment;
  private final SuiteProfile profile;
  private final RecoveryTimes recovery;

  TrackerFaults(FaultEnvironment environment, SuiteProfile profile, RecoveryTimes recovery) {
    this.environment = environment;
    this.profile = profile;
    this.recovery = recovery;
  }

  String kill(TrackerSlot slot) throws InterruptedException {
    long process = awaitClaims(slot);
    long at = System.nanoTime();
    slot.kill();
    watch(KILLED, slot, process, at);
    slot.startAgain(Map.of());
    return slot.name();
  }

  String freeze(TrackerSlot slot, Duration length) throws InterruptedException {
    long process = awaitClaims(slot);
    long at = System.nanoTime();
    slot.freeze();
    try {
      watch(SILENT, slot, process, at);
      RealTime.sleep(length);
    } finally {
      slot.thaw();
    }
    return slot.name();
  }

  static String stutter(TrackerSlot slot, Duration length) throws InterruptedException {
    long end = System.nanoTime() + length.toNanos();
    while (System.nanoTime() - end < 0) {
      slot.freeze();
      try {
        RealTime.sleep(Duration.ofMillis(200));
      } finally {
        slot.thaw();
      }
      RealTime.sleep(Duration.ofMillis(50));
    }
    return slot.name();
  }

  String cutOff(TrackerSlot slot, Duration length) throws InterruptedException {
    long process = awaitClaims(slot);
    long at = System.nanoTime();
    slot.cutOff();
    try {
      watch(SILENT, slot, process, at);
      RealTime.sleep(length);
    } finally {
      slot.mend();
    }
    return slot.name();
  }

  /** Restarts the process with a clock that is ahead of the others by a constant. */
  String putAhead(TrackerSlot slot, Duration ahead) throws InterruptedException {
    String ended = slot.stop(TO_STOP);
    Duration earlier = Duration.ofNanos((long) (ahead.toNanos() / (profile.speed() - 1)));
    slot.startAgain(
        Map.of("TIDEMARK_CLOCK_ORIGIN", environment.origin().minus(earlier).toString()));
    return slot.name() + " " + ended;
  }

  /**
   * Waits briefly until the process holds lots, so that the fault affects some.
   *
   * @return id of the process that holds them
   */
  private long awaitClaims(TrackerSlot slot) throws InterruptedException {
    long process = slot.pid();
    RealTime.await(() -> !claims(process).isEmpty(), FOR_LOTS, Duration.ofMillis(10));
    return process;
  }

  private Set<LotClaim> claims(long process) {
    try {
      return environment.database().claims(process);
    } catch (SQLException away) {
      return Set.of();
    }
  }

  /** Measures the takeover of its lots; lots completed before the fault are not counted. */
  private void watch(String figure, TrackerSlot slot, long process, long at) {
    Set<LotClaim> claims = claims(process);
    if (claims.isEmpty()) {
      return;
    }
    String struck = slot.name() + " at " + environment.clock().instant();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                recovery.watchLots(
                    figure,
                    struck,
                    environment.database(),
                    claims,
                    at,
                    profile.lease().plusSeconds(5));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }
}
