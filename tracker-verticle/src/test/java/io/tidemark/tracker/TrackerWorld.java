package io.tidemark.tracker;

import static io.tidemark.boot.TestFoundation.await;

import com.github.benmanes.caffeine.cache.Ticker;
import io.tidemark.boot.AppContext;
import io.tidemark.boot.TestFoundation;
import io.tidemark.clock.SettableClock;
import io.tidemark.jobs.JobWorker;
import io.tidemark.simulator.PlatformSimulator;
import io.tidemark.simulator.SimulatorSettings;
import io.tidemark.simulator.growth.Growth;
import io.tidemark.simulator.growth.NoGrowth;
import io.tidemark.simulator.growth.ScriptedGrowth;
import io.tidemark.simulator.growth.SimulatedCounters;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.simulator.tweets.TweetDraft;
import io.tidemark.telemetry.Traces;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.history.Partitions;
import io.tidemark.tracker.intake.Accepted;
import io.tidemark.tracker.intake.DeliveryJson;
import io.tidemark.tracker.intake.Intake;
import io.tidemark.tracker.intake.Rules;
import io.tidemark.tracker.intake.UnroutedReplay;
import io.tidemark.tracker.intake.ZoneSettings;
import io.tidemark.tracker.intake.Zones;
import io.tidemark.tracker.lots.LotPoller;
import io.tidemark.tracker.lots.Lots;
import io.tidemark.tracker.polling.CredentialRouter;
import io.tidemark.tracker.polling.PollPipeline;
import io.tidemark.tracker.polling.TweetOutcomes;
import io.tidemark.tracker.polling.TweetSource;
import io.tidemark.tracker.refresh.Refreshes;
import io.tidemark.tracker.thresholds.Thresholds;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.Pauses.Pause;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Real stores, real simulated platforms, a clock that stands still: what tracker tests live in. */
public final class TrackerWorld implements AutoCloseable {

  /** X knows a second token, for zones with one of their own. */
  private static final SimulatorSettings X_OF_TWO_TOKENS =
      new SimulatorSettings("127.0.0.1", 0, 1, "demo-key", "demo-key,its-own-token");

  public static final Instant START = Instant.parse("2026-11-02T10:00:00Z");

  private static final DateTimeFormatter TWITTER =
      DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss Z yyyy", Locale.ENGLISH);

  public final SettableClock clock = new SettableClock(START);
  public final PlatformSimulator simulator;
  public final TestFoundation stores;
  public final Partitions partitions;
  public final Intake intake;

  private final io.vertx.core.Vertx simulatorVertx = io.vertx.core.Vertx.vertx();
  private final Map<String, String> settings = new HashMap<>();

  private TrackerWorld(Map<String, String> changes) {
    simulator = await(new PlatformSimulator(simulatorVertx, clock, X_OF_TWO_TOKENS).start());
    simulator.meter().recordCalls(true);
    settings.put("TIDEMARK_TWITTERAPI_BASE_URL", simulator.baseUrl());
    settings.put("TIDEMARK_TWITTERAPI_KEY", "demo-key");
    settings.put("TIDEMARK_X_BASE_URL", simulator.baseUrl());
    settings.put("TIDEMARK_RAPIDAPI_BASE_URL", simulator.baseUrl());
    settings.put("TIDEMARK_RAPIDAPI_KEY", "demo-key");
    settings.put("TIDEMARK_X_BEARER_TOKEN", "demo-key");
    // Long enough for a busy machine; a test of timeouts names its own.
    settings.put("TIDEMARK_UPSTREAM_TIMEOUT", "20s");
    settings.put("TIDEMARK_UPSTREAM_RETRY_DELAY", "1ms");
    settings.putAll(changes);
    stores = TestFoundation.lay(clock, settings);
    partitions = Tracker.partitions(stores.app());
    intake = new Intake(stores.app(), partitions);
  }

  /** Replays the deliveries that wait for their rule; the number of those that were accepted. */
  public int replayUnrouted() {
    return new UnroutedReplay(
            stores.pool(), clock, stores.vertx().eventBus(), partitions, Traces.none())
        .replayAll();
  }

  public static TrackerWorld begin() {
    return new TrackerWorld(Map.of());
  }

  public static TrackerWorld begin(Map<String, String> settings) {
    return new TrackerWorld(settings);
  }

  /** A second process on the same database. */
  public TestFoundation anotherPod() {
    return TestFoundation.on(stores.postgresUrl(), clock, settings);
  }

  /** A process on another database, such as a restored one. */
  public TestFoundation anotherPod(String postgresUrl) {
    Map<String, String> changed = new HashMap<>(settings);
    changed.put("TIDEMARK_POSTGRES_URL", postgresUrl);
    return TestFoundation.on(postgresUrl, clock, changed);
  }

  /** A zone, and a rule of the same name that feeds it. */
  public void zone(String id, Cadence cadence) {
    await(new Zones(stores.pool()).add(id, ZoneSettings.of(id, cadence), clock.instant()));
    await(new Rules(stores.pool()).map(id, id, null, true, clock.instant()));
  }

  public SimulatedTweet post(Growth growth) {
    return simulator.tweets().post(TweetDraft.growing(growth).at(clock.instant()));
  }

  public List<SimulatedTweet> post(int count, Growth growth) {
    return IntStream.range(0, count).mapToObj(i -> post(growth)).toList();
  }

  /** A tweet that gets so many likes in each hour, evenly, for thirty hours. */
  public static Growth growing(long likesPerHour) {
    List<ScriptedGrowth.Step> steps = new ArrayList<>();
    for (int minute = 0; minute <= 30 * 60; minute += 2) {
      long likes = likesPerHour * minute / 60;
      steps.add(
          new ScriptedGrowth.Step(
              Duration.ofMinutes(minute), new SimulatedCounters(0, 0, likes, 0, likes * 100, 0)));
    }
    return new ScriptedGrowth(steps);
  }

  public static Growth dead() {
    return new NoGrowth(0);
  }

  /** Delivers tweets as they are now. */
  public Accepted.Routed deliver(String rule, List<SimulatedTweet> tweets) {
    return (Accepted.Routed) accept(rule, tweets);
  }

  public Accepted accept(String rule, List<SimulatedTweet> tweets) {
    return accept(intake, rule, tweets);
  }

  /** Delivers tweets to another process. */
  public Accepted accept(AppContext app, String rule, List<SimulatedTweet> tweets) {
    return accept(new Intake(app, Tracker.partitions(app)), rule, tweets);
  }

  private Accepted accept(Intake intake, String rule, List<SimulatedTweet> tweets) {
    String body = body(rule, tweets).encode();
    return await(
        intake.accept(
            DeliveryJson.read(DeliveryJson.parse(body.getBytes(StandardCharsets.UTF_8))),
            body.length(),
            () -> body));
  }

  public JsonObject body(String rule, List<SimulatedTweet> tweets) {
    var list = new JsonArray();
    tweets.forEach(tweet -> list.add(json(tweet)));
    return new JsonObject().put("event_type", "tweet").put("rule_id", rule).put("tweets", list);
  }

  private JsonObject json(SimulatedTweet tweet) {
    SimulatedCounters now = tweet.countersAt(clock.instant());
    return new JsonObject()
        .put("id", tweet.id())
        .put("text", tweet.text())
        .put("createdAt", TWITTER.format(tweet.createdAt().atOffset(ZoneOffset.UTC)))
        .put("retweetCount", now.retweets())
        .put("replyCount", now.replies())
        .put("likeCount", now.likes())
        .put("quoteCount", now.quotes())
        .put("viewCount", now.views())
        .put("bookmarkCount", now.bookmarks())
        .put(
            "author",
            new JsonObject()
                .put("id", tweet.author().id())
                .put("userName", tweet.author().userName()));
  }

  /** The worker of this process. */
  public JobWorker pass() {
    AppContext app = stores.app();
    return LotPoller.worker(app, Lots.jobStore(app), poller(), 1);
  }

  public JobWorker pass(AppContext app, TweetSource source) {
    return LotPoller.worker(app, Lots.jobStore(app), poller(app, source), 1);
  }

  public LotPoller poller() {
    AppContext app = stores.app();
    return poller(app, TweetSources.router(app, TweetSources.x(app)));
  }

  public LotPoller poller(AppContext app, TweetSource source) {
    return poller(app, new CredentialRouter(new PollPipeline(source, clock), Map.of()));
  }

  private LotPoller poller(AppContext app, CredentialRouter router) {
    return new LotPoller(
        app,
        Lots.jobStore(app),
        router,
        new Thresholds(app.pool(), app.redis(), clock),
        Tracker.partitions(app));
  }

  /** The real platform, with something that happens between its answer and its being heard. */
  public TweetSource sourceThatAfterTheAnswer(Supplier<Future<Void>> happens) {
    TweetSource real = TweetSources.of(stores.app());
    return new TweetSource() {
      @Override
      public Future<CallOutcome<TweetOutcomes>> read(List<String> ids) {
        return real.read(ids).compose(answer -> happens.get().map(answer));
      }

      @Override
      public Future<Optional<Pause>> pause() {
        return real.pause();
      }
    };
  }

  /** What the pod of the app answers manual refreshes with. */
  public Refreshes refreshes(AppContext app, TweetSource source) {
    return refreshes(app, source, Ticker.systemTicker());
  }

  public Refreshes refreshes(AppContext app, TweetSource source, Ticker ticker) {
    return new Refreshes(
        app,
        new CredentialRouter(new PollPipeline(source, clock), Map.of()),
        Tracker.partitions(app),
        ticker);
  }

  /** The row of twitter_tweets of a tweet that only one zone has. */
  public long id(SimulatedTweet tweet) {
    return stores.number("select id from twitter_tweets where tweet_id = '" + tweet.id() + "'");
  }

  public int calls() {
    return simulator.meter().recordedCalls().size();
  }

  /** Lets a function of the database see, and refuse, every reading that is written. */
  public void beforeEverySnapshot(String function) {
    await(partitions.makeAhead(clock.instant()));
    stores.sql(
        "create trigger before_snapshot before insert on twitter_engagement_history"
            + " for each row execute function "
            + function);
  }

  public void letSnapshotsBe() {
    stores.sql("drop trigger before_snapshot on twitter_engagement_history");
  }

  /** What happens to a lease when whoever holds it is dead for long enough. */
  public void letLeasesRunOut() {
    stores.sql(
        "update timers set leased_until = clock_timestamp() - interval '1 second'"
            + " where leased_until is not null");
  }

  /** The row of a tweet that only one zone has, with its tracking. */
  public Row tracking(SimulatedTweet tweet) {
    return stores
        .sql(
            "select * from twitter_engagement_tracking k join twitter_tweets t on t.id ="
                + " k.tweet_db_id where t.tweet_id = '"
                + tweet.id()
                + "'")
        .getFirst();
  }

  public long snapshots() {
    return stores.number("select count(*) from twitter_engagement_history");
  }

  @Override
  public void close() {
    stores.close();
    await(simulator.stop());
    await(simulatorVertx.close());
  }
}
