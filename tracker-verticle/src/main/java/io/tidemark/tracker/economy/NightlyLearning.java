package io.tidemark.tracker.economy;

import io.tidemark.clock.WorldClock;
import io.tidemark.forecast.Calibration;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.curves.BadCurvesException;
import io.tidemark.forecast.curves.RecordedCurve;
import io.tidemark.forecast.learning.Calibrator;
import io.tidemark.growth.GrowthModels;
import io.tidemark.postgres.Times;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns models of growth from sampled tweets, once a day: one for each zone with at least 100
 * tweets whose horizon ended in the last 30 days (the newest 2,000), and one for the platform from
 * those of all zones (the newest 5,000) when there are 1,000.
 */
public final class NightlyLearning {

  private static final Logger log = LoggerFactory.getLogger(NightlyLearning.class);

  private static final Duration WINDOW = Duration.ofDays(30);

  /** The last polls are answered so long after the end of a horizon. */
  private static final Duration ANSWERED = Duration.ofMinutes(30);

  private static final int LEAST_OF_A_ZONE = Calibration.LEAST_CURVES;
  private static final int MOST_OF_A_ZONE = 2_000;
  private static final int LEAST_OF_ALL = 1_000;
  private static final int MOST_OF_ALL = 5_000;

  /** The horizon of the model of the platform; zones with a shorter one do not contribute. */
  private static final Duration HORIZON_OF_ALL = Duration.ofDays(1);

  /** The same curves give the same model each time. */
  private static final long SEED = 1;

  private record Sampled(String zone, Duration horizon, Instant from) {}

  private final Vertx vertx;
  private final Pool pool;
  private final WorldClock clock;
  private final int leastOfAll;

  public NightlyLearning(Vertx vertx, Pool pool, WorldClock clock) {
    this(vertx, pool, clock, LEAST_OF_ALL);
  }

  /**
   * @param leastOfAll the fewest curves for the model of the platform
   */
  NightlyLearning(Vertx vertx, Pool pool, WorldClock clock, int leastOfAll) {
    this.vertx = vertx;
    this.pool = pool;
    this.clock = clock;
    this.leastOfAll = leastOfAll;
  }

  private static final String ZONES =
      """
      select zone.id, zone.horizon_minutes, min(newest.ends_at) as from_at
      from zones zone
      cross join lateral (
        select ends_at
        from sampled_tweets
        where zone_id = zone.id
          and ends_at >= $1
          and ends_at < $2
        order by ends_at desc
        limit $3) newest
      where zone.status <> 'deleting'
      group by zone.id
      order by zone.id
      """;

  /**
   * Learns all models; a failure of one does not affect the others. Runs on a virtual thread, and
   * uses a worker thread for what takes a processor.
   */
  public void learnAll() {
    Instant to = clock.instant().minus(ANSWERED);
    Instant from = to.minus(WINDOW);
    List<Sampled> zones = new ArrayList<>();
    for (Row row :
        pool.preparedQuery(ZONES)
            .execute(Tuple.of(Times.utc(from), Times.utc(to), MOST_OF_A_ZONE))
            .await()) {
      zones.add(
          new Sampled(
              row.getString("id"),
              Duration.ofMinutes(row.getInteger("horizon_minutes")),
              Times.instant(row, "from_at")));
    }
    for (Sampled zone : zones) {
      attempt(
          zone.zone(),
          () -> {
            List<RecordedCurve> curves = ZoneCurves.of(pool, zone.zone(), zone.from(), to).await();
            learn(zone.zone(), newest(curves, MOST_OF_A_ZONE), zone.horizon(), LEAST_OF_A_ZONE);
          });
    }
    attempt(null, () -> learnOfAll(zones, from, to));
  }

  private static final String NEWEST_OF_ALL =
      """
      select sampled.ends_at
      from sampled_tweets sampled
      join zones zone on zone.id = sampled.zone_id
      where sampled.ends_at >= $1
        and sampled.ends_at < $2
        and zone.horizon_minutes >= $3
      order by sampled.ends_at desc
      offset $4
      limit 1
      """;

  /** A tweet that several zones have is one curve: its copies would calibrate each other. */
  private void learnOfAll(List<Sampled> zones, Instant from, Instant to) {
    Instant first =
        pool
            .preparedQuery(NEWEST_OF_ALL)
            .execute(
                Tuple.of(
                    Times.utc(from),
                    Times.utc(to),
                    (int) HORIZON_OF_ALL.toMinutes(),
                    MOST_OF_ALL - 1))
            .await()
            .stream()
            .map(row -> Times.instant(row, "ends_at"))
            .findFirst()
            .orElse(from);
    List<RecordedCurve> all = new ArrayList<>();
    Set<String> known = new HashSet<>();
    for (Sampled zone : zones) {
      if (zone.horizon().compareTo(HORIZON_OF_ALL) >= 0) {
        ZoneCurves.of(pool, zone.zone(), first, to).await().stream()
            .filter(curve -> known.add(curve.name()))
            .forEach(all::add);
      }
    }
    learn(null, all, HORIZON_OF_ALL, leastOfAll);
  }

  /** The last ones: they are in the order of their arrival. */
  private static List<RecordedCurve> newest(List<RecordedCurve> curves, int most) {
    return curves.subList(Math.max(0, curves.size() - most), curves.size());
  }

  /**
   * @param zone null for the platform
   */
  private void learn(
      @Nullable String zone, List<RecordedCurve> curves, Duration horizon, int least) {
    if (curves.size() < least) {
      log.atInfo()
          .addKeyValue("zone", named(zone))
          .addKeyValue("curves", curves.size())
          .addKeyValue("needed", least)
          .log("Too few sampled tweets to learn a model of growth from");
      return;
    }
    String source = zone == null ? "all zones" : "zone";
    GrowthModel model =
        vertx
            .executeBlocking(() -> Calibrator.learn(curves, horizon, source, SEED, () -> {}), false)
            .await();
    pool.withTransaction(
            transaction ->
                GrowthModels.add(
                    transaction, zone, null, "twitter", "engagement", model, clock.instant()))
        .await();
    log.atInfo()
        .addKeyValue("zone", named(zone))
        .addKeyValue("curves", curves.size())
        .log("A model of growth was learnt");
  }

  private static void attempt(@Nullable String zone, Runnable learning) {
    try {
      learning.run();
    } catch (BadCurvesException still) {
      log.atInfo()
          .addKeyValue("zone", named(zone))
          .addKeyValue("problem", still.getMessage())
          .log("No model of growth could be learnt");
    } catch (Exception problem) { // an await throws checked exceptions as well
      log.atWarn()
          .addKeyValue("zone", named(zone))
          .setCause(problem)
          .log("Learning a model of growth failed; it is tried again the next day");
    }
  }

  private static String named(@Nullable String zone) {
    return zone == null ? "(all)" : zone;
  }
}
