package io.tidemark.tracker.reads;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.START;
import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.reads.Curve.TweetRow;
import io.tidemark.tracker.reads.SnapshotPages.Line;
import io.tidemark.tracker.reads.SnapshotPages.Page;
import io.tidemark.tracker.reads.ZoneReads.Cursor;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of tweets and of readings that are read while others write. */
@Tag("server")
class PagesTest {

  private final TrackerWorld world = TrackerWorld.begin();

  /** Two lots of five, each larger than most pages here and of one single instant. */
  @BeforeEach
  void deliver() {
    world.zone("brand", Cadence.HOURLY_LOT);
    world.zone("other", Cadence.HOURLY_LOT);
    world.deliver("brand", world.post(5, growing(10)));
    world.deliver("other", world.post(2, growing(10)));
    world.clock.advance(Duration.ofMinutes(10));
    world.deliver("brand", world.post(5, growing(10)));
  }

  @AfterEach
  void end() {
    world.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 10, 11})
  void noTweetIsListedTwiceAndNoneThatWasThereIsMissing(int limit) {
    List<Long> before = tweets();
    // The first page ends within the newer lot, or after everything.
    SqlConnection ahead = beginLate("71", START.minusSeconds(60));
    SqlConnection behind = beginLate("72", START.plus(Duration.ofMinutes(20)));
    var reads = new ZoneReads(world.stores.pool());
    List<Long> read = new ArrayList<>();

    List<TweetRow> page = await(reads.tweets("brand", null, limit));
    page.forEach(tweet -> read.add(tweet.id()));
    commit(ahead);
    commit(behind);
    while (page.size() == limit) {
      others();
      TweetRow last = page.getLast();
      page = await(reads.tweets("brand", new Cursor(last.receivedAt(), last.id()), limit));
      page.forEach(tweet -> read.add(tweet.id()));
    }

    assertThat(read).doesNotHaveDuplicates().containsAll(before);
    assertThat(read.contains(id("71")))
        .as("in a part that was not read yet")
        .isEqualTo(limit <= 10);
    assertThat(read).as("in a part that was read").doesNotContain(id("72"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 20, 1000})
  void noSnapshotComesTwiceAndNoneThatWasThereIsMissing(int size) {
    hourPasses();
    hourPasses();
    List<String> before = readings("brand");
    assertThat(before).hasSize(20);
    SqlConnection late = beginLate("71", START.plusSeconds(60));
    var pages = await(SnapshotPages.ofZone(world.stores.pool(), "brand", Range.ALL, size));
    List<Line> read = new ArrayList<>();

    Page page = await(pages.next());
    commit(late);
    read.addAll(page.lines());
    for (int others = 0; !page.isLast(); others++) {
      assertThat(page.lines()).hasSizeLessThanOrEqualTo(size);
      if (others < 6) {
        others();
        hourPasses();
      }
      page = await(pages.next());
      read.addAll(page.lines());
    }

    List<String> keys = read.stream().map(PagesTest::key).toList();
    assertThat(keys).doesNotHaveDuplicates().containsAll(before);
    assertThat(read).allMatch(line -> line.zoneId().equals("brand"));
    for (int i = 1; i < read.size(); i++) {
      if (read.get(i).id() == read.get(i - 1).id()) {
        assertThat(read.get(i).point().at()).isAfter(read.get(i - 1).point().at());
      }
    }
    List<Long> tweets = read.stream().map(Line::id).distinct().toList();
    assertThat(tweets).as("tweet by tweet").hasSize((int) changes(read) + 1);
  }

  private static long changes(List<Line> read) {
    long changes = 0;
    for (int i = 1; i < read.size(); i++) {
      changes += read.get(i).id() == read.get(i - 1).id() ? 0 : 1;
    }
    return changes;
  }

  @Test
  void aZoneThatGrowsFasterThanItIsReadHasAnEnd() {
    hourPasses();
    var pages = await(SnapshotPages.ofZone(world.stores.pool(), "brand", Range.ALL, 1));

    Page page;
    int count = 0;
    do {
      world.deliver("brand", world.post(2, growing(10)));
      page = await(pages.next());
      count++;
    } while (!page.isLast() && count < 50);

    assertThat(page.isLast()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 1000})
  void theRangeBeginsWithItsFirstInstantAndEndsBeforeItsLast(int size) {
    hourPasses();
    hourPasses();
    hourPasses();
    List<Instant> times =
        world
            .stores
            .sql("select distinct snapshot_at from twitter_engagement_history order by 1")
            .stream()
            .map(row -> row.getOffsetDateTime(0).toInstant())
            .toList();

    assertThat(times).hasSize(3);
    var middle = new Range(times.get(1), times.get(2));
    assertThat(all(middle, size))
        .hasSize(10)
        .allMatch(line -> line.point().at().equals(times.get(1)));
    assertThat(all(new Range(times.get(2), Range.ALL.to()), size)).hasSize(10);
    assertThat(all(new Range(times.get(2).plusNanos(1_000), Range.ALL.to()), size)).isEmpty();
    assertThat(all(new Range(Range.ALL.from(), times.get(0)), size)).isEmpty();
    assertThat(all(new Range(times.get(1), times.get(1)), size)).isEmpty();
    assertThat(all(Range.ALL, size)).hasSize(30);
  }

  private List<Line> all(Range range, int size) {
    var pages = await(SnapshotPages.ofZone(world.stores.pool(), "brand", range, size));
    List<Line> read = new ArrayList<>();
    Page page;
    do {
      page = await(pages.next());
      read.addAll(page.lines());
    } while (!page.isLast());
    return read;
  }

  @Test
  void aRangeIsFoundBehindManyOlderTweets() {
    world.deliver("brand", world.post(45, TrackerWorld.dead()));
    hourPasses();
    world.clock.advance(Duration.ofHours(19));
    hourPasses();
    world.clock.advance(Duration.ofMinutes(1));
    Instant from = world.clock.instant();
    world.deliver("brand", world.post(2, growing(10)));
    hourPasses();

    assertThat(all(new Range(from, Range.ALL.to()), 1)).hasSize(2);
    assertThat(all(new Range(from.plus(Duration.ofDays(9)), Range.ALL.to()), 1)).isEmpty();
  }

  @Test
  void aZoneWithoutSnapshotsOrTweetsHasOneEmptyPage() {
    world.zone("empty", Cadence.HOURLY_LOT);

    assertThat(all(Range.ALL, 10)).isEmpty();
    var pages = await(SnapshotPages.ofZone(world.stores.pool(), "empty", Range.ALL, 10));
    assertThat(await(pages.next())).isEqualTo(new Page(List.of(), true));
  }

  private void hourPasses() {
    world.clock.advance(Duration.ofHours(1));
    world.pass().runDue();
  }

  /** Another lot arrives, and the known tweets move with another delivery. */
  private void others() {
    world.clock.advance(Duration.ofMinutes(1));
    world.deliver("brand", world.post(3, growing(10)));
  }

  /** A delivery that took its time earlier than it commits. */
  private SqlConnection beginLate(String tweetId, Instant receivedAt) {
    SqlConnection connection = await(world.stores.pool().getConnection());
    await(connection.query("begin").execute());
    String insert =
        """
        with late as (
          insert into twitter_tweets (
            zone_id, tweet_id, text, twitter_created_at, received_at, captured_at)
          values ('brand', '%1$s', 'late', '%2$s', '%2$s', '%2$s')
          returning id)
        insert into twitter_engagement_tracking (tweet_db_id, lot_id, tier, next_update_at)
        select late.id, (select min(id) from twitter_lots where zone_id = 'brand'), 'hot', '%2$s'
        from late
        """
            .formatted(tweetId, receivedAt);
    await(connection.query(insert).execute());
    return connection;
  }

  private static void commit(SqlConnection connection) {
    await(connection.query("commit").execute());
    await(connection.close());
  }

  private long id(String tweetId) {
    return world.stores.number("select id from twitter_tweets where tweet_id = '" + tweetId + "'");
  }

  private List<Long> tweets() {
    return world.stores.sql("select id from twitter_tweets where zone_id = 'brand'").stream()
        .map(row -> row.getLong(0))
        .toList();
  }

  private List<String> readings(String zone) {
    return world
        .stores
        .sql(
            "select t.id, h.snapshot_at from twitter_engagement_history h"
                + " join twitter_tweets t on t.id = h.tweet_id where t.zone_id = '"
                + zone
                + "'")
        .stream()
        .map(row -> row.getLong(0) + " " + row.getOffsetDateTime(1).toInstant())
        .toList();
  }

  private static String key(Line line) {
    return line.id() + " " + line.point().at();
  }
}
