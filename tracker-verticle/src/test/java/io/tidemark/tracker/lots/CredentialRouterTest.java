package io.tidemark.tracker.lots;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.START;
import static io.tidemark.tracker.TrackerWorld.growing;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.access.Hashes;
import io.tidemark.contract.Message.BudgetLines.Line;
import io.tidemark.jobs.JobWorker;
import io.tidemark.simulator.growth.Growth;
import io.tidemark.simulator.growth.ScriptedGrowth;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.TweetSources;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.polling.TweetOutcomes;
import io.tidemark.tracker.polling.TweetSource;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.Pauses.Pause;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Zones that do not share everything with the others. */
@Tag("server")
class CredentialRouterTest {

  private TrackerWorld world;

  private void begin(Map<String, String> settings) {
    world = TrackerWorld.begin(settings);
    for (String zone : List.of("acme", "brand", "rivals")) {
      world.zone(zone, Cadence.HOURLY_LOT);
    }
  }

  @AfterEach
  void end() {
    world.close();
  }

  private void hourPasses() {
    world.clock.advance(Duration.ofHours(1));
    world.pass().runDue();
  }

  private long snapshotsOf(String zone) {
    return world.stores.number(
        "select count(*) from twitter_engagement_history h join twitter_tweets t"
            + " on t.id = h.tweet_id where t.zone_id = '%s'".formatted(zone));
  }

  @Test
  void aZoneWithAShareIsPolledThoughTheOthersHaveUsedTheirsUp() {
    begin(
        Map.of(
            "TIDEMARK_TWITTER_SOURCE", "x",
            "TIDEMARK_X_PER_15_MINUTES", "4",
            "TIDEMARK_X_SHARES", "acme=25"));
    world.deliver("brand", world.post(500, growing(60)));
    world.deliver("acme", world.post(5, growing(60)));

    hourPasses();

    assertThat(snapshotsOf("acme")).isEqualTo(5);
    assertThat(snapshotsOf("brand")).isEqualTo(300);
    assertThat(world.calls()).isEqualTo(4);
  }

  @Test
  void aZoneWithACredentialOfItsOwnSpendsThatAndNoOther() {
    begin(
        Map.of(
            "TIDEMARK_TWITTER_SOURCE", "x",
            "TIDEMARK_X_PER_15_MINUTES", "1",
            "TIDEMARK_X_ZONE_BEARER_TOKENS", "acme=its-own-token"));
    world.deliver("brand", world.post(200, growing(60)));
    world.deliver("acme", world.post(5, growing(60)));

    hourPasses();

    assertThat(snapshotsOf("brand")).as("one call of the common token").isEqualTo(100);
    assertThat(snapshotsOf("acme")).isEqualTo(5);
    assertThat(
            await(world.stores.app().budgets().lines()).stream()
                .filter(line -> line.window().equals("15m"))
                .collect(toMap(Line::credential, Line::used)))
        .hasSize(2)
        .allSatisfy((credential, used) -> assertThat(used).isEqualTo(1));
  }

  @Test
  void aCredentialThatThePlatformDoesNotKnowHoldsBackItsZoneOnly() {
    begin(
        Map.of(
            "TIDEMARK_TWITTER_SOURCE", "x",
            "TIDEMARK_X_ZONE_BEARER_TOKENS", "acme=nobodys-token"));
    world.deliver("brand", world.post(5, growing(60)));
    world.deliver("acme", world.post(5, growing(60)));

    hourPasses();

    assertThat(snapshotsOf("brand")).isEqualTo(5);
    assertThat(snapshotsOf("acme")).isZero();
    assertThat(world.stores.sql("select credential from upstream_pauses")).hasSize(1);
    assertThat(
            world.stores.number(
                "select count(*) from twitter_lots where zone_id = 'acme'"
                    + " and waiting_reason like '%401%'"))
        .isEqualTo(1);
  }

  static Stream<Arguments> poorNeighbours() {
    Map<String, String> deadToken =
        Map.of(
            "TIDEMARK_TWITTER_SOURCE", "x",
            "TIDEMARK_X_ZONE_BEARER_TOKENS", "acme=nobodys-token");
    Map<String, String> usedUpShare =
        Map.of(
            "TIDEMARK_TWITTER_SOURCE", "x",
            "TIDEMARK_X_REQUESTS_PER_MONTH", "100",
            "TIDEMARK_X_SHARES", "acme=1");
    Map<String, String> deadKey = Map.of("TIDEMARK_TWITTERAPI_ZONE_KEYS", "acme=nobodys-key");
    return Stream.of(
            Map.entry("dead token", deadToken),
            Map.entry("used-up share", usedUpShare),
            Map.entry("dead key", deadKey))
        .flatMap(
            poor ->
                Stream.of("acme", "brand")
                    .map(first -> Arguments.of(poor.getKey(), first, poor.getValue())));
  }

  @ParameterizedTest(name = "{0} of acme, {1} has the tweet first")
  @MethodSource("poorNeighbours")
  void whatOneZoneCannotPayForCostsAnotherNoPoll(
      String name, String first, Map<String, String> settings) {
    begin(settings);
    SimulatedTweet shared = world.post(growing(60));
    if (first.equals("acme")) {
      world.deliver("acme", List.of(shared));
    }
    world.deliver("brand", List.of(shared, world.post(growing(60))));
    world.deliver("brand", List.of(world.post(growing(60))));
    if (first.equals("brand")) {
      world.deliver("acme", List.of(shared));
    }

    for (int quarter = 0; quarter < 7 * 4; quarter++) {
      world.clock.advance(Duration.ofMinutes(15));
      world.pass().runDue();
    }

    assertThat(
            world.stores.sql(
                "select k.update_count from twitter_engagement_tracking k join twitter_tweets t"
                    + " on t.id = k.tweet_db_id where t.zone_id = 'brand'"))
        .extracting(row -> row.getInteger("update_count"))
        .as("of 6 rounds")
        .containsExactly(6, 6, 6);
    assertThat(snapshotsOf("brand")).isEqualTo(18);
    assertThat(snapshotsOf("acme")).as("it has what the other paid for").isEqualTo(6);
  }

  @Test
  void aLotIsDueWithItsFirstTweetAlthoughOthersWait() {
    begin(Map.of());
    List<SimulatedTweet> tweets = world.post(101, growing(60));
    world.deliver("brand", tweets);
    // The last batch, of one tweet, fails; whatever else the lot has goes on.
    world.clock.advance(Duration.ofHours(1));
    world.pass(world.stores.app(), failingFor(tweets.getLast().id())).runDue();

    assertThat(snapshotsOf("brand")).isEqualTo(100);
    assertThat(
            world
                .stores
                .sql("select due_at from timers where kind = 'lot'")
                .getFirst()
                .getOffsetDateTime(0)
                .toInstant())
        .isEqualTo(world.clock.instant().plus(Duration.ofMinutes(1)));
    world.clock.advance(Duration.ofMinutes(1));
    world.pass().runDue();
    assertThat(snapshotsOf("brand")).isEqualTo(101);
    assertThat(world.stores.sql("select waiting_reason from twitter_lots").getFirst().getString(0))
        .isNull();
  }

  private TweetSource failingFor(String id) {
    TweetSource real = TweetSources.of(world.stores.app());
    return new TweetSource() {
      @Override
      public Future<CallOutcome<TweetOutcomes>> read(List<String> ids) {
        return ids.contains(id)
            ? Future.succeededFuture(new CallOutcome.Transient<>("away", false))
            : real.read(ids);
      }

      @Override
      public Future<Optional<Pause>> pause() {
        return real.pause();
      }
    };
  }

  private static final int BACKLOG_LOTS = 26;
  private static final int LIVELY = 190; // of each lot
  private static final int QUIET = 40;
  private static final int BACKLOG_TWEETS = BACKLOG_LOTS * (LIVELY + QUIET);

  /**
   * More tweets than a pass takes, which nothing pays for now, beside a zone that is paid for. The
   * lots that do not fit into a pass are released, and claimed again by the next one.
   */
  @ParameterizedTest(name = "{0}, {1} lots to a claim")
  @CsvSource({"paused, 200", "paused, 20", "used up, 200"})
  void aBacklogThatWaitsForItsPayerIsPutOffAndHoldsNoOtherZoneUp(String why, int batch) {
    Map<String, String> settings = new HashMap<>();
    settings.put("TIDEMARK_TWITTER_SOURCE", "x");
    settings.put("TIDEMARK_TRACKER_BATCH", Integer.toString(batch));
    settings.put("TIDEMARK_TRACKER_COALESCING", "0s");
    if (why.equals("paused")) {
      settings.put("TIDEMARK_X_ZONE_BEARER_TOKENS", "acme=its-own-token");
    } else {
      settings.put("TIDEMARK_X_PER_15_MINUTES", "120"); // of which acme has 30
      settings.put("TIDEMARK_X_SHARES", "acme=25");
    }
    begin(settings);
    assertThat(BACKLOG_TWEETS).isGreaterThan(LotPoller.MOST_TWEETS);
    Growth quiet = growing(60);
    Growth lively =
        ScriptedGrowth.always(
                new io.tidemark.simulator.growth.SimulatedCounters(0, 0, 10, 0, 100, 0))
            .then(
                Duration.ofMinutes(30),
                new io.tidemark.simulator.growth.SimulatedCounters(0, 0, 99, 0, 900, 0));
    for (int lot = 0; lot < BACKLOG_LOTS; lot++) {
      List<SimulatedTweet> tweets = new ArrayList<>(world.post(LIVELY, lively));
      tweets.addAll(world.post(QUIET, quiet));
      world.deliver("acme", tweets);
    }
    world.deliver("brand", world.post(15, quiet));
    world.clock.advance(Duration.ofHours(1));
    if (why.equals("paused")) {
      pauseForHalfAnHour("its-own-token");
    }
    JobWorker pass = world.pass();

    Optional<Instant> first = pass.runOnce();

    if (batch > BACKLOG_LOTS) {
      assertThat(first).isPresent();
      assertThat(snapshotsOf("brand")).as("in the same look").isEqualTo(15);
    }
    Instant next = untilNothingIsDue(pass);
    assertThat(snapshotsOf("brand")).isEqualTo(15);
    assertThat(snapshotsOf("acme")).isEqualTo(why.equals("paused") ? 0 : 3_000);
    assertThat(claimsOf("acme"))
        .as("once each, and again those that did not fit or had a share")
        .isBetween((long) BACKLOG_LOTS, 2L * BACKLOG_LOTS);
    while (snapshotsOf("acme") < BACKLOG_TWEETS) {
      assertThat(next).as("all are polled in their hour").isBefore(START.plus(Duration.ofHours(2)));
      world.clock.set(next);
      next = untilNothingIsDue(pass);
    }
    assertThat(claimsOf("acme"))
        .as("twice for the first look and for each window after it")
        .isLessThanOrEqualTo(4L * 2 * BACKLOG_LOTS);
    assertThat(snapshotsOf("acme")).isEqualTo(BACKLOG_TWEETS);
    assertThat(world.stores.number("select max(update_count) from twitter_engagement_tracking"))
        .isEqualTo(1);
    assertThat(world.calls()).isLessThanOrEqualTo(BACKLOG_TWEETS / 100 + 4);
  }

  private void pauseForHalfAnHour(String secret) {
    Instant now = world.clock.instant();
    world.stores.sql(
        """
        insert into upstream_pauses (upstream, credential, paused_until, reason, since)
        values ('x', '%s', '%s', 'paused by a test', '%s')
        """
            .formatted(Hashes.shortName(secret), now.plus(Duration.ofMinutes(30)), now));
  }

  /**
   * Runs passes as an alarm does.
   *
   * @return when the next one is wanted, in the future
   */
  private Instant untilNothingIsDue(JobWorker pass) {
    for (int looks = 0; looks < 10; looks++) {
      Instant next = pass.runOnce().orElseThrow();
      if (next.isAfter(world.clock.instant())) {
        return next;
      }
    }
    throw new AssertionError("the same lots are due again and again");
  }

  /** Every claim gives a timer a new token. */
  private long claimsOf(String zone) {
    return world.stores.number(
        "select sum(token) from timers join twitter_lots lot on lot.id = subject"
            + " where kind = 'lot' and zone_id = '%s'".formatted(zone));
  }

  @Test
  void aTweetOfSeveralPayersIsAskedOnce() {
    begin(
        Map.of(
            "TIDEMARK_TWITTERAPI_ZONE_KEYS", "acme=demo-key",
            "TIDEMARK_TWITTERAPI_KEY", "demo-key"));
    SimulatedTweet tweet = world.post(growing(60));
    world.deliver("acme", List.of(tweet));
    world.deliver("brand", List.of(tweet));

    hourPasses();

    assertThat(world.calls()).isEqualTo(1);
    assertThat(snapshotsOf("acme")).isEqualTo(1);
    assertThat(snapshotsOf("brand")).isEqualTo(1);
  }
}
