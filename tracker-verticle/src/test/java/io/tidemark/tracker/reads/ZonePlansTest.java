package io.tidemark.tracker.reads;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.access.Tenants;
import io.tidemark.tracker.BusyZone;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** No read of a zone scans all of its tweets, nor all of its lots, nor those of another zone. */
@Tag("server")
class ZonePlansTest {

  private static final long FEW = 1_000;

  private static final Set<String> COUNTS_DUE = Set.of("overview", "throughput");

  private static BusyZone zone;

  @BeforeAll
  static void fill() {
    zone = new BusyZone();
  }

  @AfterAll
  static void close() {
    zone.close();
  }

  static Stream<Arguments> reads() {
    String day = "'2026-11-01T10:05Z'";
    String now = "'2026-11-02T10:05Z'";
    return Stream.of("busy", "small-3")
        .flatMap(
            of ->
                Stream.of(
                    Arguments.of(of, "active", ZoneReads.ACTIVE, "'%s'".formatted(of)),
                    Arguments.of(of, "freshness", Freshness.OF_ZONE, "'%s'".formatted(of)),
                    Arguments.of(
                        of, "fastest", ZoneReads.FAST, "'%s', %s, 1, 20".formatted(of, day)),
                    Arguments.of(
                        of,
                        "first page",
                        ZoneReads.TWEETS,
                        "'%s', '9999-01-01Z', 9223372036854775807, 50".formatted(of)),
                    Arguments.of(
                        of,
                        "deep page",
                        ZoneReads.TWEETS,
                        "'%s', '2026-11-01T12:00Z', 0, 50".formatted(of)),
                    Arguments.of(
                        of,
                        "export",
                        SnapshotReads.TWEETS,
                        "'%s', '1970-01-01Z', 0, '9999-01-01Z', 0, %s, '9999-01-01Z', 20, 400"
                            .formatted(of, now)),
                    Arguments.of(of, "overview", Overview.LOTS, "%s, '{%s}'".formatted(now, of)),
                    Arguments.of(
                        of,
                        "throughput",
                        Throughput.READ,
                        "%s, %s, '{%s}'".formatted(now, now, of))))
        .flatMap(
            read ->
                // What is due is counted, and a plan without values takes it for a third of all.
                (COUNTS_DUE.contains((String) read.get()[1])
                        ? Stream.of(false)
                        : Stream.of(true, false))
                    .map(
                        generic ->
                            Arguments.of(
                                read.get()[0],
                                read.get()[1],
                                generic,
                                read.get()[2],
                                read.get()[3])));
  }

  @ParameterizedTest(name = "{0}, {1}, generic plan: {2}")
  @MethodSource("reads")
  void readsOfAZoneReadFewRows(
      String of, String name, boolean generic, String statement, String values) {
    Map<String, Long> read = zone.rowsRead(statement, generic, values);
    // Its index is of pages, of which the table here has a few.
    read.remove("webhook_deliveries");
    assertThat(read).allSatisfy((table, rows) -> assertThat(rows).as(table).isLessThan(FEW));
  }

  private Instant next(String... zones) {
    return await(Overview.read(zone.stores.pool(), BusyZone.NOW, Tenants.of(List.of(zones))))
        .nextDueAt();
  }

  private Instant counted(String zones) {
    return zone.stores
        .sql(
            """
            select min(due_at)
            from timers
            join twitter_lots lot on lot.id = subject
            where zone_id in (%s)
            """
                .formatted(zones))
        .getFirst()
        .getOffsetDateTime(0)
        .toInstant();
  }

  @Test
  void theNextDueLotIsFoundInZonesWithManyAndWithFew() {
    assertThat(next("busy")).isEqualTo(counted("'busy'"));
    assertThat(next("small-3")).isEqualTo(counted("'small-3'"));
    assertThat(next("small-1", "small-2")).isEqualTo(counted("'small-1', 'small-2'"));
    assertThat(next("nowhere")).isNull();
    assertThat(await(Freshness.ofZone(zone.stores.pool(), "busy")).nextUpdateAt())
        .isEqualTo(counted("'busy'"));
  }

  private static final String FASTEST =
      """
      select tweet.id
      from twitter_tweets tweet
      join lateral (
        select engagement_velocity
        from twitter_engagement_history
        where tweet_id = tweet.id
          and engagement_velocity is not null
          and not doubtful
        order by snapshot_at desc
        limit 1) latest on latest.engagement_velocity >= 58
      where zone_id = 'busy'
        and received_at > '2026-11-01T10:05Z'
      order by engagement_velocity desc, id
      limit 100
      """;

  @Test
  void theFastestAreThoseThatTheirHistorySays() {
    List<Long> slow = zone.stores.sql(FASTEST).stream().map(row -> row.getLong(0)).toList();

    assertThat(
            await(
                new ZoneReads(zone.stores.pool())
                    .fast("busy", BusyZone.NOW, Duration.ofHours(24), 58, 100)))
        .extracting(fast -> fast.tweet().id())
        .hasSize(100)
        .isEqualTo(slow);
  }

  @Test
  void aZoneThatIsNotPolledHasNoNextLotHoweverManyAreUnfinished() {
    zone.stores.sql("update zones set status = 'paused' where id = 'busy'");
    zone.stores.sql("create table before as table timers");
    zone.stores.sql(
        "delete from timers using twitter_lots lot where lot.id = subject and zone_id = 'busy'");
    try {
      assertThat(next("busy")).isNull();
      assertThat(next("busy", "small-3")).isEqualTo(counted("'small-3'"));
      assertThat(zone.rowsRead("select " + NextDue.sql("$1::text[]"), false, "'{busy}'"))
          .allSatisfy((table, rows) -> assertThat(rows).as(table).isLessThan(FEW));
    } finally {
      zone.stores.sql("update zones set status = 'active' where id = 'busy'");
      zone.stores.sql("delete from timers");
      zone.stores.sql("insert into timers table before");
      zone.stores.sql("drop table before");
    }
  }
}
