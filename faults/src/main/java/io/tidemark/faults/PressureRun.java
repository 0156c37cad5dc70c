package io.tidemark.faults;

import io.tidemark.clock.WorldClock;
import io.tidemark.faults.PressureFigures.Sample;
import io.tidemark.faults.PressureLots.Due;
import io.tidemark.faults.PressureProfile.Disturbances;
import io.tidemark.faults.PressureProfile.Spell;
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
  record Outcome(PressureProfile profile, List<PressureFigures> spells, List<String> processes) {

    /** Whether every lot was polled exactly once, at any speed. */
    boolean isGood() {
      return spells.stream().allMatch(PressureFigures::isGood);
    }

    JsonObject json() {
      var all = new JsonArray();
      spells.forEach(spell -> all.add(spell.json()));
      return new JsonObject().put("form", profile.name()).put("spells", all);
    }

    /** The throughput of the other spells relative to the first. */
    String shares() {
      PressureFigures first = spells.getFirst();
      return spells.stream()
          .skip(1)
          .map(
              spell ->
                  "  %s / %s: %.3f"
                      .formatted(
                          spell.due().spell().name(),
                          first.due().spell().name(),
                          spell.firedPerSecond() / first.firedPerSecond()))
          .collect(Collectors.joining(System.lineSeparator()));
    }
  }

  private final PressureProfile profile;
  private final Consumer<String> say;
  private final Queue<String> heard = new ConcurrentLinkedQueue<>();

  /**
   * @param say receives progress, line by line
   */
  PressureRun(PressureProfile profile, Consumer<String> say) {
    this.profile = profile;
    this.say = say;
  }

  /**
   * Runs to completion and leaves no process behind.
   *
   * @param file file for the figures as JSON
   */
  Outcome run(Path file) throws Exception {
    List<PressureFigures> figures = new ArrayList<>();
    try (PressureEnvironment environment =
        PressureEnvironment.start(profile.trackers(), heard::add)) {
      var lots =
          new PressureLots(environment.database(), environment.simulator(), environment.clock());
      lots.makeZone();
      say.accept("Pressure: %s, %d trackers".formatted(profile.name(), profile.trackers()));
      for (Spell spell : profile.spells()) {
        say.accept("  %s: %d lots".formatted(spell.name(), spell.lots()));
        figures.add(run(environment, lots.write(spell)));
        say.accept(figures.getLast().text());
      }
    }
    var outcome = new Outcome(profile, figures, List.copyOf(heard));
    Files.writeString(file, outcome.json().encodePrettily() + System.lineSeparator());
    say.accept(outcome.shares());
    return outcome;
  }

  private static PressureFigures run(PressureEnvironment environment, Due due) throws Exception {
    Database database = environment.database();
    WorldClock clock = environment.clock();
    RealTime.of(Duration.between(clock.instant(), due.from()));
    long began = System.nanoTime();
    List<Thread> disturbing = disturb(database, due.spell().disturbances());
    List<Sample> samples = new ArrayList<>();
    Duration drainedIn;
    try (Connection connection = database.connect()) {
      while (clock.instant().isBefore(due.until())) {
        samples.add(
            PressureFigures.sample(connection, Duration.ofNanos(System.nanoTime() - began)));
        RealTime.of(shorter(SAMPLED_EVERY, Duration.between(clock.instant(), due.until())));
      }
      samples.add(PressureFigures.sample(connection, due.spell().lasting()));
      RealTime.until(() -> unread(connection, due) == 0, TO_DRAIN, Duration.ofMillis(100));
      drainedIn = Duration.between(due.until(), clock.instant());
    }
    for (Thread one : disturbing) {
      one.join();
    }
    return PressureFigures.of(database, due, drainedIn, samples);
  }

  /** The number of lots without a snapshot; each lot has one tweet. */
  private static long unread(Connection connection, Due due) throws SQLException {
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
              try (Connection connection = database.connect()) {
                RealTime.of(after);
                connection.setAutoCommit(false);
                connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                try (var statement = connection.createStatement()) {
                  statement.execute(first);
                }
                RealTime.of(length);
                connection.rollback();
              } catch (SQLException e) {
                throw new IllegalStateException("a transaction could not be held", e);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }
}
