package io.tidemark.benchmarks.ingest;

import static io.tidemark.benchmarks.environment.BenchmarkEnvironment.await;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.tidemark.benchmarks.environment.BenchmarkEnvironment;
import io.tidemark.benchmarks.environment.JdbcConnections;
import io.tidemark.benchmarks.harness.BenchmarkContext;
import io.tidemark.clock.WorldClock;
import io.tidemark.gateway.Gateway;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.intake.Rules;
import io.tidemark.tracker.intake.ZoneSettings;
import io.tidemark.tracker.intake.Zones;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A gateway with a zone and a rule, and a sender with a connection for each delivery. */
final class IngestGateway implements AutoCloseable {

  private static final String KEY = "webhook-key";
  private static final String ZONE = "brand";
  private static final int CONNECTIONS = 400;

  /**
   * The result of a delivery.
   *
   * @param status HTTP status; 0 when the connection ended without a response
   * @param created number of new tweets in the response
   * @param hasRetryAfter whether the response has {@code Retry-After}
   */
  record Response(int status, int created, boolean hasRetryAfter) {}

  private final Vertx sender = Vertx.vertx();
  private final WebClient client =
      WebClient.create(
          sender, new WebClientOptions(), new PoolOptions().setHttp1MaxSize(CONNECTIONS));
  private final BenchmarkEnvironment environment;
  private final Gateway gateway;
  private final String address;

  IngestGateway(BenchmarkContext context, WorldClock clock) {
    environment =
        BenchmarkEnvironment.open(
            context,
            clock,
            Map.of(
                "TIDEMARK_HTTP_HOST", "127.0.0.1",
                "TIDEMARK_HTTP_PORT", "0",
                "TIDEMARK_WEBHOOK_KEYS", KEY));
    gateway = await(Gateway.deploy(environment.app()));
    address = "http://127.0.0.1:" + gateway.port() + "/api/webhooks/twitter";
    prepare(environment, clock);
  }

  /** Creates the zone and the rules of the deliveries. */
  static void prepare(BenchmarkEnvironment environment, WorldClock clock) {
    var pool = environment.app().pool();
    await(new Zones(pool).add(ZONE, ZoneSettings.of("Brand", Cadence.HOURLY_LOT), clock.instant()));
    List<String> rules = new ArrayList<>(Webhooks.RULES);
    rules.add(Webhooks.RULE_OF_LARGE);
    rules.forEach(rule -> await(new Rules(pool).map(rule, ZONE, null, true, clock.instant())));
  }

  BenchmarkEnvironment environment() {
    return environment;
  }

  Future<Response> send(Webhook webhook) {
    return client
        .postAbs(address)
        .putHeader("X-API-Key", KEY)
        .putHeader("Content-Type", "application/json")
        .sendBuffer(webhook.body())
        .map(
            response ->
                new Response(
                    response.statusCode(),
                    response.statusCode() == 200
                        ? response.bodyAsJsonObject().getInteger("created")
                        : 0,
                    response.getHeader("Retry-After") != null))
        .otherwise(new Response(0, 0, false));
  }

  /**
   * Sends like the platform: a delivery that is not accepted is sent again after {@code
   * Retry-After}, or soon.
   */
  Future<Response> sendUntilTaken(Webhook webhook) {
    return send(webhook)
        .compose(
            response ->
                response.status() == 200
                    ? Future.succeededFuture(response)
                    : sender.timer(1, SECONDS).compose(waited -> sendUntilTaken(webhook)));
  }

  /** Removes all deliveries. */
  static void empty(String database) throws SQLException {
    JdbcConnections.run(
        database,
        """
        truncate twitter_engagement_tracking, twitter_lots, twitter_tweets, webhook_deliveries,
          twitter_profiles cascade;
        delete from timers where kind = 'lot'
        """);
  }

  /** Counts and checksums of all rows that deliveries create. */
  static Map<String, Long> rows(String database) throws SQLException {
    return JdbcConnections.row(
        database,
        """
        select
          (select count(*) from twitter_profiles) as authors,
          (select sum(followers + length(description)) from twitter_profiles) as known,
          (select count(*) from twitter_tweets) as tweets,
          (select sum(length(text) + length(url)) from twitter_tweets) as texts,
          (select sum(total_engagement + view_count) from twitter_tweets) as counters,
          (select sum(tweet_id::numeric % 1000003) from twitter_tweets) as ids,
          (select count(next_update_at) from twitter_engagement_tracking) as tracked,
          (select count(*) from twitter_lots) as lots,
          (select sum(created) from webhook_deliveries) as delivered,
          (select count(*) from timers where kind = 'lot') as timers
        """);
  }

  @Override
  public void close() {
    await(gateway.undeploy());
    environment.close();
    await(sender.close());
  }
}
