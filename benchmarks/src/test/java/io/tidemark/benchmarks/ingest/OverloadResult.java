package io.tidemark.benchmarks.ingest;

import static io.tidemark.benchmarks.environment.BenchmarkEnvironment.await;

import io.tidemark.benchmarks.environment.JdbcConnections;
import io.tidemark.tracker.tweets.Tweet;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The result of sending more concurrent deliveries than the gateway admits.
 *
 * @param refused deliveries answered 503
 * @param withoutTime of those, the number without {@code Retry-After}
 * @param unsaved tweets of acknowledged deliveries that are missing in the database
 * @param lost deliveries whose connection ended without a response; their sender retries
 */
record OverloadResult(int acknowledged, int refused, int withoutTime, long unsaved, int lost) {

  static OverloadResult pour(IngestGateway ingestGateway, List<Webhook> webhooks)
      throws SQLException {
    List<Future<IngestGateway.Response>> sent = new ArrayList<>();
    webhooks.forEach(webhook -> sent.add(ingestGateway.send(webhook)));
    await(Future.all(sent));
    List<String> acknowledged = new ArrayList<>();
    int refused = 0;
    int withoutTime = 0;
    int lost = 0;
    int saved = 0;
    for (int i = 0; i < sent.size(); i++) {
      IngestGateway.Response response = sent.get(i).result();
      if (response.status() == 200) {
        saved++;
        webhooks.get(i).tweets().stream().map(Tweet::tweetId).forEach(acknowledged::add);
      } else if (response.status() == 503) {
        refused++;
        withoutTime += response.hasRetryAfter() ? 0 : 1;
      } else if (response.status() == 0) {
        lost++;
      } else {
        throw new IllegalStateException("a webhook was answered " + response);
      }
    }
    return new OverloadResult(
        saved,
        refused,
        withoutTime,
        acknowledged.size() - stored(ingestGateway, acknowledged),
        lost);
  }

  private static long stored(IngestGateway ingestGateway, List<String> tweets) throws SQLException {
    try (Connection connection = JdbcConnections.open(ingestGateway.environment().database());
        var count =
            connection.prepareStatement(
                """
                select count(*)
                from twitter_tweets
                join twitter_engagement_tracking on tweet_db_id = id
                where tweet_id = any (?)
                """)) {
      count.setArray(1, connection.createArrayOf("text", tweets.toArray()));
      try (var rows = count.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }
}
