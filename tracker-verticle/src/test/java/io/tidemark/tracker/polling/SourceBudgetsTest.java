package io.tidemark.tracker.polling;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.budget.Unit;
import io.tidemark.contract.Message.BudgetLines.Line;
import io.tidemark.jobs.JobWorker;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.cadence.Cadence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Our count of what is spent against that of the platforms. */
@Tag("server")
class SourceBudgetsTest {

  private static final Map<String, String> X =
      Map.of(
          "TIDEMARK_TWITTER_SOURCE", "x",
          "TIDEMARK_X_REQUESTS_PER_MONTH", "50000",
          "TIDEMARK_X_POSTS_PER_MONTH", "15000");

  private TrackerWorld world;
  private List<SimulatedTweet> tweets;

  @AfterEach
  void end() {
    world.close();
  }

  @Test
  void whatTwitterapiBillsIsWhatWeCount() {
    begin(Map.of("TIDEMARK_TWITTERAPI_MONTHLY_USD", "100"), 130);
    world.simulator.tweets().delete(tweets.getFirst().id());

    world.pass().runDue();

    long credits = world.simulator.meter().totals(Platform.TWITTER_API).credits();
    assertThat(credits).isEqualTo(129 * 15);
    assertThat(used(Unit.MONEY)).isEqualTo(credits * 10);
  }

  @Test
  void aPostThatXReturnsTwiceInAUtcDayIsCountedOnce() {
    begin(X, 3);
    world.simulator.tweets().delete(tweets.getFirst().id());
    JobWorker pass = world.pass();

    pass.runDue();
    assertThat(used(Unit.ITEMS)).isEqualTo(2);
    world.clock.advance(Duration.ofHours(1));
    pass.runDue();

    assertThat(world.snapshots()).isEqualTo(4);
    assertThat(used(Unit.ITEMS)).isEqualTo(2);
    assertThat(used(Unit.REQUESTS)).isEqualTo(2);
  }

  @Test
  void aUsedUpMonthHoldsLotsBackUntilTheNextAndStopsNoTweet() {
    begin(
        Map.of(
            "TIDEMARK_TWITTER_SOURCE", "x",
            "TIDEMARK_X_POSTS_PER_MONTH", "5",
            "TIDEMARK_X_MONTH_RESET_DAY", "3"),
        5);
    world.pass().runDue();
    assertThat(world.snapshots()).isEqualTo(5);
    tweets = world.post(6, growing(600));
    world.deliver("brand", tweets);
    world.clock.advance(Duration.ofMinutes(61));

    world.pass().runDue();

    assertThat(world.simulator.meter().recordedCalls()).hasSize(1);
    var held =
        world
            .stores
            .sql(
                "select waiting_reason, due_at from twitter_lots join timers on subject = id"
                    + " where kind = 'lot' order by id desc")
            .getFirst();
    assertThat(held.getString(0)).contains("5 items per month");
    assertThat(held.getOffsetDateTime(1).toInstant())
        .isEqualTo(Instant.parse("2026-11-03T00:00:00Z"));
    assertThat(world.tracking(tweets.getFirst()).getString("stop_reason")).isNull();
  }

  static Stream<Arguments> budgetsWithRoomForEighty() {
    return Stream.of(
        Arguments.of(Map.of("TIDEMARK_TWITTERAPI_DAILY_USD", "0.027")),
        Arguments.of(Map.of("TIDEMARK_TWITTERAPI_MONTHLY_USD", "0.027")),
        Arguments.of(
            Map.of(
                "TIDEMARK_TWITTER_SOURCE", "x",
                "TIDEMARK_X_PRICE_PER_POST_USD", "0",
                "TIDEMARK_X_PER_15_MINUTES", "1000",
                "TIDEMARK_X_POSTS_PER_MONTH", "180")));
  }

  /** X returns a post twice in a UTC day for one price, so that the second day is looked at. */
  @ParameterizedTest
  @MethodSource("budgetsWithRoomForEighty")
  void aCallShrinksToWhatIsLeftAndAsksForTheMostValuableFirst(Map<String, String> settings) {
    world = TrackerWorld.begin(settings);
    world.zone("brand", Cadence.HOURLY_LOT);
    boolean x = settings.containsKey("TIDEMARK_TWITTER_SOURCE");
    world.clock.advance(Duration.ofMinutes(x ? 12 * 60 + 30 : 0)); // 22:30
    List<SimulatedTweet> slow = world.post(20, growing(60));
    List<SimulatedTweet> fast = world.post(80, growing(6_000));
    List<SimulatedTweet> all = new ArrayList<>(slow);
    all.addAll(fast);
    world.deliver("brand", all);
    JobWorker pass = world.pass();
    world.clock.advance(Duration.ofMinutes(61));
    pass.runDue();
    assertThat(world.snapshots()).isEqualTo(100);

    world.clock.advance(Duration.ofMinutes(61));
    pass.runDue();

    assertThat(world.snapshots()).isEqualTo(180);
    assertThat(
            world.stores.sql(
                "select max(like_count) from twitter_tweets tweet join twitter_engagement_tracking"
                    + " tracking on tracking.tweet_db_id = tweet.id where update_count = 1"))
        .extracting(row -> row.getLong(0))
        .containsExactly(60L);
  }

  @Test
  void whatXSaysIsLeftIsNotExceeded() {
    begin(X, 3);
    world.simulator.change(s -> s.requestsPerWindow(1).windowSeconds(900));
    JobWorker pass = world.pass();
    pass.runDue();
    assertThat(world.snapshots()).isEqualTo(3);
    assertThat(await(world.stores.app().budgets().lines()))
        .filteredOn(line -> line.window().equals("reported:tweets"))
        .singleElement()
        .satisfies(line -> assertThat(line.percentage()).isEqualTo(100));

    // Within X's window the lot is due again.
    world.stores.sql("update timers set due_at = due_at - interval '1 hour'");
    world.stores.sql(
        "update twitter_engagement_tracking set next_update_at = next_update_at - interval '1"
            + " hour'");
    world.clock.advance(Duration.ofMinutes(5));
    pass.runDue();

    assertThat(world.simulator.meter().recordedCalls()).hasSize(1);
    assertThat(world.stores.sql("select waiting_reason from twitter_lots").getFirst().getString(0))
        .contains("nothing is left");
  }

  private void begin(Map<String, String> settings, int count) {
    world = TrackerWorld.begin(settings);
    world.zone("brand", Cadence.HOURLY_LOT);
    tweets = world.post(count, growing(600));
    world.deliver("brand", tweets);
    world.clock.advance(Duration.ofHours(1));
    world.clock.advance(Duration.ofMinutes(1));
  }

  private long used(Unit unit) {
    return await(world.stores.app().budgets().lines()).stream()
        .filter(line -> line.unit().equalsIgnoreCase(unit.name()) && line.window().equals("month"))
        .mapToLong(Line::used)
        .sum();
  }
}
