package io.tidemark.tracker.lots;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.START;
import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.simulator.faults.PlatformFaults;
import io.tidemark.simulator.growth.ScriptedGrowth;
import io.tidemark.simulator.growth.SimulatedCounters;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.TweetSources;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.polling.TweetOutcomes;
import io.tidemark.tracker.polling.TweetSource;
import io.tidemark.tracker.reads.Curve;
import io.tidemark.tracker.reads.Curves;
import io.tidemark.tracker.reads.ZoneReads;
import io.tidemark.tracker.refresh.Refreshes;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.Pauses.Pause;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** An answer that is hard to believe decides nothing; the next one does. */
@Tag("server")
class DoubtTest {

  private static final SimulatedCounters ZEROS = new SimulatedCounters(0, 0, 0, 0, 0, 0);

  private final TrackerWorld world = TrackerWorld.begin();

  @AfterEach
  void end() {
    world.close();
  }

  private static SimulatedCounters likes(long likes) {
    return new SimulatedCounters(0, 0, likes, 0, likes * 20, 0);
  }

  private static SimulatedCounters views(long views) {
    return new SimulatedCounters(0, 0, 100, 0, views, 0);
  }

  private SimulatedTweet tweet(Cadence cadence, ScriptedGrowth growth) {
    world.zone("brand", cadence);
    SimulatedTweet tweet = world.post(growth);
    world.deliver("brand", List.of(tweet));
    return tweet;
  }

  private void passAt(Duration age) {
    world.clock.set(START.plus(age));
    world.pass().runDue();
  }

  private Curve curve(SimulatedTweet tweet) {
    return await(new Curves(world.stores.pool()).of(world.id(tweet))).orElseThrow();
  }

  private List<Long> likesOf(SimulatedTweet tweet) {
    return curve(tweet).points().stream().map(point -> point.counters().likes()).toList();
  }

  private Instant dueAt() {
    return world
        .stores
        .sql("select due_at from timers where kind = 'lot'")
        .getFirst()
        .getOffsetDateTime(0)
        .toInstant();
  }

  private void oneSnapshotARound() {
    assertThat(
            world.stores.number(
                "select count(*) from twitter_engagement_tracking k where k.update_count <>"
                    + " (select count(*) from twitter_engagement_history h"
                    + " where h.tweet_id = k.tweet_db_id and h.round is not null)"))
        .isZero();
    assertThat(world.stores.number("select sum(readings) from zone_tallies"))
        .isEqualTo(world.snapshots());
  }

  @ParameterizedTest
  @EnumSource(value = Cadence.class, mode = Mode.EXCLUDE, names = "ADAPTIVE")
  void zerosAfterThousandsStopNothingAndAreNoPointOfTheCurve(Cadence cadence) {
    Duration first = cadence == Cadence.HOURLY_LOT ? Duration.ofHours(1) : Duration.ofMinutes(10);
    SimulatedTweet tweet =
        tweet(
            cadence,
            ScriptedGrowth.always(likes(4_000))
                .then(first.minusSeconds(30), likes(5_000))
                .then(first.multipliedBy(2).minusSeconds(30), ZEROS)
                .then(first.multipliedBy(2).plusSeconds(30), likes(5_200)));
    passAt(first);

    passAt(first.multipliedBy(2));

    assertThat(world.tracking(tweet).getString("stop_reason")).isNull();
    assertThat(world.tracking(tweet).getString("last_outcome")).isEqualTo("doubtful");
    assertThat(world.tracking(tweet).getLong("like_count")).isEqualTo(5_000);
    assertThat(likesOf(tweet)).containsExactly(5_000L);
    assertThat(dueAt()).isEqualTo(START.plus(first.multipliedBy(2)).plus(Duration.ofMinutes(3)));
    passAt(first.multipliedBy(2).plusMinutes(3));
    assertThat(likesOf(tweet)).containsExactly(5_000L, 5_200L);
    assertThat(curve(tweet).points().getLast().deltas().likes()).isEqualTo(200);
    assertThat(curve(tweet).doubtful()).hasSize(1);
    assertThat(curve(tweet).velocity()).isPositive();
    assertThat(world.tracking(tweet).getString("last_decision")).isEqualTo("delta_positive");
    assertThat(
            await(
                new ZoneReads(world.stores.pool())
                    .fast("brand", world.clock.instant(), Duration.ofHours(24), -1e9, 10)))
        .extracting(ZoneReads.Fast::velocity)
        .allMatch(velocity -> velocity > 0);
    assertThat(
            await(
                    new ZoneReads(world.stores.pool())
                        .stats("brand", START.minus(Duration.ofDays(1))))
                .orElseThrow()
                .max())
        .isEqualTo(5_200);
    oneSnapshotARound();
  }

  @Test
  void whatIsSaidTwiceIsBelievedAndTheChangesAddUp() {
    SimulatedTweet tweet =
        tweet(
            Cadence.HOURLY_LOT,
            ScriptedGrowth.always(views(90_000)).then(Duration.ofMinutes(90), views(9_000)));
    passAt(Duration.ofHours(1));
    passAt(Duration.ofHours(2));
    assertThat(curve(tweet).points()).hasSize(1);
    assertThat(world.tracking(tweet).getLong("view_count")).isEqualTo(90_000);

    passAt(Duration.ofMinutes(123));

    assertThat(curve(tweet).doubtful()).isEmpty();
    assertThat(curve(tweet).points())
        .extracting(point -> point.counters().views())
        .containsExactly(90_000L, 9_000L, 9_000L);
    assertThat(curve(tweet).points())
        .extracting(point -> point.deltas().views())
        .containsExactly(0L, -81_000L, 0L);
    assertThat(world.tracking(tweet).getLong("view_count")).isEqualTo(9_000);
    assertThat(dueAt()).isEqualTo(START.plus(Duration.ofHours(3)));
    oneSnapshotARound();
  }

  @Test
  void rubbishThatIsDifferentEachTimeIsAskedAgainSoonOnlyOnce() {
    SimulatedTweet tweet =
        tweet(
            Cadence.HOURLY_LOT,
            ScriptedGrowth.always(views(90_000))
                .then(Duration.ofMinutes(90), views(9_000))
                .then(Duration.ofMinutes(121), ZEROS)
                .then(Duration.ofMinutes(170), views(91_000)));
    passAt(Duration.ofHours(1));
    passAt(Duration.ofHours(2));
    passAt(Duration.ofMinutes(123));

    assertThat(world.tracking(tweet).getString("last_outcome")).isEqualTo("doubtful");
    assertThat(dueAt()).isEqualTo(START.plus(Duration.ofHours(3)));
    passAt(Duration.ofHours(3));
    assertThat(curve(tweet).points())
        .extracting(point -> point.counters().views())
        .containsExactly(90_000L, 91_000L);
    assertThat(curve(tweet).doubtful()).hasSize(2);
    oneSnapshotARound();
  }

  @Test
  void smallFallsAreRecordedAsTheyAre() {
    SimulatedTweet tweet =
        tweet(
            Cadence.HOURLY_LOT,
            ScriptedGrowth.always(likes(5_000)).then(Duration.ofMinutes(90), likes(4_870)));
    passAt(Duration.ofHours(1));
    passAt(Duration.ofHours(2));

    assertThat(likesOf(tweet)).containsExactly(5_000L, 4_870L);
    assertThat(curve(tweet).doubtful()).isEmpty();
  }

  @Test
  void whereMostOfAnAnswerIsMissingNoTweetIsTakenForDeletedByThat() {
    world.zone("brand", Cadence.HOURLY_LOT);
    List<SimulatedTweet> tweets = world.post(10, growing(60));
    world.deliver("brand", tweets);
    String[] most = tweets.stream().limit(7).map(SimulatedTweet::id).toArray(String[]::new);
    world.simulator.change(s -> s.omitIds(most));
    passAt(Duration.ofHours(1));
    assertThat(outcomes()).containsExactly("doubtful 7", "present 3");

    world.simulator.use(PlatformFaults.none());
    passAt(Duration.ofMinutes(63));
    assertThat(outcomes()).containsExactly("present 10");
    assertThat(world.stores.number("select count(absent_since) from twitter_engagement_tracking"))
        .isZero();

    // Deleted in earnest: doubted, believed, and stopped by the second absence that counts.
    world.simulator.change(s -> s.omitIds(most));
    passAt(Duration.ofHours(2));
    passAt(Duration.ofMinutes(123));
    assertThat(outcomes()).containsExactly("absent 7", "present 3");
    passAt(Duration.ofHours(3));
    assertThat(
            world.stores.number(
                "select count(*) from twitter_engagement_tracking where stop_reason = 'deleted'"))
        .isEqualTo(7);
  }

  private List<String> outcomes() {
    return world
        .stores
        .sql(
            "select last_outcome || ' ' || count(*) from twitter_engagement_tracking"
                + " group by last_outcome order by last_outcome")
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  @Test
  void anAnswerWithForeignTweetsSaysNothingOfMissingOnes() {
    world.zone("brand", Cadence.HOURLY_LOT);
    List<SimulatedTweet> tweets = world.post(3, growing(60));
    world.deliver("brand", tweets);
    for (int hour = 1; hour <= 3; hour++) {
      world.clock.advance(Duration.ofHours(1));
      world.pass(world.stores.app(), answering(tweets.getFirst().id(), "17")).runDue();
    }

    assertThat(world.tracking(tweets.getFirst()).getString("last_outcome")).isEqualTo("unknown");
    assertThat(world.tracking(tweets.getFirst()).getString("stop_reason")).isNull();
    assertThat(world.tracking(tweets.getLast()).getString("last_outcome")).isEqualTo("present");
  }

  /** The real platform, but for one tweet, which it answers for under another id. */
  private TweetSource answering(String id, String under) {
    TweetSource real = TweetSources.of(world.stores.app());
    return new TweetSource() {
      @Override
      public Future<CallOutcome<TweetOutcomes>> read(List<String> ids) {
        return real.read(ids)
            .map(
                outcome -> {
                  var answered = (CallOutcome.Answered<TweetOutcomes>) outcome;
                  var content = new HashMap<>(answered.content().of());
                  content.put(under, content.put(id, new PostOutcome.Absent<>()));
                  return new CallOutcome.Answered<>(new TweetOutcomes(content, Map.of(), Map.of()));
                });
      }

      @Override
      public Future<Optional<Pause>> pause() {
        return real.pause();
      }
    };
  }

  @Test
  void aRefreshIsNotBelievedMoreThanAPoll() {
    SimulatedTweet tweet =
        tweet(
            Cadence.HOURLY_LOT,
            ScriptedGrowth.always(likes(5_000))
                .then(Duration.ofMinutes(70), ZEROS)
                .then(Duration.ofMinutes(72), likes(5_200)));
    passAt(Duration.ofHours(1));
    world.clock.set(START.plus(Duration.ofMinutes(71)));
    Refreshes refreshes = world.refreshes(world.stores.app(), TweetSources.of(world.stores.app()));

    assertThat(await(refreshes.refresh(world.id(tweet))).outcome()).isEqualTo("doubtful");

    assertThat(world.tracking(tweet).getLong("like_count")).isEqualTo(5_000);
    assertThat(dueAt()).isEqualTo(START.plus(Duration.ofMinutes(74)));
    passAt(Duration.ofMinutes(74));
    assertThat(likesOf(tweet)).containsExactly(5_000L, 5_200L);
    oneSnapshotARound();
  }

  @ParameterizedTest
  @EnumSource(Gone.class)
  void deliveredCountersThatAreAheadReviveATweetTakenForGone(Gone gone) {
    SimulatedTweet tweet =
        tweet(
            Cadence.HOURLY_LOT,
            ScriptedGrowth.always(likes(5_000)).then(Duration.ofMinutes(150), likes(5_200)));
    passAt(Duration.ofHours(1));
    world.stores.sql(
        "update twitter_engagement_tracking set next_update_at = null, stopped_at = now(),"
            + " rounds_spared = 4, stop_reason = '%s'".formatted(gone.word));
    world.stores.sql("update twitter_lots set finished_at = now()");
    world.stores.sql("delete from timers where kind = 'lot'");

    world.clock.set(START.plus(Duration.ofMinutes(130)));
    world.deliver("brand", List.of(tweet));
    assertThat(world.tracking(tweet).getString("stop_reason")).as("nothing new").isNotNull();
    world.clock.set(START.plus(Duration.ofMinutes(151)));
    world.deliver("brand", List.of(tweet));

    if (!gone.comesBack) {
      assertThat(world.tracking(tweet).getString("stop_reason")).isEqualTo(gone.word);
      return;
    }
    assertThat(world.tracking(tweet).getString("stop_reason")).isNull();
    assertThat(dueAt()).isEqualTo(START.plus(Duration.ofHours(3)));
    passAt(Duration.ofHours(3));
    assertThat(world.tracking(tweet).getInteger("update_count")).isEqualTo(2);
    assertThat(world.tracking(tweet).getString("last_decision")).isEqualTo("delta_positive");
    assertThat(likesOf(tweet)).containsExactly(5_000L, 5_200L, 5_200L);
  }

  enum Gone {
    DELETED("deleted", true),
    PRIVATE("private", true),
    RESTING("no_change_below_threshold", false);

    final String word;
    final boolean comesBack;

    Gone(String word, boolean comesBack) {
      this.word = word;
      this.comesBack = comesBack;
    }
  }
}
