package io.tidemark.benchmarks.micro;

import io.tidemark.benchmarks.environment.BenchmarkEnvironment;
import io.tidemark.benchmarks.environment.JdbcConnections;
import io.tidemark.benchmarks.harness.Benchmark;
import io.tidemark.benchmarks.harness.BenchmarkContext;
import io.tidemark.benchmarks.harness.BenchmarkResult;
import io.tidemark.benchmarks.harness.Figure;
import io.tidemark.benchmarks.harness.Goal;
import io.tidemark.benchmarks.harness.Samples;
import io.tidemark.benchmarks.harness.Size;
import io.tidemark.clock.WorldClock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** {@code micro}. */
public final class MicroBenchmark implements Benchmark {

  private static final int TWEETS_OF_THE_DAY = 24_000;
  private static final String ALL =
      "\\.micro\\.(TweetParsing|CadenceDecision|AdaptiveDecision|ZoneThreshold)\\.";
  private static final String ONE_OF_EACH =
      "\\.micro\\.(TweetParsing\\.ofWebhook|CadenceDecision\\.ofPoll|ZoneThreshold\\.computed)$";

  private static final String TWEETS =
      """
      insert into zones (id, name, cadence, created_at)
      values ('%1$s', 'Brand', 'HOURLY_LOT', now());

      insert into twitter_tweets (
        zone_id, tweet_id, text, twitter_created_at, received_at, captured_at,
        retweet_count, reply_count, like_count, quote_count)
      select '%1$s', id, repeat('tide ', 30), t, t, t, id %% 7, id %% 5, id %% 11, 0
      from generate_series(1, %2$d) as id,
        lateral (select cast('%3$s' as timestamptz) - id * interval '3 seconds' as t) as times;

      analyze twitter_tweets
      """
          .formatted(ZoneThreshold.ZONE, TWEETS_OF_THE_DAY, ZoneThreshold.NOW);

  @Override
  public String name() {
    return "micro";
  }

  @Override
  public String question() {
    return "the hot spots by themselves, under JMH: reading tweets, deciding, the P25 of a zone";
  }

  @Override
  public BenchmarkResult run(BenchmarkContext context) throws Exception {
    boolean brief = context.size() == Size.BRIEF;
    if (brief) {
      // The figures mean nothing then: two builds may run at once on one machine.
      System.setProperty("jmh.ignoreLock", "true");
    }
    List<Figure> figures = new ArrayList<>();
    try (BenchmarkEnvironment environment =
        BenchmarkEnvironment.open(context, WorldClock.real(), Map.of())) {
      JdbcConnections.run(environment.database(), TWEETS);
      var options =
          new OptionsBuilder()
              .include(brief ? ONE_OF_EACH : ALL)
              .mode(Mode.AverageTime)
              .timeUnit(TimeUnit.MICROSECONDS)
              .forks(brief ? 1 : 2)
              .warmupIterations(brief ? 0 : 3)
              .warmupTime(TimeValue.seconds(2))
              .measurementIterations(brief ? 1 : 5)
              .measurementTime(brief ? TimeValue.milliseconds(50) : TimeValue.seconds(2))
              .addProfiler(GCProfiler.class)
              .jvmArgsAppend(
                  "-Xms512m",
                  "-Xmx512m",
                  "-D%s=%s".formatted(ZoneThreshold.POSTGRES, environment.database()),
                  "-D%s=%s".formatted(ZoneThreshold.REDIS, context.stores().redis().url()))
              .verbosity(VerboseMode.SILENT)
              .shouldFailOnError(true)
              .build();
      for (RunResult result : new Runner(options).run()) {
        String what = result.getParams().getBenchmark().replaceAll(".*\\.(\\w+\\.\\w+)$", "$1");
        figures.add(new Figure(what, values(result.getPrimaryResult()), "µs each", Goal.none()));
        result.getSecondaryResults().values().stream()
            .filter(other -> other.getLabel().endsWith("gc.alloc.rate.norm"))
            .forEach(
                allocated ->
                    figures.add(
                        new Figure(
                            what + ", allocated", values(allocated), "bytes each", Goal.none())));
        context.progress().accept(what);
      }
    }
    return new BenchmarkResult(
        name(),
        figures,
        List.of(
            "P25 over %,d tweets; what is allocated there is allocated here, not in the database."
                .formatted(TWEETS_OF_THE_DAY)));
  }

  private static Samples values(Result<?> result) {
    Collection<Double> values = new ArrayList<>();
    result
        .getStatistics()
        .getRawData()
        .forEachRemaining(
            value -> {
              for (long i = 0; i < value.getValue(); i++) {
                values.add(value.getKey());
              }
            });
    return Samples.of(values);
  }
}
