package io.tidemark.tracker.lots;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.tidemark.jobs.JobWorker;
import io.tidemark.jobs.Watchdog;
import io.tidemark.simulator.growth.ScriptedGrowth;
import io.tidemark.simulator.growth.SimulatedCounters;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.intake.DeliveryJson;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What was polled gets into the database, whatever that takes. */
@Tag("server")
class RetryingWriterTest {

  private TrackerWorld world;

  @AfterEach
  void end() {
    world.close();
  }

  private void begin(Map<String, String> settings) {
    world = TrackerWorld.begin(settings);
    world.zone("brand", Cadence.HOURLY_LOT);
  }

  /** A statement that writes more rows than this is too slow. */
  private void letWritesTimeOutAbove(int rows) {
    world.stores.sql(
        """
        create function tire() returns trigger language plpgsql as $$
        begin
          if (select count(*) from written) > %d then
            raise exception 'canceling statement due to statement timeout' using errcode = '57014';
          end if;
          return null;
        end $$
        """
            .formatted(rows));
    world.stores.sql(
        "create trigger tired after insert on twitter_engagement_history"
            + " referencing new table as written for each statement execute function tire()");
  }

  @ParameterizedTest(name = "{0} lots of {1} tweets")
  @CsvSource({"4, 50", "1, 150"})
  void whatTakesTooLongIsWrittenInPartsAndPaidForOnce(int lots, int tweets) {
    begin(Map.of());
    for (int lot = 0; lot < lots; lot++) {
      world.deliver("brand", world.post(tweets, growing(5)));
    }
    letWritesTimeOutAbove(20);
    world.clock.advance(Duration.ofHours(1));

    world.pass().runDue();

    assertThat(world.snapshots()).isEqualTo((long) lots * tweets);
    assertThat(world.calls()).isEqualTo(2);
    assertThat(world.stores.number("select count(*) from timers where leased_until is not null"))
        .isZero();
    assertThat(dueTimes()).containsOnly(TrackerWorld.START.plus(Duration.ofHours(2)));
    assertThat(
            world.stores.number(
                "select count(*) from twitter_lots where waiting_reason is not null"))
        .isZero();
  }

  @Test
  void aTweetThatCannotBeWrittenIsRetriedLaterEachTimeAndAlone() {
    begin(Map.of());
    List<SimulatedTweet> tweets = world.post(5, growing(5));
    world.deliver("brand", tweets);
    world.stores.sql(
        """
        create function refuse() returns trigger language plpgsql as $$
        begin
          if new.tweet_id = %d then
            raise exception 'this one is cursed';
          end if;
          return new;
        end $$
        """
            .formatted(world.id(tweets.get(2))));
    world.clock.advance(Duration.ofMinutes(350));
    world.beforeEverySnapshot("refuse()");

    world.pass().runDue();

    assertThat(world.snapshots()).isEqualTo(4);
    List<Duration> rests = new ArrayList<>();
    for (int time = 0; time < 5; time++) {
      Instant due = dueTimes().getFirst();
      // At six hours the others have their last round and stop.
      if (due.isAfter(TrackerWorld.START.plus(Duration.ofHours(6)))) {
        rests.add(Duration.between(world.clock.instant(), due));
      }
      world.clock.set(due);
      world.pass().runDue();
    }
    assertThat(world.snapshots()).isEqualTo(8);
    assertThat(rests).isSorted().doesNotHaveDuplicates();
    assertThat(rests.getLast()).isGreaterThanOrEqualTo(Duration.ofHours(2));
    assertThat(world.stores.sql("select waiting_reason from twitter_lots").getFirst().getString(0))
        .contains("this one is cursed");
  }

  /** What the database refuses of one lot, from the most to all of it. */
  @ParameterizedTest(name = "refused: {0}")
  @CsvSource({
    "'twitter_lots', 15",
    "'twitter_lots,timers', 0",
  })
  void aLotThatCannotEvenBeSetAsideCostsTheOthersNothing(String refused, int restMinutes) {
    begin(Map.of());
    List<Long> lots = new ArrayList<>();
    for (int lot = 0; lot < 5; lot++) {
      lots.add(world.deliver("brand", world.post(3, growing(5))).lotId());
    }
    long cursed = lots.get(1);
    world.stores.sql(
        "create function refuse() returns trigger language plpgsql as"
            + " $$ begin raise exception 'this lot is cursed'; end $$");
    refuse("twitter_engagement_tracking", "new.lot_id = " + cursed);
    for (String table : refused.split(",")) {
      // The timer may be claimed and given back, yet not moved.
      refuse(
          table,
          table.equals("timers")
              ? "new.subject = %d and new.due_at <> old.due_at".formatted(cursed)
              : "new.id = " + cursed);
    }
    Instant now = TrackerWorld.START.plus(Duration.ofHours(1));
    world.clock.set(now);

    world.pass().runDue();

    assertThat(world.snapshots()).as("of the four other lots").isEqualTo(12);
    for (long lot : lots) {
      Instant due =
          world
              .stores
              .sql("select due_at from timers where kind = 'lot' and subject = " + lot)
              .getFirst()
              .getOffsetDateTime(0)
              .toInstant();
      assertThat(due)
          .isEqualTo(
              lot == cursed
                  ? now.plus(Duration.ofMinutes(restMinutes))
                  : TrackerWorld.START.plus(Duration.ofHours(2)));
    }
  }

  @Test
  void aLotThatAnotherProcessTookWhileItWasPostponedIsNoError() {
    begin(Map.of());
    long lot = world.deliver("brand", world.post(1, growing(5))).lotId();
    world.stores.sql(
        "create function refuse() returns trigger language plpgsql as"
            + " $$ begin raise exception 'this lot is cursed'; end $$");
    refuse("twitter_engagement_tracking", "new.lot_id = " + lot);
    // A sequence is not rolled back: once the reason was refused with the poll and alone the claim
    // is lost.
    world.stores.sql("create sequence reasons_refused");
    world.stores.sql(
        """
        create function refuse_reason() returns trigger language plpgsql as $$
        begin
          perform nextval('reasons_refused');
          raise exception 'no reason is taken';
        end $$
        """);
    world.stores.sql(
        "create trigger no_reason before update on twitter_lots for each row"
            + " when (new.waiting_reason is not null) execute function refuse_reason()");
    world.stores.sql(
        """
        create function lose() returns trigger language plpgsql as $$
        begin
          return case when (select last_value from reasons_refused) > 1 then null else new end;
        end $$
        """);
    world.stores.sql(
        "create trigger lost before update on timers for each row"
            + " when (new.due_at <> old.due_at) execute function lose()");
    world.clock.set(TrackerWorld.START.plus(Duration.ofHours(1)));
    var logger = (Logger) LoggerFactory.getLogger(RetryingWriter.class);
    var logged = new ListAppender<ILoggingEvent>();
    logged.start();
    logger.addAppender(logged);
    try {
      world.pass().runDue();
    } finally {
      logger.detachAppender(logged);
    }

    assertThat(logged.list)
        .extracting(ILoggingEvent::getMessage)
        .contains("The reason for pausing a lot could not be written; only its due time was")
        .endsWith("Another process has taken over a lot that could not be written");
  }

  private void refuse(String table, String which) {
    world.stores.sql(
        "create trigger cursed before update on %s for each row when (%s) execute function refuse()"
            .formatted(table, which));
  }

  @Test
  void aSnapshotHasTheTimeOfItsAnswerAndReplacesNoYoungerOne() {
    begin(Map.of());
    List<SimulatedTweet> tweets =
        world.post(
            101,
            ScriptedGrowth.always(new SimulatedCounters(0, 0, 10, 0, 100, 0))
                .then(Duration.ofMinutes(30), new SimulatedCounters(0, 0, 40, 0, 400, 0))
                .then(Duration.ofMinutes(61), new SimulatedCounters(0, 0, 70, 0, 700, 0)));
    world.deliver("brand", tweets);
    Instant answered = TrackerWorld.START.plus(Duration.ofHours(1));
    world.clock.set(answered);
    var answers = new AtomicInteger();
    // The second of two calls takes long; meanwhile all tweets are delivered again.
    JobWorker pass =
        world.pass(
            world.stores.app(),
            world.sourceThatAfterTheAnswer(
                () ->
                    answers.incrementAndGet() == 1
                        ? Future.succeededFuture()
                        : world
                            .stores
                            .pool()
                            .query("select pg_sleep(0.3)")
                            .execute()
                            .compose(
                                slept -> {
                                  world.clock.set(answered.plus(Duration.ofMinutes(2)));
                                  return deliverAgain(tweets);
                                })));

    pass.runDue();

    assertThat(world.stores.number("select min(like_count) from twitter_tweets")).isEqualTo(70);
    assertThat(
            world.stores.number(
                "select count(*) from twitter_engagement_history where origin = 'poll'"))
        .isEqualTo(101);
    assertThat(
            world.stores.number(
                "select count(*) from twitter_engagement_history where origin = 'poll'"
                    + " and snapshot_at = timestamptz '%s'".formatted(answered)))
        .as("answered before, or asked before and behind")
        .isEqualTo(101);
    assertThat(
            world.stores.number(
                "select count(*) from (select tweet_id, sum(delta_likes) as likes"
                    + " from twitter_engagement_history group by tweet_id) t where likes <> 60"))
        .as("changes add up")
        .isZero();
    assertThat(world.stores.number("select min(update_count) from twitter_engagement_tracking"))
        .isEqualTo(1);
  }

  private Future<Void> deliverAgain(List<SimulatedTweet> tweets) {
    String body = world.body("brand", tweets).encode();
    return world
        .intake
        .accept(
            DeliveryJson.read(DeliveryJson.parse(body.getBytes(StandardCharsets.UTF_8))),
            body.length(),
            () -> body)
        .mapEmpty();
  }

  @Test
  void aPassThatDoesNotEndIsNoticedAndItsWorstLotSetAside() throws Exception {
    begin(Map.of("TIDEMARK_TRACKER_LEASE", "2s"));
    long small = world.deliver("brand", world.post(1, growing(5))).lotId();
    long worst = world.deliver("brand", world.post(3, growing(5))).lotId();
    world.clock.advance(Duration.ofHours(1));
    var asked = Promise.<Void>promise();
    var never = Promise.<Void>promise();
    JobWorker stuck =
        world.pass(
            world.stores.app(),
            world.sourceThatAfterTheAnswer(
                () -> {
                  asked.tryComplete();
                  return never.future();
                }));
    Watchdog watch = Watchdog.of(world.stores.vertx());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<Integer> pass = CompletableFuture.supplyAsync(stuck::runDue, threads);
      try {
        await(asked.future());
        assertThat(watch.check().succeeded()).isTrue();

        untilTheWorstLotRests(worst);

        assertThat(watch.check().failed()).as("the process is not ready").isTrue();
        assertThat(world.pass().runDue()).as("the other lot is free").isEqualTo(1);
        assertThat(world.snapshots()).isEqualTo(1);
        assertThat(
                world.stores.number(
                    "select lot_id from twitter_engagement_tracking where update_count = 1"))
            .isEqualTo(small);
      } finally {
        never.complete(); // or closing the threads would wait for the pass for ever
      }
      pass.get(20, TimeUnit.SECONDS);
    }
    assertThat(watch.check().succeeded()).isTrue();
    assertThat(
            world.stores.number(
                "select count(*) from (select tweet_id, round from twitter_engagement_history"
                    + " group by tweet_id, round having count(*) > 1) doubled"))
        .isZero();
  }

  /** Ten leases of two seconds. */
  private void untilTheWorstLotRests(long lot) {
    for (int looks = 0; looks < 600; looks++) {
      await(world.stores.pool().query("select pg_sleep(0.1)").execute());
      if (world.stores.number(
              "select count(*) from twitter_lots where waiting_reason like '%lasted longer%'"
                  + " and failed_writes = 1 and id = "
                  + lot)
          == 1) {
        return;
      }
    }
    throw new AssertionError("the pass was not noticed");
  }

  private List<Instant> dueTimes() {
    return world.stores.sql("select due_at from timers where kind = 'lot'").stream()
        .map(row -> row.getOffsetDateTime(0).toInstant())
        .toList();
  }
}
