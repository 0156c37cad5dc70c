package io.tidemark.benchmarks.timers;

import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.benchmarks.Bench;
import io.tidemark.benchmarks.Benchmark;
import io.tidemark.benchmarks.Databases;
import io.tidemark.benchmarks.Figure;
import io.tidemark.benchmarks.Goal;
import io.tidemark.benchmarks.Outcome;
import io.tidemark.benchmarks.Race;
import io.tidemark.benchmarks.Series;
import io.tidemark.jobs.ClaimPlan;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What slows other queues in a table down: a long one, and a transaction that nobody ended. */
public final class Flatness implements Benchmark {

  private static final String ALONE = "nothing waits";
  private static final String WAITING = "others wait";
  private static final String FREE = "no old session";
  private static final String HELD = "an old session";

  @Override
  public String name() {
    return "timers-flat";
  }

  @Override
  public String question() {
    return "The rate of due lots while millions wait for their time, and while a session is idle in"
        + " a transaction, beside itself with neither.";
  }

  @Override
  public Outcome run(Bench bench) throws Exception {
    long lots = bench.size().of(2_000, 100_000, 100_000);
    long waiting = bench.size().of(20_000, 10_000_000, 10_000_000);
    List<Figure> figures = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    whileOthersWait(bench, lots, waiting, figures);
    beneathAnOldSession(bench, lots, figures, notes);
    notes.addFirst("%,d lots a round, %,d waiting.".formatted(lots, waiting));
    return new Outcome(name(), figures, notes);
  }

  private static final String FILL_FUTURE =
      """
      insert into timers (kind, subject, due_at)
      select 'lot', 1000000000 + n, now() + interval '1 day' + n * interval '8 milliseconds'
      from generate_series(1, %d) as n
      """;

  private static void whileOthersWait(Bench bench, long lots, long waiting, List<Figure> figures)
      throws Exception {
    try (var alone = new OurTimers(ALONE, bench.stores().newDatabase(), lots);
        var crowded = new OurTimers(WAITING, bench.stores().newDatabase(), lots)) {
      Databases.run(
          crowded.database(),
          FILL_FUTURE.formatted(waiting),
          "vacuum analyze timers",
          "checkpoint");
      Race race = Race.run(List.of(alone, crowded), bench.rounds(), bench.say());
      figures.addAll(race.figures("lots/s"));
      figures.add(
          Figure.ratio(WAITING + " ÷ " + ALONE, race.ratio(WAITING, ALONE), Goal.atLeast(0.9)));
      crowded.fill();
      ClaimPlan.explained(crowded.database()).forEach(bench.say());
    }
  }

  /** The session is older than all that the rounds leave behind, which nothing can clean up. */
  private static void beneathAnOldSession(
      Bench bench, long lots, List<Figure> figures, List<String> notes) throws Exception {
    int rounds = bench.size().of(1, Math.max(9, bench.rounds()), Math.max(9, bench.rounds()));
    try (var free = new OurTimers(FREE, bench.stores().newDatabase(), lots);
        var held = new OurTimers(HELD, bench.stores().newDatabase(), lots);
        var session = IdleSession.begin(held.database())) {
      Race race = Race.run(List.of(free, held), rounds, bench.say());
      figures.addAll(race.figures("lots/s"));
      figures.add(Figure.ratio(HELD + " ÷ " + FREE, race.ratio(HELD, FREE), Goal.atLeast(0.9)));
      figures.add(
          Figure.ratio(
              "the last round alone",
              Series.of(race.ratio(HELD, FREE).values().getLast()),
              Goal.none()));
      notes.add(
          "The session was idle in its transaction for %d s, and kept %,d dead rows from being"
                  .formatted(session.seconds(), dead(held.database()))
              + " removed (%,d without it).".formatted(dead(free.database())));
    }
  }

  private static long dead(HikariDataSource database) throws SQLException {
    Databases.run(database, "vacuum timers");
    return Databases.number(
        database, "select n_dead_tup from pg_stat_all_tables where relname = 'timers'");
  }
}
