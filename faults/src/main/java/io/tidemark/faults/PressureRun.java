package io.tidemark.faults;

import io.tidemark.clock.WorldClock;
import io.tidemark.faults.PressureFigures.Sample;
import io.tidemark.faults.PressureLots.DueLots;
import io.tidemark.faults.PressureProfile.Disturbances;
import io.tidemark.faults.PressureProfile.Phase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A load run: hundreds of lots are due each second, for minutes, with and without disturbing
 * transactions.
 */
final class PressureRun {

  private static final Duration SAMPLED_EVERY = Duration.ofSeconds(2);
  private static final Duration TO_DRAIN = Duration.ofMinutes(2);
  private static final int READERS = 3;

  /**
   * The result of a run.
   *
   * @param processes output of the processes
   */
  record Outcome(PressureProfile profile, List<PressureFigures> phases, List<String> processes) {

    /** Whether every lot was polled exactly once, at any speed. */
    boolean isGood() {
      return phases.stream().allMatch(PressureFigures::isGood);
    }

    JsonObject json() {
      var all = new JsonArray();
      phases.forEach(phase -> all.add(phase.json()));
      return new JsonObject().put("form", profile.name()).put("spells", all);
    }

    /** The throughput of the other phases relative to the first. */
    String shares() {
      PressureFigures first = phases.getFirst();
      return phases.stream()
          .skip(1)
          .map(
              phase ->
                  "  %s / %s: %.3f"
                      .formatted(
                          phase.due().phase().name(),
                          first.due().phase().name(),
                          phase.firedPerSecond() / first.firedPerSecond()))
          .collect(Collectors.joining(System.lineSeparator()));
    }
  }

  private final PressureProfile profile;
  private final Consumer<String> progress;
  private final Queue<String> output = new ConcurrentLinkedQueue<>();

  /**
   * @param progress receives progress, line by line
   */
  PressureRun(PressureProfile profile, Consumer<String> progress) {
    this.profile = profile;
    this.progress = progress;
  }

  /**
   * Runs to completion and leaves no process behind.
   *
   * @param file file for the figures as JSON
   */
  Outcome run(Path file) throws Exception {
    List<PressureFigures> figures = new ArrayList<>();
    try (var environment = new PressureEnvironment(profile.trackers(), output::add)) {
      environment.start();
      var lots =
          new PressureLots(environment.database(), environment.simulator(), environment.clock());
      lots.makeZone();
      progress.accept("Pressure: %s, %d trackers".formatted(profile.name(), profile.trackers()));
      for (Phase phase : profile.phases()) {
        progress.accept("  %s: %d lots".formatted(phase.name(), phase.lots()));
        figures.add(run(environment, lots.write(phase)));
        progress.accept(figures.getLast().text());
      }
    }
    var outcome = new Outcome(profile, figures, List.copyOf(output));
    Files.writeString(file, outcome.json().encodePrettily() + System.lineSeparator());
    progress.accept(outcome.shares());
    return outcome;
  }

  private PressureFigures run(PressureEnvironment environment, DueLots due) throws Exception {
    Database database = environment.database();
    WorldClock clock = environment.clock();
    RealTime.sleep(Duration.between(clock.instant(), due.from()));
    long began = System.nanoTime();
    List<Thread> disturbing = disturb(database, due.phase().disturbances());
    var kills = new PressureKills(database, environment.cluster(), clock);
    disturbing.add(kills.begin(due, due.phase().killsEvery()));
    List<Sample> samples = new ArrayList<>();
    Duration drainedIn;
    try (Connection connection = database.connect()) {
      while (clock.instant().isBefore(due.until())) {
        samples.add(
            PressureFigures.sample(connection, Duration.ofNanos(System.nanoTime() - began)));
        RealTime.sleep(shorter(SAMPLED_EVERY, Duration.between(clock.instant(), due.until())));
      }
      samples.add(PressureFigures.sample(connection, due.phase().duration()));
      RealTime.await(() -> unread(connection, due) == 0, TO_DRAIN, Duration.ofMillis(100));
      drainedIn = Duration.between(due.until(), clock.instant());
    }
    for (Thread one : disturbing) {
      one.join();
    }
    if (due.phase().killsEvery() != null) {
      progress.accept(kills.text());
    }
    return PressureFigures.of(database, due, drainedIn, samples);
  }

  /** The number of lots without a snapshot; each lot has one tweet. */
  private static long unread(Connection connection, DueLots due) throws SQLException {
    return Database.number(
        connection,
        "select count(*) from twitter_engagement_tracking where update_count = 0 and tweet_db_id"
            + " between %d and %d".formatted(due.first(), due.last()));
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static List<Thread> disturb(Database database, @Nullable Disturbances disturbances) {
    List<Thread> sessions = new ArrayList<>();
    if (disturbances != null) {
      String write = "create temporary table held (x int) on commit drop";
      sessions.add(hold(database, write, Duration.ZERO, disturbances.writer()));
      for (int i = 0; i < READERS; i++) {
        sessions.add(
            hold(
                database,
                "select count(*) from timers",
                disturbances.between().multipliedBy(i),
                disturbances.reader()));
      }
    }
    return sessions;
  }

  /** Opens a transaction with a statement and keeps it open. */
  private static Thread hold(Database database, String first, Duration after, Duration length) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                RealTime.sleep(after);
                database.hold(first, length);
              } catch (SQLException e) {
                throw new IllegalStateException("a transaction could not be held", e);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }
}
