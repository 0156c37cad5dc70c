package io.tidemark.tracker.polling;

import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.boot.TestFoundation;
import io.tidemark.jobs.JobWorker;
import io.tidemark.simulator.faults.FaultChanges;
import io.tidemark.simulator.faults.PlatformFaults;
import io.tidemark.simulator.faults.XDialect;
import io.tidemark.simulator.growth.ScriptedGrowth;
import io.tidemark.simulator.growth.SimulatedCounters;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.TweetSources;
import io.tidemark.tracker.cadence.Cadence;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a platform does, no tweet is stopped by it and nothing is lost. */
@Tag("server")
@Order(1) // it takes long, so it begins first
class PlatformFailuresTest {

  /** Which of the two APIs is polled. */
  enum Source {
    TWITTERAPI,
    X
  }

  private TrackerWorld world;
  private List<SimulatedTweet> tweets;

  @AfterEach
  void end() {
    world.close();
  }

  static Stream<Arguments> troubles() {
    Map<String, Consumer<FaultChanges>> troubles =
        Map.ofEntries(
            Map.entry("500 always", s -> s.failRate(1)),
            Map.entry("503", s -> s.status(503)),
            Map.entry("429", s -> s.status(429)),
            Map.entry("429 with a time", s -> s.status(429).retryAfterSeconds(120)),
            Map.entry("402", s -> s.status(402)),
            Map.entry("401", s -> s.status(401)),
            Map.entry("403", s -> s.status(403)),
            Map.entry("400 whatever is asked", s -> s.status(400)),
            Map.entry("credits depleted", s -> s.creditsDepleted(true)),
            Map.entry("HTML instead of JSON", s -> s.htmlError(true)),
            Map.entry("half an answer", s -> s.truncatedBody(true)),
            Map.entry("no answer", s -> s.hang(true)),
            Map.entry("closed connections", s -> s.reset(true)),
            Map.entry("one request an hour", s -> s.requestsPerWindow(0).windowSeconds(3_600)));
    return Stream.of(Source.values())
        .flatMap(
            source ->
                troubles.entrySet().stream()
                    .map(trouble -> Arguments.of(source, trouble.getKey(), trouble.getValue())));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("troubles")
  void lotsAreHeldBackWithAReasonAndRunWhenItIsOver(
      Source source, String name, Consumer<FaultChanges> trouble) {
    begin(source, 3, "2s");
    JobWorker pass = world.pass();
    world.simulator.change(trouble);

    pass.runDue();

    assertThat(world.snapshots()).isZero();
    assertThat(stopReasons()).containsOnlyNulls();
    assertThat(world.stores.sql("select waiting_reason from twitter_lots").getFirst().getString(0))
        .isNotBlank();
    Instant due =
        world
            .stores
            .sql("select due_at from timers where kind = 'lot'")
            .getFirst()
            .getOffsetDateTime(0)
            .toInstant();
    assertThat(due).isAfter(world.clock.instant());

    world.simulator.use(PlatformFaults.none());
    world.clock.set(due.plusSeconds(3_600));
    pass.runDue();

    assertThat(world.snapshots()).isEqualTo(3);
    assertThat(world.stores.sql("select waiting_reason from twitter_lots").getFirst().getString(0))
        .isNull();
  }

  @Test
  void anErrorInsideAnAnswerWith200IsNoAnswer() {
    begin(Source.TWITTERAPI, 3);
    world.simulator.change(s -> s.errorInside200(true));

    world.pass().runDue();

    assertThat(world.snapshots()).isZero();
    assertThat(stopReasons()).containsOnlyNulls();
  }

  @Test
  void aMonthlyCapIsNotTakenForABurstWhateverTheHeadersSay() {
    begin(Source.X, 3);
    world.simulator.change(s -> s.monthlyCapReached(true));

    world.pass().runDue();

    assertThat(pausedUntil()).isEqualTo(world.clock.instant().plus(Duration.ofHours(1)));
  }

  @Test
  void aPausedCredentialIsNotUsedByAnotherProcessEither() {
    begin(Source.TWITTERAPI, 3);
    world.simulator.change(s -> s.status(429).retryAfterSeconds(900));
    world.pass().runDue();
    world.clock.advance(Duration.ofMinutes(10));
    int calls = world.simulator.meter().recordedCalls().size();

    world.stores.sql("update timers set due_at = due_at - interval '2 hours'");
    try (TestFoundation other = world.anotherPod()) {
      world.pass(other.app(), TweetSources.of(other.app())).runDue();
    }

    assertThat(world.simulator.meter().recordedCalls()).hasSize(calls);
    assertThat(world.snapshots()).isZero();
  }

  @Test
  void aCredentialIsPausedUntilTheTimeThatA429Names() {
    begin(Source.TWITTERAPI, 1);
    world.simulator.change(s -> s.status(429).retryAfterSeconds(120));
    world.pass().runDue();

    assertThat(pausedUntil()).isEqualTo(world.clock.instant().plusSeconds(120));
  }

  @Test
  void aCredentialIsPausedAsLongAsTheTextOfA429Says() {
    begin(Source.TWITTERAPI, 1);
    world.simulator.change(s -> s.status(429)); // "… one request every 5 seconds."
    world.pass().runDue();

    assertThat(pausedUntil()).isEqualTo(world.clock.instant().plusSeconds(5));
  }

  @ParameterizedTest
  @EnumSource(Source.class)
  void oneBadIdAmongAHundredCostsItsNeighboursNothing(Source source) {
    begin(source, 100);
    world.simulator.change(s -> s.poisonIds(tweets.get(37).id()));
    JobWorker pass = world.pass();

    pass.runDue();

    assertThat(world.snapshots()).isEqualTo(99);
    assertThat(world.tracking(tweets.get(37)).getString("last_outcome")).isEqualTo("refused");
    assertThat(world.tracking(tweets.get(37)).getString("stop_reason")).isNull();

    int before = world.simulator.meter().recordedCalls().size();
    world.clock.advance(Duration.ofHours(1));
    pass.runDue();
    assertThat(world.simulator.meter().recordedCalls().size() - before)
        .as("the suspect has a call of its own, its neighbours one together")
        .isEqualTo(2);
    assertThat(world.snapshots()).isEqualTo(198);
  }

  @ParameterizedTest
  @CsvSource({"TWITTERAPI,1", "TWITTERAPI,3", "TWITTERAPI,100", "TWITTERAPI,1250", "X,1250"})
  void aPlatformThatRefusesEverythingIsDetectedByTheFirstCalls(Source source, int count) {
    begin(source, count);
    world.simulator.change(s -> s.status(400));

    world.pass().runDue();

    assertThat(world.calls()).isLessThanOrEqualTo(12);
    assertThat(world.stores.number("select sum(update_count) from twitter_engagement_tracking"))
        .isLessThanOrEqualTo(count == 1 ? 1 : 0);
    world.simulator.use(PlatformFaults.none());
    world.clock.advance(Duration.ofHours(1));
    world.pass().runDue();
    assertThat(world.snapshots()).isEqualTo(count);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 50, 98, 99})
  void aBadIdInEveryOfTheFirstBatchesKeepsNoneFromBeingAsked(int place) {
    begin(Source.TWITTERAPI, 700);
    world.simulator.change(
        s ->
            s.poisonIds(
                IntStream.range(0, 5)
                    .mapToObj(batch -> tweets.get(batch * 100 + place).id())
                    .toArray(String[]::new)));

    world.pass().runDue();

    assertThat(world.snapshots()).isEqualTo(695);
  }

  @Test
  void aSilentAbsenceCountsOnlyTheSecondTime() {
    begin(Source.TWITTERAPI, 3);
    world.simulator.change(s -> s.omitIds(tweets.getFirst().id()));
    JobWorker pass = world.pass();

    pass.runDue();
    assertThat(world.tracking(tweets.getFirst()).getString("last_outcome")).isEqualTo("absent");
    assertThat(world.tracking(tweets.getFirst()).getString("stop_reason")).isNull();
    world.clock.advance(Duration.ofHours(1));
    pass.runDue();

    assertThat(world.tracking(tweets.getFirst()).getString("stop_reason")).isEqualTo("deleted");
    assertThat(world.snapshots()).isEqualTo(4);
  }

  @Test
  void xStatesWhatIsGoneAndWhatIsHiddenAndSilenceIsNeither() {
    begin(Source.X, 4);
    world.simulator.tweets().delete(tweets.get(0).id());
    world.simulator.tweets().makePrivate(tweets.get(1).id());
    world.simulator.change(
        s -> s.omitIds(tweets.get(2).id()).partialErrors(true).unavailableIds(tweets.get(3).id()));
    JobWorker pass = world.pass();

    pass.runDue();
    world.clock.advance(Duration.ofHours(1));
    pass.runDue();

    assertThat(stopReasons()).containsExactly("deleted", "private", null, null);
    assertThat(world.tracking(tweets.get(2)).getString("last_outcome")).isEqualTo("unknown");
    assertThat(world.tracking(tweets.get(3)).getString("last_outcome")).isEqualTo("unknown");
  }

  @Test
  void aNullAmongTheTweetsIsNoTweetsAbsence() {
    begin(Source.TWITTERAPI, 3);
    world.simulator.change(s -> s.nullElement(true).omitIds(tweets.getFirst().id()));

    world.pass().runDue();

    assertThat(world.tracking(tweets.getFirst()).getString("last_outcome")).isEqualTo("unknown");
  }

  @Test
  void aDeletedTweetAtTwitterapiIsGoneAfterTwoAbsences() {
    begin(Source.TWITTERAPI, 2);
    world.simulator.tweets().delete(tweets.getFirst().id());
    JobWorker pass = world.pass();
    pass.runDue();
    world.clock.advance(Duration.ofHours(1));
    pass.runDue();

    assertThat(stopReasons()).containsExactly("deleted", null);
  }

  @ParameterizedTest
  @EnumSource(Source.class)
  void countersThatAreNotGivenStayUnknown(Source source) {
    begin(source, 1);
    world.simulator.change(s -> s.nullCounters(true));

    world.pass().runDue();

    var snapshot =
        world
            .stores
            .sql("select like_count, view_count, delta_views from twitter_engagement_history")
            .getFirst();
    assertThat(snapshot.getLong("like_count")).isPositive();
    assertThat(snapshot.getLong("view_count")).isNull();
    assertThat(snapshot.getLong("delta_views")).isNull();
  }

  @Test
  void countersThatGoDownAreRecordedAsTheyAre() {
    world = TrackerWorld.begin();
    world.zone("brand", Cadence.HOURLY_LOT);
    tweets =
        List.of(
            world.post(
                ScriptedGrowth.always(new SimulatedCounters(0, 0, 50, 0, 900, 0))
                    .then(Duration.ofMinutes(30), new SimulatedCounters(0, 0, 47, 0, 900, 0))));
    world.deliver("brand", tweets);
    world.clock.advance(Duration.ofHours(1));

    world.pass().runDue();

    var snapshot =
        world
            .stores
            .sql(
                "select like_count, delta_likes, engagement_velocity"
                    + " from twitter_engagement_history")
            .getFirst();
    assertThat(snapshot.getLong("like_count")).isEqualTo(47);
    assertThat(snapshot.getLong("delta_likes")).isEqualTo(-3);
    assertThat(snapshot.getDouble("engagement_velocity")).isEqualTo(-3);
    assertThat(world.tracking(tweets.getFirst()).getLong("like_count")).isEqualTo(47);
  }

  @ParameterizedTest
  @EnumSource(XDialect.class)
  void xIsUnderstoodInBothDialects(XDialect dialect) {
    begin(Source.X, 3);
    world.simulator.change(s -> s.xDialect(dialect));

    world.pass().runDue();

    assertThat(world.snapshots()).isEqualTo(3);
    assertThat(world.tracking(tweets.getFirst()).getLong("retweet_count")).isZero();
  }

  @Test
  void aPlatformThatFailsHalfTheTimeLosesNothing() {
    begin(Source.TWITTERAPI, 40);
    for (int i = 0; i < 30; i++) {
      world.deliver("brand", world.post(4, growing(5)));
    }
    world.simulator.change(s -> s.failRate(0.5));
    JobWorker pass = world.pass();

    for (int minute = 0; minute < 600; minute++) {
      world.clock.advance(Duration.ofMinutes(1));
      pass.runOnce();
    }

    assertThat(world.stores.number("select count(*) from timers where kind = 'lot'")).isZero();
    assertThat(stopReasons()).containsOnly("age_limit");
  }

  @Test
  void withoutACredentialLotsWaitAndSayWhatFor() {
    world = TrackerWorld.begin(Map.of("TIDEMARK_TWITTERAPI_KEY", " "));
    world.stores.sql("select 1");
    world.zone("brand", Cadence.HOURLY_LOT);
    world.deliver("brand", world.post(1, growing(5)));
    world.clock.advance(Duration.ofHours(1));

    world.pass().runDue();

    assertThat(world.stores.sql("select waiting_reason from twitter_lots").getFirst().getString(0))
        .isEqualTo("TIDEMARK_TWITTERAPI_KEY is not set");
  }

  private void begin(Source source, int count) {
    begin(source, count, "20s");
  }

  private void begin(Source source, int count, String timeout) {
    world =
        TrackerWorld.begin(
            Map.of(
                "TIDEMARK_TWITTER_SOURCE",
                source.name().toLowerCase(Locale.ROOT),
                "TIDEMARK_UPSTREAM_TIMEOUT",
                timeout));
    world.zone("brand", Cadence.HOURLY_LOT);
    tweets = world.post(count, growing(60));
    world.deliver("brand", tweets);
    world.clock.advance(Duration.ofHours(1));
  }

  private Instant pausedUntil() {
    return world
        .stores
        .sql("select paused_until from upstream_pauses")
        .getFirst()
        .getOffsetDateTime(0)
        .toInstant();
  }

  private List<String> stopReasons() {
    return world
        .stores
        .sql("select stop_reason from twitter_engagement_tracking order by tweet_db_id")
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }
}
