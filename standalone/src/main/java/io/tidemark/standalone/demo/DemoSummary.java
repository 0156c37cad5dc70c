package io.tidemark.standalone.demo;

import static io.tidemark.standalone.demo.ProgressDisplay.number;

import io.tidemark.forecast.ShippedModel;
import io.tidemark.simulator.stream.StreamReport;
import io.tidemark.simulator.tweets.SimulatedTweets;
import io.tidemark.standalone.process.MainThread;
import io.tidemark.tracker.cadence.Cadence;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The summary of the demo.
 *
 * @param backtest what other cadences poll and miss on the same tweets
 * @param seen engagement in the last snapshots of all tweets
 * @param reached true engagement of the tweets when their cadence ends
 */
record DemoSummary(
    DemoOptions options,
    DemoFigures figures,
    FinalCounts counted,
    StreamReport stream,
    double readySeconds,
    double realSeconds,
    Optional<DemoBacktest> backtest,
    long seen,
    long reached) {

  static DemoSummary of(
      DemoOptions options,
      DemoFigures figures,
      StreamReport stream,
      double readySeconds,
      double realSeconds,
      Pool pool,
      SimulatedTweets world) {
    long seen = 0;
    long reached = 0;
    List<String> ids = new ArrayList<>();
    for (Row row :
        MainThread.await(
            pool.query(
                    "select tweet_id, received_at, total_engagement from twitter_tweets"
                        + " order by id")
                .execute())) {
      ids.add(row.getString("tweet_id"));
      seen += row.getLong("total_engagement");
      reached +=
          world
              .countersAt(
                  row.getString("tweet_id"),
                  row.getOffsetDateTime("received_at").toInstant().plus(watched(options.cadence())))
              .engagement();
    }
    FinalCounts counted = MainThread.await(FinalCounts.read(pool));
    return new DemoSummary(
        options,
        figures,
        counted,
        stream,
        readySeconds,
        realSeconds,
        DemoBacktest.of(world, ids),
        seen,
        reached);
  }

  /** For how long the tweets are polled. */
  private static Duration watched(Cadence cadence) {
    return switch (cadence) {
      case HOURLY_LOT -> Duration.ofHours(6);
      case AGE_TIER -> Duration.ofHours(12);
      case ADAPTIVE -> ShippedModel.tweets().horizon();
    };
  }

  /** A paragraph and two tables. */
  String text() {
    var text = new StringBuilder();
    text.append(
        """
        %s tweets arrived in %s lots and got %s snapshots. The last ones add up to %s
        engagements, %.1f %% of the %s that the tweets had %d hours after they arrived.

                                       calls    polls of a tweet      cost
          Tidemark                %10s  %18s  %8s
          a job for each lot      %10s  %18s
          each tweet by itself    %10s  %18s

        Polling stopped for
        """
            .formatted(
                number(figures.overview().tweets()),
                number(counted.lots()),
                number(counted.snapshots()),
                number(seen),
                percent(seen, reached),
                number(reached),
                watched(options.cadence()).toHours(),
                number(figures.calls()),
                number(figures.polls()),
                "$%.2f".formatted(figures.dollars()),
                number(counted.callsPerLot()),
                number(figures.polls()),
                number(figures.callsAlone()),
                number(figures.callsAlone())));
    figures.overview().stopped().entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .forEach(
            entry ->
                text.append(
                    "%10s  %s%n"
                        .formatted(number(entry.getValue()), DemoWords.stopped(entry.getKey()))));
    if (figures.overview().stopped().isEmpty()) {
      text.append("         0  none so far%n".formatted());
    }
    return text.toString().stripTrailing()
        + backtest.map(replayed -> "\n\n" + replayed.sentence()).orElse("");
  }

  JsonObject json() {
    var stopped = new JsonObject();
    figures.overview().stopped().forEach(stopped::put);
    double perThousand = 1_000.0 / Math.max(1, figures.overview().tweets());
    return new JsonObject()
        .put("tweets", figures.overview().tweets())
        .put("deliveries", stream.accepted())
        .put("deliveriesFailed", stream.failed())
        .put("lots", counted.lots())
        .put("snapshots", counted.snapshots())
        .put("tracked", figures.active())
        .put("stopped", stopped)
        .put("polls", figures.polls())
        .put("pollsIfAllSixRounds", figures.callsAlone())
        .put("calls", figures.calls())
        .put("callsIfEveryTweetAlone", figures.callsAlone())
        .put("callsIfAJobPerLot", counted.callsPerLot())
        .put("callsPer1000Tweets", round(figures.calls() * perThousand))
        .put("jobPerLotCallsPer1000Tweets", round(counted.callsPerLot() * perThousand))
        .put("credits", figures.credits())
        .put("dollars", figures.dollars())
        .put("engagementSeen", seen)
        .put("engagementAtTheEnd", reached)
        .put("zones", options.zones())
        .put("cadence", options.cadence().name())
        .put("backtest", backtest.map(DemoBacktest::json).orElse(null))
        .put("speed", options.speed())
        .put("seed", options.seed())
        .put("readySeconds", round(readySeconds))
        .put("realSeconds", round(realSeconds));
  }

  private static double percent(long part, long whole) {
    return whole == 0 ? 100 : 100.0 * part / whole;
  }

  private static double round(double value) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.2f", value));
  }
}
