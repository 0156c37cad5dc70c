package io.tidemark.tracker.sweeps;

import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.simulator.faults.PlatformFaults;
import io.tidemark.simulator.faults.XDialect;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("server")
class SweepTest {

  private final SweepWorld dao = SweepWorld.begin();

  @AfterEach
  void end() {
    dao.close();
  }

  @Test
  void newTweetsAreAddedAndKnownOnesAreReadAgain() {
    dao.dao("uniswap");
    SimulatedTweet first = dao.tweet("uniswap", Duration.ofHours(1), growing(10));

    long one = dao.sweep();
    dao.world.clock.advance(Duration.ofHours(2));
    SimulatedTweet second = dao.tweet("uniswap", Duration.ofMinutes(30), growing(10));
    long two = dao.sweep();

    assertThat(dao.stored(first).getLong("total_engagement")).isEqualTo(30);
    assertThat(dao.stored(second).getString("text")).isEqualTo(second.text());
    List<Row> readings =
        dao.sql(
            "select s.cycle_id, s.like_count, s.delta_likes, s.engagement_velocity"
                + " from dao_tweet_snapshots s join dao_tweets t on t.id = s.tweet_id"
                + " where t.tweet_id = '%s' order by snapshot_at".formatted(first.id()));
    assertThat(readings).extracting(row -> row.getLong("cycle_id")).containsExactly(one, two);
    assertThat(readings).extracting(row -> row.getLong("like_count")).containsExactly(10L, 30L);
    assertThat(readings).extracting(row -> row.getLong("delta_likes")).containsExactly(null, 20L);
    assertThat(readings.getLast().getDouble("engagement_velocity")).isEqualTo(10.0);
    assertThat(dao.stats(one).getInteger("tweets_added")).isEqualTo(1);
    assertThat(dao.stats(two).getInteger("tweets_processed")).isEqualTo(2);
    assertThat(dao.stats(two).getInteger("tweets_updated")).isEqualTo(1);
    assertThat(dao.stats(two).getInteger("tweets_added")).isEqualTo(1);
    assertThat(dao.status(two)).isEqualTo("completed");
    assertThat(dao.calls(SweepWorld.ACCOUNTS)).as("the account is remembered").hasSize(1);
    assertThat(dao.stats(one).getInteger("requests_used")).isEqualTo(2);
    assertThat(dao.stats(two).getInteger("requests_used")).isEqualTo(1);
  }

  @Test
  void aTimelineIsReadPageByPageUpToTheEndOfTheWindow() {
    dao.dao("aave");
    dao.tweets("aave", 230);
    dao.tweet("aave", Duration.ofDays(5).minusMinutes(1));
    dao.tweet("aave", Duration.ofDays(5).plusMinutes(1));

    long cycle = dao.sweep();

    assertThat(dao.number("select count(*) from dao_tweets")).isEqualTo(231);
    assertThat(dao.number("select count(*) from dao_tweet_snapshots")).isEqualTo(231);
    assertThat(dao.calls(SweepWorld.TIMELINE))
        .extracting(call -> call.returned().size())
        .containsExactly(100, 100, 31);
    assertThat(dao.stats(cycle).getInteger("tweets_added")).isEqualTo(231);
  }

  @Test
  void pagesThatRepeatAreNotFollowed() {
    dao.dao("aave");
    dao.tweets("aave", 150);
    dao.world.simulator.change(s -> s.repeatingCursor(true));

    long cycle = dao.sweep();

    assertThat(dao.calls(SweepWorld.TIMELINE)).hasSize(2);
    assertThat(dao.number("select count(*) from dao_tweet_snapshots")).isEqualTo(100);
    assertThat(dao.status(cycle)).isEqualTo("completed");
  }

  @ParameterizedTest
  @EnumSource(XDialect.class)
  void eitherDialectIsSpoken(XDialect dialect) {
    dao.dao("aave");
    SimulatedTweet tweet = dao.tweet("aave", Duration.ofHours(1));
    dao.world.simulator.change(s -> s.xDialect(dialect));

    long cycle = dao.sweep();

    assertThat(dao.stored(tweet).getLong("retweet_count")).isZero();
    assertThat(dao.stored(tweet).getLong("like_count")).isEqualTo(10);
    assertThat(dao.stats(cycle).getInteger("requests_used"))
        .isEqualTo(dialect == XDialect.OLD ? 2 : 3);
  }

  @Test
  void unknownHandlesAndSuspendedOnesAreTheirOwnError() {
    dao.daosWithATweet(3);
    dao.dao("nobody");
    dao.dao("banned");
    dao.world.simulator.tweets().authors().named("banned");
    dao.world.simulator.change(s -> s.suspendedUsers("banned"));

    long cycle = dao.sweep();

    assertThat(dao.calls(SweepWorld.ACCOUNTS)).hasSize(1);
    assertThat(dao.logged("error"))
        .containsExactlyInAnyOrder(
            "nobody: Could not find user with usernames: [nobody].",
            "banned: User has been suspended: [banned].");
    assertThat(dao.timelinesAsked()).containsExactly("dao001", "dao002", "dao003");
    assertThat(dao.status(cycle)).isEqualTo("partial");
    assertThat(dao.stats(cycle).getInteger("daos_swept")).isEqualTo(3);
    assertThat(dao.stats(cycle).getArrayOfStrings("errors")).hasSize(2);
  }

  @Test
  void anAccountThatIsHiddenOrGoneByNowIsItsOwnError() {
    dao.daosWithATweet(3);
    dao.sweep();
    dao.world.clock.advance(Duration.ofHours(2));
    dao.world.simulator.change(s -> s.suspendedUsers("dao001").protectedUsers("dao002"));

    long cycle = dao.sweep();

    assertThat(dao.status(cycle)).isEqualTo("partial");
    assertThat(dao.logged("error")).hasSize(2);
    assertThat(dao.sql("select slug from daos where x_user_id is null"))
        .extracting(row -> row.getString("slug"))
        .as("only who is gone is looked up anew")
        .containsExactly("dao001");
  }

  @Test
  void theFailuresOfOneAccountStopNoOther() {
    dao.daosWithATweet(4);
    dao.world.simulator.change(s -> s.failingUsers("dao002"));

    long cycle = dao.sweep();

    assertThat(dao.timelinesAsked())
        .as("it is tried again after the others")
        .containsExactly("dao001", "dao002", "dao003", "dao004", "dao002", "dao002");
    assertThat(dao.logged("warn"))
        .containsExactly(
            "dao002: X API answered 500: Internal Server Error",
            "dao002: X API answered 500: Internal Server Error",
            "3 of 4 DAOs were swept");
    assertThat(dao.logged("error")).singleElement().asString().startsWith("dao002: X API answered");
    assertThat(dao.status(cycle)).isEqualTo("partial");
    assertThat(dao.number("select count(*) from dao_tweets")).isEqualTo(3);
  }

  @Test
  void anAccountThatAnswersAgainIsSweptInTheSameSweep() {
    dao.daosWithATweet(2);
    dao.world.simulator.change(s -> s.failingUsers("dao001"));
    long cycle = dao.start();
    dao.run();

    dao.world.simulator.use(PlatformFaults.none());
    dao.runToTheEnd();

    assertThat(dao.status(cycle)).isEqualTo("completed");
    assertThat(dao.number("select count(*) from dao_tweets")).isEqualTo(2);
  }

  @Test
  void tweetsThatNoTimelineShowsAreAskedForByIdForAllDaosAtOnce() {
    dao.daosWithATweet(3);
    SimulatedTweet deleted = dao.tweet("dao001", Duration.ofHours(3));
    SimulatedTweet hidden = dao.tweet("dao002", Duration.ofHours(3));
    SimulatedTweet odd = dao.tweet("dao003", Duration.ofHours(3));
    dao.sweep();
    dao.world.clock.advance(Duration.ofHours(2));
    dao.world.simulator.tweets().delete(deleted.id());
    dao.world.simulator.tweets().makePrivate(hidden.id());
    dao.world.simulator.change(s -> s.omitIds(odd.id()));

    dao.sweep();

    assertThat(dao.calls(SweepWorld.TWEETS))
        .singleElement()
        .extracting(call -> List.copyOf(call.ids()))
        .asList()
        .containsExactlyInAnyOrder(deleted.id(), hidden.id(), odd.id());
    assertThat(dao.stored(deleted).getString("missing")).isEqualTo("deleted");
    assertThat(dao.stored(hidden).getString("missing")).isEqualTo("private");
    assertThat(dao.stored(odd).getString("missing")).isNull();

    dao.world.clock.advance(Duration.ofHours(2));
    dao.world.simulator.use(PlatformFaults.none());
    dao.sweep();

    assertThat(dao.calls(SweepWorld.TWEETS)).hasSize(2);
    assertThat(dao.calls(SweepWorld.TWEETS).getLast().ids())
        .as("what is deleted does not come back")
        .containsExactly(hidden.id());
    assertThat(dao.stored(odd).getLong("like_count")).isEqualTo(70);
  }

  @Test
  void idsThatXRefusesAreCountedInTheLogWithItsReason() {
    dao.daosWithATweet(2);
    SimulatedTweet odd = dao.tweet("dao002", Duration.ofHours(3));
    dao.sweep();
    dao.world.clock.advance(Duration.ofHours(2));
    dao.world.simulator.change(s -> s.omitIds(odd.id()).poisonIds(odd.id()));

    long cycle = dao.sweep();

    assertThat(dao.status(cycle)).isEqualTo("completed");
    assertThat(dao.logged("warn"))
        .singleElement()
        .asString()
        .startsWith("X refuses to be asked about 1 tweets: X API answered 400");
  }

  @Test
  void theOneSweptTheLongestAgoGoesFirst() {
    dao.daosWithATweet(3);
    dao.sweep();
    dao.sql("update daos set swept_at = swept_at - interval '1 day' where slug = 'dao003'");
    dao.world.clock.advance(Duration.ofHours(2));

    dao.sweep();

    assertThat(dao.timelinesAsked().subList(3, 6)).containsExactly("dao003", "dao001", "dao002");
  }

  @Test
  void aDaoThatCannotBeWrittenKeepsNoOther() {
    dao.daosWithATweet(3);
    dao.sql(
        """
        create function refuse() returns trigger language plpgsql as $$
        begin
          if exists (select from daos where id = new.dao_id and slug = 'dao002') then
            raise exception 'this one is cursed';
          end if;
          return new;
        end $$
        """);
    dao.sql(
        "create trigger refuse before insert on dao_tweets for each row execute function refuse()");

    long cycle = dao.sweep();

    assertThat(dao.logged("error"))
        .singleElement()
        .asString()
        .startsWith("dao002:")
        .contains("this one is cursed");
    assertThat(dao.number("select count(*) from dao_tweets")).isEqualTo(2);
    assertThat(dao.stats(cycle).getInteger("requests_used")).isEqualTo(4);
  }
}
