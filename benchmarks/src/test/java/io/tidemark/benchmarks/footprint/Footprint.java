package io.tidemark.benchmarks.footprint;

import io.tidemark.benchmarks.Bench;
import io.tidemark.benchmarks.Benchmark;
import io.tidemark.benchmarks.Databases;
import io.tidemark.benchmarks.Figure;
import io.tidemark.benchmarks.Goal;
import io.tidemark.benchmarks.Outcome;
import io.tidemark.benchmarks.Series;
import io.tidemark.benchmarks.Size;
import io.tidemark.postgres.Postgres;
import io.tidemark.standalone.Role;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What waits costs rows and nothing in a process; and how soon a process is of use. */
public final class Footprint implements Benchmark {

  /** Real time that a process idles before its memory is looked at. */
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
  public Outcome run(Bench bench) throws Exception {
    if (!Distribution.isBuilt()) {
      return new Outcome(
          name(),
          List.of(new Figure("nothing is packed yet", Series.of(0), "", Goal.none())),
          List.of("It measures processes of the packed jar: mvn package."));
    }
    List<Figure> figures = new ArrayList<>();
    String postgres = migrated(bench);
    String redis = bench.stores().redis().url();
    var settings = Map.of("TIDEMARK_POSTGRES_URL", postgres, "TIDEMARK_REDIS_URL", redis);
    try (var image = Distribution.lay()) {
      if (bench.size() == Size.BRIEF) {
        ready(bench, image, List.of(Role.TRACKER), 1, false, settings, figures);
        return new Outcome(name(), figures, List.of("One start; memory takes minutes."));
      }
      List<Role> roles = List.of(Role.values());
      ready(bench, image, roles, bench.rounds(), false, settings, figures);
      boolean trained = Runtime.version().feature() >= 25;
      if (trained) {
        bench.say().accept("training the AOT cache");
        image.train(migrated(bench), redis);
        ready(bench, image, roles, bench.rounds(), true, settings, figures);
      }
      heap(bench, image, settings, figures);
      figures.addAll(new AtLoad(bench, image).figures());
      return new Outcome(
          name(),
          figures,
          List.of(
              "JVM options of the image, told to be in a container of 512 MiB; ready: the first 200"
                  + " of /health/ready after the start of the process, on a migrated database.",
              trained
                  ? "The AOT cache is trained by k8s/image/train, as in the image."
                  : "There is no AOT cache before JDK 25."));
    }
  }

  private static String migrated(Bench bench) throws Exception {
    String postgres = bench.stores().newDatabase();
    Vertx vertx = Vertx.vertx();
    Postgres.migrate(vertx, URI.create(postgres)).await(1, TimeUnit.MINUTES);
    vertx.close().await(20, TimeUnit.SECONDS);
    return postgres;
  }

  private static void ready(
      Bench bench,
      Distribution image,
      List<Role> roles,
      int rounds,
      boolean cached,
      Map<String, String> settings,
      List<Figure> figures)
      throws Exception {
    Map<Role, List<Double>> seconds = new EnumMap<>(Role.class);
    // The first start reads the files that the others find in memory.
    for (int round = rounds == 1 ? 1 : 0; round <= rounds; round++) {
      for (Role role : roles) {
        try (Pod pod = Pod.start(image.command(role, cached), settings)) {
          double took = pod.readyAfterMillis() / 1000;
          bench.say().accept("%-16s ready after %.2f s".formatted(role.word(), took));
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
                    new Series(took),
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
      Bench bench, Distribution image, Map<String, String> empty, List<Figure> figures)
      throws Exception {
    String crowded = migrated(bench);
    try (var database = Databases.pool(crowded, 1)) {
      Databases.run(database, WAITING.formatted(1_000_000), "vacuum analyze timers");
    }
    List<Double> without = new ArrayList<>();
    List<Double> with = new ArrayList<>();
    List<Double> more = new ArrayList<>();
    List<Double> resident = new ArrayList<>();
    for (int round = 0; round < Math.min(3, bench.rounds()); round++) {
      without.add(settledHeap(image, empty, resident));
      with.add(
          settledHeap(
              image,
              Map.of(
                  "TIDEMARK_POSTGRES_URL",
                  crowded,
                  "TIDEMARK_REDIS_URL",
                  bench.stores().redis().url()),
              new ArrayList<>()));
      more.add(with.getLast() - without.getLast());
      bench
          .say()
          .accept(
              "heap %.1f MB without, %.1f MB with".formatted(without.getLast(), with.getLast()));
    }
    figures.add(new Figure("heap, no lots", new Series(without), "MB", Goal.none()));
    figures.add(new Figure("heap, 1,000,000 lots", new Series(with), "MB", Goal.none()));
    figures.add(new Figure("heap, difference", new Series(more), "MB", Goal.atMost(20)));
    figures.add(new Figure("resident, tracker idle", new Series(resident), "MB", Goal.none()));
  }

  private static double settledHeap(
      Distribution image, Map<String, String> settings, List<Double> resident) throws Exception {
    try (Pod pod = Pod.start(image.command(Role.TRACKER, false), settings)) {
      TimeUnit.SECONDS.sleep(SETTLED_SECONDS);
      resident.add(pod.residentMegabytes());
      return pod.heapMegabytes();
    }
  }
}
