package io.tidemark.standalone.traces;

import static io.tidemark.boot.TestFoundation.await;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.Span;
import io.tidemark.boot.AppContext;
import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.SettableClock;
import io.tidemark.settings.SettingsReader;
import io.tidemark.simulator.PlatformSimulator;
import io.tidemark.simulator.SimulatorSettings;
import io.tidemark.simulator.growth.NoGrowth;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.simulator.tweets.TweetDraft;
import io.tidemark.simulator.twitterapi.TwitterApiTweetJson;
import io.tidemark.standalone.process.Application;
import io.tidemark.telemetry.Tracing;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The whole process, and what it tells of itself to a collector. */
@Tag("server")
class TracesTest {

  private static final String UPSTREAM_KEY = "upstream-key-for-nobody-to-see";
  private static final String WEBHOOK_KEY = "webhook-key-for-nobody-to-see";
  private static final String ADMIN_KEY = "admin-key-for-nobody-to-see";
  private static final String CRON_SECRET = "cron-secret-for-nobody-to-see";

  /** The Vert.x of everything outside the tested process: platforms, collector, clients. */
  private final Vertx outside = Vertx.vertx();

  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-02T10:00:00Z"));
  private final WebClient client = WebClient.create(outside);
  private final PlatformSimulator simulator =
      await(
          new PlatformSimulator(
                  outside, clock, SimulatorSettings.withKey("127.0.0.1", 0, 1, UPSTREAM_KEY))
              .start());
  private Vertx vertx;
  private AppContext app;
  private Application application;

  private void start(String endpoint, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint);
    String database = TestFoundation.stores().newDatabase();
    var settings =
        SettingsReader.of(
            Map.ofEntries(
                Map.entry("TIDEMARK_POSTGRES_URL", database),
                Map.entry("TIDEMARK_REDIS_URL", TestFoundation.redisOf(database)),
                Map.entry("TIDEMARK_HTTP_HOST", "127.0.0.1"),
                Map.entry("TIDEMARK_HTTP_PORT", "0"),
                Map.entry("TIDEMARK_MANAGEMENT_PORT", "0"),
                Map.entry("TIDEMARK_ADMIN_KEY", ADMIN_KEY),
                Map.entry("TIDEMARK_WEBHOOK_KEYS", WEBHOOK_KEY),
                Map.entry("TIDEMARK_STUDIO_CRON_SECRET", CRON_SECRET),
                Map.entry("TIDEMARK_TRACKER_IDLE", "50ms"),
                Map.entry("TIDEMARK_TWITTERAPI_BASE_URL", simulator.baseUrl()),
                Map.entry("TIDEMARK_TWITTERAPI_KEY", UPSTREAM_KEY),
                Map.entry("TIDEMARK_TWITTERAPI_PER_SECOND", "0")));
    var meters = AppContext.newMeters();
    vertx = AppContext.newVertx(meters, Tracing.factory(environment, "tidemark-test"));
    app = await(AppContext.open(vertx, settings, clock, meters));
    application = await(Application.start(app));
    call("POST", "/api/zones", new JsonObject().put("id", "brand").put("name", "Brand"));
    call(
        "POST",
        "/api/twitter/rules",
        new JsonObject().put("rule_id", "brand").put("zone_id", "brand"));
  }

  private void stop() {
    if (application != null) {
      await(application.stop());
      application = null;
      await(vertx.close());
    }
  }

  @AfterEach
  void end() {
    stop();
    await(simulator.stop());
    await(outside.close());
  }

  @Test
  void aPollPointsBackToTheWebhooksWhoseTweetsItPolls() {
    try (var collector = new Collector(outside)) {
      start(collector.endpoint(), Map.of());
      deliver("/api/webhooks/twitter", tweet());
      deliver("/api/webhooks/twitter/" + webhookToken(), tweet());
      call("GET", "/api/cron/studio/metrics-refresh?secret=" + CRON_SECRET, null);
      long refreshed = number("select min(id) from twitter_tweets");
      call("POST", "/api/twitter/tweets/" + refreshed + "/refresh", new JsonObject());

      clock.advance(Duration.ofMinutes(62));
      until(
          () ->
              number("select count(*) from twitter_engagement_history where origin = 'poll'") == 2);
      stop();

      List<Span> spans = collector.spans();
      assertThat(collector.services()).containsExactly("tidemark-test");
      List<Span> webhooks =
          List.of(
              named(spans, "POST /api/webhooks/twitter"),
              named(spans, "POST /api/webhooks/twitter/{token}"));
      List<Span> intakes =
          webhooks.stream().map(webhook -> child(spans, webhook, "intake")).toList();
      intakes.forEach(
          intake ->
              assertThat(children(spans, intake))
                  .as("its statements, of which one remembers the delivery")
                  .anyMatch(span -> sql(span).contains("insert into webhook_deliveries")));

      Span pass = named(spans, "pass over lots");
      assertThat(pass.getParentSpanId().isEmpty()).isTrue();
      assertThat(pass.getLinksList())
          .extracting(link -> Collector.hex(link.getTraceId()))
          .containsExactlyInAnyOrderElementsOf(
              webhooks.stream().map(webhook -> Collector.hex(webhook.getTraceId())).toList());
      assertThat(pass.getLinksList())
          .extracting(link -> Collector.hex(link.getSpanId()))
          .containsExactlyInAnyOrderElementsOf(
              intakes.stream().map(intake -> Collector.hex(intake.getSpanId())).toList());
      Span claim = child(spans, pass, "claim");
      Span poll = child(spans, pass, "poll");
      Span record = child(spans, pass, "record");
      assertThat(claim.getStartTimeUnixNano()).isLessThan(poll.getStartTimeUnixNano());
      assertThat(poll.getEndTimeUnixNano()).isLessThanOrEqualTo(record.getStartTimeUnixNano());
      Span called = child(spans, poll, "call twitterapi.io");
      assertThat(Collector.attribute(called, "tidemark.outcome")).isEqualTo("Answered");
      Span http = child(spans, called, "GET");
      assertThat(http.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
      assertThat(Collector.attribute(http, "url.full"))
          .isEqualTo(simulator.baseUrl() + "/twitter/tweets");
      assertThat(children(spans, record))
          .anyMatch(span -> sql(span).contains("insert into twitter_engagement_history"));

      // Over the bus and back.
      Span refresh = named(spans, "POST /api/twitter/tweets/{tweetId}/refresh");
      assertThat(spans)
          .filteredOn(span -> span.getTraceId().equals(refresh.getTraceId()))
          .extracting(Span::getName)
          .contains("call twitterapi.io", "GET");

      assertThat(spans)
          .filteredOn(span -> span.getParentSpanId().isEmpty())
          .extracting(Span::getName)
          .as("only work with a trace of its own")
          .allMatch(name -> name.matches("(GET|POST) /api/.*|pass over lots"));
      assertThat(collector.everything())
          .doesNotContain("nobody-to-see", webhookToken, "secret=", "tweet_ids=");
    }
  }

  @Test
  void withNobodyThereToTakeTracesAllElseGoesOn() {
    try (var nobody = new Silence()) {
      // Two spans wait at most: what comes meanwhile is dropped.
      start(
          nobody.endpoint(),
          Map.of(
              "OTEL_BSP_SCHEDULE_DELAY", "1",
              "OTEL_BSP_MAX_QUEUE_SIZE", "2",
              "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "1"));
      for (int i = 0; i < 5; i++) {
        deliver("/api/webhooks/twitter", tweet());
      }
      clock.advance(Duration.ofMinutes(62));
      until(
          () ->
              number("select count(*) from twitter_engagement_history where origin = 'poll'") == 5);

      long began = System.nanoTime();
      stop();

      assertThat(nobody.calls()).as("the connection was attempted").isPositive();
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
    }
  }

  private String webhookToken = "";

  private String webhookToken() {
    JsonObject key =
        call(
            "POST",
            "/api/keys",
            new JsonObject()
                .put("name", "of a webhook")
                .put("scopes", new JsonArray().add("webhook"))
                .put("zones", new JsonArray().add("brand")));
    webhookToken = key.getString("key");
    return webhookToken;
  }

  private SimulatedTweet tweet() {
    return simulator.tweets().post(TweetDraft.growing(new NoGrowth(3)).at(clock.instant()));
  }

  private void deliver(String path, SimulatedTweet tweet) {
    var body =
        new JsonObject()
            .put("event_type", "tweet")
            .put("rule_id", "brand")
            .put(
                "tweets",
                new JsonArray()
                    .add(TwitterApiTweetJson.of(tweet, tweet.countersAt(clock.instant()))));
    assertThat(call("POST", path, body).getInteger("created")).isEqualTo(1);
  }

  private JsonObject call(String method, String path, JsonObject body) {
    var request =
        client
            .request(HttpMethod.valueOf(method), application.port(), "127.0.0.1", path)
            .putHeader("X-API-Key", WEBHOOK_KEY);
    if (!path.startsWith("/api/webhooks")) {
      request.bearerTokenAuthentication(ADMIN_KEY);
    }
    HttpResponse<Buffer> answer =
        await(body == null ? request.send() : request.sendJsonObject(body));
    assertThat(answer.statusCode()).as(path + ": " + answer.bodyAsString()).isLessThan(300);
    return answer.bodyAsJsonObject();
  }

  private long number(String query) {
    return await(app.pool().query(query).execute()).iterator().next().getLong(0);
  }

  /** Looks again and again, at most 20 seconds. */
  private void until(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited 20 seconds").isLessThan(end);
      await(outside.timer(20, MILLISECONDS));
    }
  }

  private static Span named(List<Span> spans, String name) {
    List<Span> found = spans.stream().filter(span -> span.getName().equals(name)).toList();
    assertThat(found).as(name).hasSize(1);
    return found.getFirst();
  }

  private static Span child(List<Span> spans, Span parent, String name) {
    return named(children(spans, parent), name);
  }

  private static List<Span> children(List<Span> spans, Span parent) {
    return spans.stream()
        .filter(
            span ->
                span.getTraceId().equals(parent.getTraceId())
                    && span.getParentSpanId().equals(parent.getSpanId()))
        .toList();
  }

  private static String sql(Span span) {
    return Collector.attribute(span, "db.query.text");
  }
}
