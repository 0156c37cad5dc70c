package io.tidemark.tracker.economy;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.dead;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidemark.forecast.ModelFormat;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.thresholds.Thresholds;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is made of the sampled tweets of zones: models and audits. */
@Tag("server")
class SampledTweetsTest {

  private static final LocalDate ENDED = LocalDate.parse("2026-11-03");

  private final TrackerWorld world = TrackerWorld.begin();

  @BeforeEach
  void twoZonesHaveSampledTweets() {
    await(world.partitions.makeAhead(world.clock.instant()));
    List<SimulatedTweet> tweets = world.post(110, dead());
    sampled("brand", tweets);
    sampled("small", tweets.subList(0, 12));
    world.clock.advance(Duration.ofHours(40));
  }

  @AfterEach
  void end() {
    world.close();
  }

  /** Tweets that were read at ten ages until their horizon of a day. */
  private void sampled(String zone, List<SimulatedTweet> tweets) {
    world.zone(zone, Cadence.ADAPTIVE);
    world.deliver(zone, tweets);
    world.stores.sql(
        """
        insert into sampled_tweets
        select id, zone_id, received_at + interval '1 day'
        from twitter_tweets
        where zone_id = '%1$s'
        on conflict do nothing
        """
            .formatted(zone));
    world.stores.sql(
        """
        insert into twitter_engagement_history (
          tweet_id, snapshot_at, origin, round, like_count, delta_likes)
        select id, received_at + minute * interval '1 minute', 'poll', 1, likes, likes
        from twitter_tweets
        cross join unnest(array[10, 30, 60, 120, 240, 360, 540, 810, 1080, 1440]) as minute
        cross join lateral (
          select ((5 + id %% 50) * 20 * (1 - exp(-minute / 300.0)))::bigint as likes) growth
        where zone_id = '%1$s'
        """
            .formatted(zone));
  }

  private void learn() {
    new NightlyLearning(world.stores.vertx(), world.stores.pool(), world.clock).learnAll();
  }

  private void audit() {
    var thresholds = new Thresholds(world.stores.pool(), world.stores.app().redis(), world.clock);
    new Audits(world.stores.app(), thresholds).auditAll();
  }

  @Test
  void aZoneWithAHundredCurvesGetsAModelOfItsOwn() {
    learn();

    assertThat(world.stores.sql("select zone_id, curves, model from growth_models"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.getString("zone_id")).isEqualTo("brand");
              assertThat(row.getInteger("curves")).isEqualTo(110);
              var model = ModelFormat.read(row.getString("model"));
              assertThat(model.source()).isEqualTo("zone");
              assertThat(model.calibration()).isPresent();
            });

    learn();
    assertThat(world.stores.number("select count(distinct model) from growth_models"))
        .as("the same curves give the same model")
        .isEqualTo(1);
  }

  @Test
  void theModelOfThePlatformHasATweetOfTwoZonesOnce() {
    new NightlyLearning(world.stores.vertx(), world.stores.pool(), world.clock, 110).learnAll();

    assertThat(
            world.stores.sql(
                "select curves from growth_models where zone_id is null and workspace_id is null"))
        .singleElement()
        .satisfies(row -> assertThat(row.getInteger("curves")).isEqualTo(110));
  }

  @Test
  void aZoneThatFailsDoesNotKeepOthersFromLearning() {
    sampled("zulu", world.post(100, dead()));
    world.clock.advance(Duration.ofHours(40));
    world.stores.sql(
        """
        create function refuse() returns trigger language plpgsql as $$
        begin
          if new.zone_id = 'brand' then raise exception 'no'; end if;
          return new;
        end $$
        """);
    world.stores.sql(
        "create trigger refuse before insert on growth_models"
            + " for each row execute function refuse()");

    learn();

    assertThat(world.stores.number("select count(*) from growth_models where zone_id = 'zulu'"))
        .isEqualTo(1);
  }

  @Test
  void eachDayThatEndedIsAuditedOnce() {
    audit();
    audit();

    var rows = world.stores.sql("select zone_id, day, audit from zone_audits order by zone_id");
    assertThat(rows).extracting(row -> row.getString("zone_id")).containsExactly("brand", "small");
    assertThat(rows).allMatch(row -> row.getLocalDate("day").equals(ENDED));
    ZoneAudit audit = rows.getFirst().getJsonObject("audit").mapTo(ZoneAudit.class);
    assertThat(audit.tweets()).isEqualTo(110);
    assertThat(audit.engagement()).isPositive();
    assertThat(audit.rule("HOURLY_LOT").orElseThrow().pollsPerTweet().value()).isEqualTo(6);
    assertThat(audit.rules().getFirst().name()).isEqualTo("ADAPTIVE");
    assertThat(audit.rules().getFirst().pollsPerTweet().value()).isBetween(0.5, 10.0);
  }

  @Test
  void aDayThatHasNotEndedIsNotAudited() {
    world.clock.set(TrackerWorld.START.plus(Duration.ofHours(37)).plusSeconds(3_600 + 1_200));
    audit();
    assertThat(world.stores.number("select count(*) from zone_audits")).isZero();

    world.clock.advance(Duration.ofMinutes(10));
    audit();
    assertThat(world.stores.number("select count(*) from zone_audits")).isEqualTo(2);
  }

  @Test
  void allDaysTogetherAreThoseOfTheRange() {
    audit();
    world.stores.sql(
        """
        insert into zone_audits
        select zone_id, day - 1, made_at, audit
        from zone_audits
        where zone_id = 'brand'
        """);

    var reads = new AuditReads(world.stores.pool());
    AuditReads.Range range =
        await(reads.of("brand", ENDED.minusDays(6), ENDED, world.clock.instant())).orElseThrow();

    var day = range.days().getLast().rules().get(1).errorPercent();
    var both = range.total().rules().get(1).errorPercent();
    assertThat(range.days()).hasSize(2);
    assertThat(range.total().tweets()).isEqualTo(220);
    assertThat(range.reason()).isNull();
    assertThat(both.value()).isCloseTo(day.value(), within(1e-9));
    assertThat(both.upper() - both.lower())
        .isCloseTo((day.upper() - day.lower()) / Math.sqrt(2), within(1e-9));
    assertThat(JsonObject.mapFrom(range.total()).getInteger("tweets")).isEqualTo(220);
  }

  @Test
  void aZoneWithoutAnAuditSaysWhy() {
    world.zone("clock", Cadence.HOURLY_LOT);
    world.zone("new", Cadence.ADAPTIVE);
    world.clock.set(TrackerWorld.START.plus(Duration.ofHours(3)));

    assertThat(reason("clock")).contains("sample_percent is not set, which is 0 for the cadence");
    assertThat(reason("new")).isEqualTo("No tweet has been sampled yet.");
    assertThat(reason("brand")).contains("the first one ends at 2026-11-03T10:00:00Z");
    world.clock.advance(Duration.ofHours(22));
    assertThat(reason("brand")).contains("A day (UTC) is audited when it has ended");
    world.stores.sql("update zones set sample_percent = 0 where id = 'clock'");
    assertThat(reason("clock")).isEqualTo("No tweet is sampled: sample_percent is 0.");
  }

  private String reason(String zone) {
    var reads = new AuditReads(world.stores.pool());
    return await(reads.of(zone, ENDED, ENDED, world.clock.instant())).orElseThrow().reason();
  }
}
