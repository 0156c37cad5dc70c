package io.tidemark.benchmarks.timers;

import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.benchmarks.harness.Benchmark;
import io.tidemark.benchmarks.harness.BenchmarkContext;
import io.tidemark.benchmarks.harness.BenchmarkResult;
import io.tidemark.benchmarks.harness.Comparison;
import io.tidemark.benchmarks.harness.DataSources;
import io.tidemark.benchmarks.harness.Figure;
import io.tidemark.benchmarks.harness.Goal;
import io.tidemark.benchmarks.harness.Samples;
import io.tidemark.jobs.ClaimPlan;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Tests conditions that slow down queues in tables: a long queue, a transaction that is not ended,
 * and readers of which one is always older than what was finished last.
 */
public final class FlatnessBenchmark implements Benchmark {

  private static final String ALONE = "nothing waits";
  private static final String WAITING = "others wait";
  private static final String FREE = "no old session";
  private static final String HELD = "an old session";
  private static final String UNREAD = "no readers";
  private static final String READ = "four readers";

  @Override
  public String name() {
    return "timers-flat";
  }

  @Override
  public String question() {
    return "The rate of due lots while millions wait for their time, while a session is idle in a"
        + " transaction, and beneath readers with snapshots, beside itself with none of them.";
  }

  @Override
  public BenchmarkResult run(BenchmarkContext context) throws Exception {
    long lots = context.size().of(2_000, 100_000, 100_000);
    long waiting = context.size().of(20_000, 10_000_000, 10_000_000);
    List<Figure> figures = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    whileOthersWait(context, lots, waiting, figures);
    beneathAnOldSession(context, lots, figures, notes);
    besideReaders(context, lots, figures, notes);
    notes.addFirst("%,d lots a round, %,d waiting.".formatted(lots, waiting));
    return new BenchmarkResult(name(), figures, notes);
  }

  private static final String FILL_FUTURE =
      """
      insert into timers (kind, subject, due_at)
      select 'lot', 1000000000 + n, now() + interval '1 day' + n * interval '8 milliseconds'
      from generate_series(1, %d) as n
      """;

  private static void whileOthersWait(
      BenchmarkContext context, long lots, long waiting, List<Figure> figures) throws Exception {
    try (var alone = new TidemarkTimers(ALONE, context.stores(), lots);
        var crowded = new TidemarkTimers(WAITING, context.stores(), lots)) {
      DataSources.run(
          crowded.database(),
          FILL_FUTURE.formatted(waiting),
          "vacuum analyze timers",
          "checkpoint");
      Comparison comparison =
          Comparison.run(List.of(alone, crowded), context.rounds(), context.progress());
      figures.addAll(comparison.figures("lots/s"));
      figures.add(
          Figure.ratio(
              WAITING + " ÷ " + ALONE, comparison.ratio(WAITING, ALONE), Goal.atLeast(0.95)));
      crowded.fill();
      ClaimPlan.explained(crowded.database()).forEach(context.progress());
    }
  }

  /** The session is older than all dead rows of the rounds, so that vacuum cannot remove them. */
  private static void beneathAnOldSession(
      BenchmarkContext context, long lots, List<Figure> figures, List<String> notes)
      throws Exception {
    int rounds = context.size().of(1, Math.max(9, context.rounds()), Math.max(9, context.rounds()));
    try (var free = new TidemarkTimers(FREE, context.stores(), lots);
        var held = new TidemarkTimers(HELD, context.stores(), lots);
        var session = IdleSession.begin(held.database())) {
      Comparison comparison = Comparison.run(List.of(free, held), rounds, context.progress());
      figures.addAll(comparison.figures("lots/s"));
      figures.add(
          Figure.ratio(HELD + " ÷ " + FREE, comparison.ratio(HELD, FREE), Goal.atLeast(0.95)));
      figures.add(
          Figure.ratio(
              "the last round alone",
              Samples.of(comparison.ratio(HELD, FREE).values().getLast()),
              Goal.none()));
      notes.add(
          "The session was idle in its transaction for %d s, and kept %,d dead rows from being"
                  .formatted(session.seconds(), dead(held.database()))
              + " removed (%,d without it).".formatted(dead(free.database())));
    }
  }

  private static void besideReaders(
      BenchmarkContext context, long lots, List<Figure> figures, List<String> notes)
      throws Exception {
    try (var unread = new TidemarkTimers(UNREAD, context.stores(), lots);
        var read = new TidemarkTimers(READ, context.stores(), lots);
        var readers = OverlappingReaders.begin(read.url())) {
      Comparison comparison =
          Comparison.run(List.of(unread, read), context.rounds(), context.progress());
      figures.addAll(comparison.figures("lots/s"));
      figures.add(
          Figure.ratio(READ + " ÷ " + UNREAD, comparison.ratio(READ, UNREAD), Goal.atLeast(0.9)));
      notes.add(
          "Four readers, each of which keeps the snapshot of a REPEATABLE READ transaction for %d s."
              .formatted(OverlappingReaders.HELD_SECONDS));
    }
  }

  private static long dead(HikariDataSource database) throws SQLException {
    DataSources.run(database, "vacuum timers");
    return DataSources.number(
        database, "select n_dead_tup from pg_stat_all_tables where relname = 'timers'");
  }
}
