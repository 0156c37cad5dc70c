package io.tidemark.faults;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The load of a pressure run.
 *
 * @param phases phases in sequence
 */
record PressureProfile(String name, int trackers, List<Phase> phases) {

  /**
   * A period with a constant rate of due lots.
   *
   * @param disturbances null when there are none
   * @param killsEvery interval at which a tracker that holds lots is killed and replaced; null when
   *     none is
   */
  record Phase(
      String name,
      int perSecond,
      Duration duration,
      @Nullable Disturbances disturbances,
      @Nullable Duration killsEvery) {

    Phase(String name, int perSecond, Duration duration, @Nullable Disturbances disturbances) {
      this(name, perSecond, duration, disturbances, null);
    }

    int lots() {
      return (int) (perSecond * duration.toMillis() / 1_000);
    }
  }

  /**
   * Sessions that prevent the removal of dead rows: a long-lived writer and three overlapping
   * readers.
   *
   * @param between interval between the starts of two readers
   */
  record Disturbances(Duration writer, Duration reader, Duration between) {}

  PressureProfile {
    phases = List.copyOf(phases);
  }

  /** A few seconds: checks function, not speed. */
  static PressureProfile brief() {
    var disturbances =
        new Disturbances(Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofMillis(500));
    return new PressureProfile(
        "brief", 1, List.of(new Phase("disturbed", 200, Duration.ofSeconds(4), disturbances)));
  }

  /** Takes six minutes. */
  static PressureProfile full() {
    var disturbances =
        new Disturbances(Duration.ofSeconds(60), Duration.ofSeconds(120), Duration.ofSeconds(20));
    return new PressureProfile(
        "full",
        2,
        List.of(
            new Phase("undisturbed", 800, Duration.ofSeconds(60), null),
            new Phase("disturbed", 800, Duration.ofSeconds(170), disturbances),
            new Phase("doubled", 1_667, Duration.ofSeconds(60), null)));
  }

  /** The doubled rate for minutes, and for a minute more with kills. */
  static PressureProfile sustained(int minutes) {
    return new PressureProfile(
        "sustained",
        2,
        List.of(
            new Phase("sustained", 1_667, Duration.ofMinutes(minutes), null),
            new Phase("killed", 1_667, Duration.ofMinutes(1), null, Duration.ofSeconds(12))));
  }
}
