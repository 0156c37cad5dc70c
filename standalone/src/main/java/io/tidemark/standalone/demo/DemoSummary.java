package io.tidemark.standalone.demo;

import static io.tidemark.standalone.demo.ProgressDisplay.number;

import io.tidemark.simulator.stream.StreamReport;
import io.tidemark.simulator.tweets.SimulatedTweets;
import io.tidemark.standalone.process.MainThread;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * The summary of the demo.
 *
 * @param seen engagement in the last snapshots of all tweets
 * @param reached true engagement of the tweets six hours after arrival
 */
record DemoSummary(
    DemoOptions options,
    DemoFigures figures,
    FinalCounts counted,
    StreamReport stream,
    double readySeconds,
    double realSeconds,
    long seen,
    long reached) {

  private static final Duration WATCHED = Duration.ofHours(6);

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
    for (Row row :
        MainThread.await(
            pool.query("select tweet_id, received_at, total_engagement from twitter_tweets")
                .execute())) {
      seen += row.getLong("total_engagement");
      reached +=
          world
              .countersAt(
                  row.getString("tweet_id"),
                  row.getOffsetDateTime("received_at").toInstant().plus(WATCHED))
              .engagement();
    }
    FinalCounts counted = MainThread.await(FinalCounts.read(pool));
    return new DemoSummary(
        options, figures, counted, stream, readySeconds, realSeconds, seen, reached);
  }

  String text() {
    long polls = figures.polls();
    long all = figures.callsAlone();
    var text = new StringBuilder();
    text.append(
        "%s tweets in %s lots, %s snapshots; %s tweet-polls instead of %s.%n"
            .formatted(
                number(figures.overview().tweets()),
                number(counted.lots()),
                number(counted.snapshots()),
                number(polls),
                number(all)));
    text.append(
        "%s calls ($%.2f). Polling every tweet alone: %s calls. A job per lot: %s calls.%n"
            .formatted(
                number(figures.calls()),
                figures.dollars(),
                number(all),
                number(counted.callsPerLot())));
    text.append("Stopped: ");
    text.append(
        figures.overview().stopped().entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .map(entry -> number(entry.getValue()) + " " + entry.getKey())
            .reduce((a, b) -> a + ", " + b)
            .orElse("none"));
    text.append(".%n".formatted());
    text.append(
        "The last snapshots contain %s of the %s engagements of six hours after arrival (%.1f %%)."
            .formatted(number(seen), number(reached), percent(seen, reached)));
    return text.toString();
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
        .put("engagementAfterSixHours", reached)
        .put("zones", options.zones())
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
