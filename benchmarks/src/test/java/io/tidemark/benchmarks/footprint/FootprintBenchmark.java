package io.tidemark.benchmarks.footprint;

import io.tidemark.benchmarks.environment.MigratedDatabases;
import io.tidemark.benchmarks.harness.Benchmark;
import io.tidemark.benchmarks.harness.BenchmarkContext;
import io.tidemark.benchmarks.harness.BenchmarkResult;
import io.tidemark.benchmarks.harness.DataSources;
import io.tidemark.benchmarks.harness.Figure;
import io.tidemark.benchmarks.harness.Goal;
import io.tidemark.benchmarks.harness.Samples;
import io.tidemark.benchmarks.harness.Size;
import io.tidemark.standalone.process.Role;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Shows that waiting lots cost rows and no memory, and measures start times. */
public final class FootprintBenchmark implements Benchmark {

  /** Real time that a process idles before its memory is measured. */
  private static final int SETTLED_SECONDS = 15;

  @Override
  public String name() {
    return "footprint";
  }

  @Override
  public String question() {
    return "The heap of a tracker with a million lots waiting, beside itself with none; its memory"
        + " idle and at load; the time from start to ready.";
  }

  @Override
  public BenchmarkResult run(BenchmarkContext context) throws Exception {
    if (!Distribution.isBuilt()) {
      return new BenchmarkResult(
          name(),
          List.of(new Figure("the jar does not exist", Samples.of(0), "", Goal.none())),
          List.of("It measures processes of the packaged jar: run mvn package."));
    }
    List<Figure> figures = new ArrayList<>();
    String postgres = MigratedDatabases.create(context.stores());
    String redis = context.stores().redis().url();
    var settings = Map.of("TIDEMARK_POSTGRES_URL", postgres, "TIDEMARK_REDIS_URL", redis);
    try (var image = Distribution.open()) {
      if (context.size() == Size.BRIEF) {
        ready(context, image, List.of(Role.TRACKER), 1, false, settings, figures);
        return new BenchmarkResult(name(), figures, List.of("One start; memory takes minutes."));
      }
      List<Role> roles = List.of(Role.values());
      ready(context, image, roles, context.rounds(), false, settings, figures);
      boolean trained = Runtime.version().feature() >= 25;
      if (trained) {
        context.progress().accept("training the AOT cache");
        image.train(MigratedDatabases.create(context.stores()), redis);
        ready(context, image, roles, context.rounds(), true, settings, figures);
      }
      heap(context, image, settings, figures);
      figures.addAll(new LoadFootprint(context, image).figures());
      return new BenchmarkResult(
          name(),
          figures,
          List.of(
              "JVM options of the image, with 512 MiB of memory; ready: the first 200"
                  + " of /health/ready after the start of the process, on a migrated database.",
              trained
                  ? "The AOT cache is trained by k8s/image/train, as in the image."
                  : "There is no AOT cache before JDK 25."));
    }
  }

  private static void ready(
      BenchmarkContext context,
      Distribution image,
      List<Role> roles,
      int rounds,
      boolean cached,
      Map<String, String> settings,
      List<Figure> figures)
      throws Exception {
    Map<Role, List<Double>> seconds = new EnumMap<>(Role.class);
    // The first start reads files that are cached for the others.
    for (int round = rounds == 1 ? 1 : 0; round <= rounds; round++) {
      for (Role role : roles) {
        try (MeasuredProcess measured =
            MeasuredProcess.start(image.command(role, cached), settings)) {
          double took = measured.readyAfterMillis() / 1000;
          context.progress().accept("%-16s ready after %.2f s".formatted(role.word(), took));
          if (round > 0) {
            seconds.computeIfAbsent(role, first -> new ArrayList<>()).add(took);
          }
        }
      }
    }
    seconds.forEach(
        (role, took) ->
            figures.add(
                new Figure(
                    "ready, " + role.word() + (cached ? ", AOT cache" : ""),
                    new Samples(took),
                    "s",
                    Goal.atMost(cached ? 1.5 : 3))));
  }

  private static final String WAITING =
      """
      insert into timers (kind, subject, due_at)
      select 'lot', n, now() + interval '1 day' + n * interval '80 milliseconds'
      from generate_series(1, %d) as n
      """;

  private static void heap(
      BenchmarkContext context, Distribution image, Map<String, String> empty, List<Figure> figures)
      throws Exception {
    String crowded = MigratedDatabases.create(context.stores());
    try (var database = DataSources.pool(crowded, 1)) {
      DataSources.run(database, WAITING.formatted(1_000_000), "vacuum analyze timers");
    }
    List<Double> without = new ArrayList<>();
    List<Double> with = new ArrayList<>();
    List<Double> more = new ArrayList<>();
    List<Double> resident = new ArrayList<>();
    for (int round = 0; round < Math.min(3, context.rounds()); round++) {
      without.add(settledHeap(image, empty, resident));
      with.add(
          settledHeap(
              image,
              Map.of(
                  "TIDEMARK_POSTGRES_URL",
                  crowded,
                  "TIDEMARK_REDIS_URL",
                  context.stores().redis().url()),
              new ArrayList<>()));
      more.add(with.getLast() - without.getLast());
      context
          .progress()
          .accept(
              "heap %.1f MB without, %.1f MB with".formatted(without.getLast(), with.getLast()));
    }
    figures.add(new Figure("heap, no lots", new Samples(without), "MB", Goal.none()));
    figures.add(new Figure("heap, 1,000,000 lots", new Samples(with), "MB", Goal.none()));
    figures.add(new Figure("heap, difference", new Samples(more), "MB", Goal.atMost(20)));
    figures.add(new Figure("resident, tracker idle", new Samples(resident), "MB", Goal.none()));
  }

  private static double settledHeap(
      Distribution image, Map<String, String> settings, List<Double> resident) throws Exception {
    try (MeasuredProcess measured =
        MeasuredProcess.start(image.command(Role.TRACKER, false), settings)) {
      if (measured.process().waitFor(SETTLED_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the idle tracker ended");
      }
      resident.add(measured.residentMegabytes());
      return measured.heapMegabytes();
    }
  }
}
