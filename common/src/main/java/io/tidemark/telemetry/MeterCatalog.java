package io.tidemark.telemetry;

import static java.util.Map.entry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The help texts of Tidemark's meters, and the buckets of those that are histograms. Vert.x and the
 * JVM bring their own texts.
 */
public final class MeterCatalog implements MeterFilter {

  private static final Map<String, String> HELP =
      Map.ofEntries(
          entry("tidemark.budget.asks", "Calls that a budget was asked for, by its answer"),
          entry("tidemark.budget.used.ratio", "Used part of a budget's window, from 0 to 1"),
          entry("tidemark.event.loop.lag", "How late a timer of an event loop fires"),
          entry("tidemark.exports.in.hand", "Exports that are being written"),
          entry("tidemark.exports.lines", "Lines of exports"),
          entry("tidemark.http.problems", "Requests answered with a problem, by its type"),
          entry("tidemark.implausible.times", "Times from platforms that were not believed"),
          entry("tidemark.jobs.failed", "Failures of recurring jobs; each is tried again"),
          entry("tidemark.lots.claimed", "Lots of a claim"),
          entry("tidemark.lots.due.lag", "How long the longest overdue lot of a claim was due"),
          entry("tidemark.lots.finished", "Lots whose tweets have all stopped"),
          entry("tidemark.lots.fired", "Lots polled"),
          entry(
              "tidemark.lots.overdue",
              "Lots due for more than two minutes that no tracker holds; at most 10,000"),
          entry("tidemark.lots.pass", "Time of a pass over lots, from its claim to its commit"),
          entry("tidemark.lots.put.back", "Lots put back because a platform gave no answer"),
          entry("tidemark.lots.write", "Time in which the answers of a pass were written"),
          entry("tidemark.odd.values", "Values from outside that could not be taken as they came"),
          entry(
              "tidemark.partitions.missing.days",
              "Days of today and the two to come without a partition"),
          entry(
              "tidemark.postgres.standby.lag.bytes",
              "Write-ahead log that the slowest standby has not replayed; NaN without one"),
          entry("tidemark.process", "1 for each process, by its role"),
          entry("tidemark.ready", "1 while a condition of readiness holds, else 0"),
          entry("tidemark.redis.up", "1 while Redis does what it is asked, else 0"),
          entry("tidemark.refreshes", "Tweets that were refreshed on demand, by their result"),
          entry(
              "tidemark.retention.overdue.days",
              "Days by which the oldest stored day is past its retention"),
          entry("tidemark.runs.ended", "Runs that ended, by their kind and how"),
          entry("tidemark.snapshots", "Snapshots stored, by their origin"),
          entry("tidemark.studio.pauses", "Pauses of accounts for a platform's limit"),
          entry("tidemark.studio.posts", "Posts asked for, by what the platform said of them"),
          entry("tidemark.tweets.doubtful", "Tweets whose answer was doubted"),
          entry("tidemark.tweets.polled", "Tweets a platform answered for"),
          entry("tidemark.tweets.stopped", "Tweets that are polled no more, by the reason"),
          entry("tidemark.upstream.batch", "Items of a call"),
          entry("tidemark.upstream.breakers", "Circuit breakers by their state"),
          entry("tidemark.upstream.calls", "Calls of a platform, by their outcome"),
          entry("tidemark.upstream.posts", "Posts that a platform bills"),
          entry("tidemark.webhook.group", "Deliveries that were committed together"),
          entry("tidemark.webhook.in.flight", "Deliveries that are not answered yet"),
          entry("tidemark.webhook.refused", "Deliveries refused because too many are in flight"),
          entry("tidemark.webhook.time", "Time from a delivery's body to its answer"),
          entry("tidemark.webhook.tweets", "Tweets of deliveries, by their result"),
          entry("tidemark.webhook.unrouted", "Deliveries of rules that are not mapped"));

  private static final double[] SHORT = {
    .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60,
  };
  private static final double[] LONG = {
    .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900, 3600,
  };

  /** Upper bounds in seconds. */
  private static final Map<String, double[]> BUCKETS =
      Map.of(
          "tidemark.lots.due.lag", LONG,
          "tidemark.lots.pass", SHORT,
          "tidemark.lots.write", SHORT,
          "tidemark.upstream.calls", SHORT,
          "tidemark.webhook.time", SHORT);

  @Override
  public Meter.Id map(Meter.Id id) {
    String help = HELP.get(id.getName());
    return help == null
        ? id
        : new Meter.Id(
            id.getName(), Tags.of(id.getTagsAsIterable()), id.getBaseUnit(), help, id.getType());
  }

  @Override
  public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
    double[] seconds = BUCKETS.get(id.getName());
    return seconds == null
        ? config
        : DistributionStatisticConfig.builder()
            .serviceLevelObjectives(
                Arrays.stream(seconds).map(bound -> bound * TimeUnit.SECONDS.toNanos(1)).toArray())
            .build()
            .merge(config);
  }
}
