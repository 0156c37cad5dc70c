package io.tidemark.tracker.refresh;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.START;
import static io.tidemark.tracker.TrackerWorld.dead;
import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tidemark.contract.Message.RefreshResult;
import io.tidemark.contract.Message.Refreshed;
import io.tidemark.simulator.faults.PlatformFaults;
import io.tidemark.simulator.growth.Growth;
import io.tidemark.simulator.growth.ScriptedGrowth;
import io.tidemark.simulator.growth.SimulatedCounters;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.TweetSources;
import io.tidemark.tracker.cadence.Cadence;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class RefreshTest {

  private TrackerWorld world;

  @AfterEach
  void end() {
    world.close();
  }

  private void begin(Map<String, String> settings) {
    world = TrackerWorld.begin(settings);
    world.zone("brand", Cadence.HOURLY_LOT);
  }

  private SimulatedTweet delivered(Growth growth) {
    SimulatedTweet tweet = world.post(growth);
    world.deliver("brand", List.of(tweet));
    return tweet;
  }

  private Refreshes refreshes() {
    return world.refreshes(world.stores.app(), TweetSources.of(world.stores.app()));
  }

  private Refreshed refresh(SimulatedTweet tweet) {
    return await(refreshes().refresh(world.id(tweet)));
  }

  @Test
  void theSnapshotJoinsTheCurveAndReplacesTheNextPoll() {
    begin(Map.of());
    SimulatedTweet tweet = world.post(growing(60));
    SimulatedTweet other = world.post(growing(60));
    world.deliver("brand", List.of(tweet, other));
    world.clock.advance(Duration.ofMinutes(10));

    Refreshed answer = refresh(tweet);

    assertThat(answer)
        .isEqualTo(
            new Refreshed(
                RefreshResult.READ, "present", world.clock.instant(), false, null, 0, false));
    assertThat(points(tweet)).containsExactly(tuple("refresh", 1, 10L, 10L));
    Row tracking = world.tracking(tweet);
    assertThat(tracking.getInteger("update_count")).isEqualTo(1);
    assertThat(tracking.getString("last_decision")).isEqualTo("delta_positive");
    assertThat(nextUpdate(tweet)).isEqualTo(hour(2));

    world.clock.set(hour(1));
    world.pass().runDue();
    assertThat(points(tweet)).hasSize(1);
    assertThat(points(other)).containsExactly(tuple("poll", 1, 60L, 60L));

    world.clock.set(hour(2));
    world.pass().runDue();
    assertThat(points(tweet))
        .containsExactly(tuple("refresh", 1, 10L, 10L), tuple("poll", 2, 120L, 110L));
  }

  @Test
  void whatDoesNotCallThePlatformCostsTheZoneNothing() {
    begin(Map.of("TIDEMARK_TRACKER_REFRESHES_PER_HOUR", "2"));
    List<SimulatedTweet> tweets = world.post(6, growing(60));
    world.deliver("brand", tweets);
    world.clock.advance(Duration.ofMinutes(10));
    Refreshes refreshes = refreshes();
    world.simulator.change(s -> s.status(429).retryAfterSeconds(600));
    for (SimulatedTweet tweet : tweets.subList(0, 5)) {
      assertThat(await(refreshes.refresh(world.id(tweet))).result())
          .isEqualTo(RefreshResult.NOT_READ);
    }
    assertThat(world.simulator.meter().recordedCalls()).hasSize(1);

    world.simulator.use(PlatformFaults.none());
    world.clock.advance(Duration.ofMinutes(11));

    assertThat(await(refreshes.refresh(world.id(tweets.get(5)))).result())
        .isEqualTo(RefreshResult.READ);
  }

  @Test
  void noLimitIsNoLimit() {
    begin(Map.of("TIDEMARK_TRACKER_REFRESHES_PER_HOUR", "0"));
    SimulatedTweet tweet = delivered(growing(60));
    world.clock.advance(Duration.ofMinutes(10));

    assertThat(refresh(tweet).result()).isEqualTo(RefreshResult.READ);
  }

  @Test
  void aLotOfWhichEveryTweetWasRefreshedIsNotDueBeforeThem() {
    begin(Map.of());
    SimulatedTweet tweet = delivered(growing(60));
    world.clock.advance(Duration.ofMinutes(10));

    refresh(tweet);

    assertThat(lotDue()).isEqualTo(hour(2));
  }

  @Test
  void aRefreshDoesNotStopATweetThatDoesNotMove() {
    begin(Map.of());
    SimulatedTweet tweet = delivered(dead());
    world.clock.advance(Duration.ofMinutes(10));

    refresh(tweet);

    assertThat(world.tracking(tweet).getString("stop_reason")).isNull();
    assertThat(world.tracking(tweet).getString("last_decision")).isEqualTo("refreshed");
  }

  @Test
  void aStoppedTweetThatMovedIsTrackedAgain() {
    begin(Map.of());
    SimulatedTweet tweet = delivered(sleeping(Duration.ofMinutes(90)));
    world.clock.set(hour(1));
    world.pass().runDue();
    assertThat(world.tracking(tweet).getString("stop_reason"))
        .isEqualTo("no_change_below_threshold");
    assertThat(world.stores.number("select count(*) from timers where kind = 'lot'")).isZero();
    world.clock.set(hour(2).plusSeconds(60));

    Refreshed answer = refresh(tweet);

    assertThat(answer.revived()).isTrue();
    Row tracking = world.tracking(tweet);
    assertThat(tracking.getString("stop_reason")).isNull();
    assertThat(tracking.getOffsetDateTime("stopped_at")).isNull();
    assertThat(nextUpdate(tweet)).isEqualTo(hour(4));
    assertThat(lotDue()).isEqualTo(hour(4));
    assertThat(world.stores.number("select count(*) from twitter_lots where finished_at is null"))
        .isEqualTo(1);

    world.clock.set(hour(4));
    world.pass().runDue();
    assertThat(points(tweet))
        .extracting(point -> point.toList().get(0), point -> point.toList().get(1))
        .containsExactly(tuple("poll", 1), tuple("refresh", 2), tuple("poll", 3));
  }

  @Test
  void aStoppedTweetThatDoesNotMoveStaysStopped() {
    begin(Map.of());
    SimulatedTweet tweet = delivered(dead());
    world.clock.set(hour(1));
    world.pass().runDue();
    Instant stoppedAt = world.tracking(tweet).getOffsetDateTime("stopped_at").toInstant();
    world.clock.set(hour(2));

    Refreshed answer = refresh(tweet);

    assertThat(answer.revived()).isFalse();
    assertThat(points(tweet)).hasSize(2);
    Row tracking = world.tracking(tweet);
    assertThat(tracking.getString("stop_reason")).isEqualTo("no_change_below_threshold");
    assertThat(tracking.getOffsetDateTime("stopped_at").toInstant()).isEqualTo(stoppedAt);
    assertThat(world.stores.number("select count(*) from timers where kind = 'lot'")).isZero();
  }

  @Test
  void aTweetPastItsAgeIsReadButNotTrackedAgain() {
    begin(Map.of());
    SimulatedTweet tweet = delivered(sleeping(Duration.ofMinutes(90)));
    world.clock.set(hour(1));
    world.pass().runDue();
    world.clock.set(hour(7));

    assertThat(refresh(tweet).revived()).isFalse();

    assertThat(world.tracking(tweet).getString("stop_reason")).isNotNull();
    assertThat(points(tweet)).hasSize(2);
  }

  @Test
  void aTweetThatThePlatformSaysIsGoneStopsAndEndsItsLot() {
    begin(Map.of("TIDEMARK_TWITTER_SOURCE", "x"));
    SimulatedTweet tweet = delivered(growing(10));
    world.simulator.tweets().delete(tweet.id());
    world.clock.advance(Duration.ofMinutes(10));

    assertThat(refresh(tweet).outcome()).isEqualTo("gone");

    assertThat(world.tracking(tweet).getString("stop_reason")).isEqualTo("deleted");
    assertThat(world.stores.number("select count(*) from timers where kind = 'lot'")).isZero();
    assertThat(
            world.stores.number("select count(*) from twitter_lots where finished_at is not null"))
        .isEqualTo(1);
    assertThat(points(tweet)).isEmpty();
  }

  @Test
  void aPlatformThatDoesNotAnswerLeavesEverythingAsItIs() {
    begin(Map.of());
    SimulatedTweet tweet = delivered(growing(10));
    world.simulator.change(s -> s.status(429).retryAfterSeconds(120));
    world.clock.advance(Duration.ofMinutes(10));

    Refreshed answer = refresh(tweet);

    assertThat(answer.result()).isEqualTo(RefreshResult.NOT_READ);
    assertThat(answer.reason()).contains("429");
    assertThat(answer.retrySeconds()).isPositive();
    assertThat(points(tweet)).isEmpty();
    assertThat(world.tracking(tweet).getInteger("update_count")).isZero();
    assertThat(nextUpdate(tweet)).isEqualTo(hour(1));
  }

  @Test
  void aRequestAfterAFailureIsNotAnsweredWithIt() {
    begin(Map.of());
    SimulatedTweet tweet = delivered(growing(60));
    world.clock.advance(Duration.ofMinutes(10));
    world.simulator.change(s -> s.errorInside200(true));
    assertThat(refresh(tweet).result()).isEqualTo(RefreshResult.NOT_READ);
    world.simulator.use(PlatformFaults.none());
    world.stores.redis("DEL", "tidemark:tweet:" + tweet.id() + ":refresh"); // a second later

    assertThat(refresh(tweet).result()).isEqualTo(RefreshResult.READ);
  }

  @Test
  void aSnapshotThatCannotBeWrittenLeavesNothingHalfDone() {
    begin(Map.of());
    SimulatedTweet tweet = delivered(growing(60));
    world.stores.sql(
        """
        create function refuse() returns trigger language plpgsql as $$
        begin
          raise exception 'no';
        end $$
        """);
    world.beforeEverySnapshot("refuse()");
    world.clock.advance(Duration.ofMinutes(10));

    assertThatThrownBy(() -> refresh(tweet)).hasMessageContaining("no");
    assertThat(world.tracking(tweet).getLong("like_count")).isZero();
    assertThat(world.tracking(tweet).getInteger("update_count")).isZero();

    world.letSnapshotsBe();
    assertThat(refresh(tweet).result()).isEqualTo(RefreshResult.READ);
    assertThat(points(tweet)).containsExactly(tuple("refresh", 1, 10L, 10L));
    assertThat(world.calls()).as("the reading was still there to be shared").isEqualTo(1);
  }

  @Test
  void anUnknownTweetIsNoReasonToAskThePlatform() {
    begin(Map.of());

    assertThat(await(refreshes().refresh(404)).result()).isEqualTo(RefreshResult.NO_TWEET);

    assertThat(world.calls()).isZero();
  }

  private List<org.assertj.core.groups.Tuple> points(SimulatedTweet tweet) {
    return world
        .stores
        .sql(
            "select h.origin, h.round, h.like_count, h.delta_likes from twitter_engagement_history"
                + " h join twitter_tweets t on t.id = h.tweet_id where t.tweet_id = '"
                + tweet.id()
                + "' order by h.snapshot_at")
        .stream()
        .map(
            row ->
                tuple(
                    row.getString("origin"),
                    row.getInteger("round"),
                    row.getLong("like_count"),
                    row.getLong("delta_likes")))
        .toList();
  }

  private Instant nextUpdate(SimulatedTweet tweet) {
    return world.tracking(tweet).getOffsetDateTime("next_update_at").toInstant();
  }

  private Instant lotDue() {
    return world
        .stores
        .sql("select due_at from timers where kind = 'lot'")
        .getFirst()
        .getOffsetDateTime(0)
        .toInstant();
  }

  private static Instant hour(int hours) {
    return START.plus(Duration.ofHours(hours));
  }

  /** Nothing for a while, then thirty likes at once. */
  private static Growth sleeping(Duration until) {
    return new ScriptedGrowth(
        List.of(
            new ScriptedGrowth.Step(Duration.ZERO, new SimulatedCounters(0, 0, 0, 0, 0, 0)),
            new ScriptedGrowth.Step(until, new SimulatedCounters(0, 0, 30, 0, 0, 0))));
  }
}
