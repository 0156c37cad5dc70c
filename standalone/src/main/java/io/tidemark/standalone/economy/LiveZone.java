package io.tidemark.standalone.economy;

import io.tidemark.access.Tenants;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.Horizons;
import io.tidemark.forecast.curves.BadCurvesException;
import io.tidemark.forecast.curves.RecordedCurve;
import io.tidemark.growth.GrowthModels;
import io.tidemark.settings.BadSetting;
import io.tidemark.tracker.economy.Arrivals;
import io.tidemark.tracker.economy.ZoneCurves;
import io.tidemark.tracker.intake.Zone;
import io.tidemark.tracker.intake.Zones;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A zone in a database, for a back-test.
 *
 * @param curves of its tweets
 * @param model that is in force for it, at its horizon
 * @param arrivals in the seven days before the newest one
 */
public record LiveZone(
    String id, Duration horizon, List<RecordedCurve> curves, GrowthModel model, Arrivals arrivals) {

  private static final int MOST_NAMES = 20;

  /** Later than any reading. */
  private static final Instant END = Instant.parse("9999-01-01T00:00:00Z");

  /**
   * Reads it.
   *
   * @param allTweets the curves of all tweets, in place of those of the sample
   * @return fails with {@link BadSetting} when there is no such zone, with {@link
   *     BadCurvesException} when it has no curves
   */
  public static Future<LiveZone> read(Pool pool, String id, boolean allTweets) {
    Future<Zone> zone = zone(pool, id);
    return zone.compose(
            found ->
                Future.all(
                    allTweets
                        ? ZoneCurves.ofAll(pool, id, Instant.EPOCH, END)
                        : ZoneCurves.of(pool, id, Instant.EPOCH, END),
                    new GrowthModels().ofZone(pool, id),
                    Arrivals.ofLastWeek(pool, id)))
        .map(
            all -> {
              List<RecordedCurve> curves = all.resultAt(0);
              if (curves.isEmpty()) {
                throw new BadCurvesException(none(zone.result(), allTweets));
              }
              GrowthModels.Known known = all.resultAt(1);
              Duration horizon = zone.result().horizon();
              return new LiveZone(
                  id, horizon, curves, Horizons.move(known.model(), horizon), all.resultAt(2));
            });
  }

  private static Future<Zone> zone(Pool pool, String id) {
    var zones = new Zones(pool);
    return zones
        .find(id)
        .compose(
            found ->
                found.isPresent()
                    ? Future.succeededFuture(found.get())
                    : zones
                        .after("", MOST_NAMES, Tenants.ALL)
                        .compose(
                            others -> Future.failedFuture(new BadSetting(unknown(id, others)))));
  }

  private static String unknown(String id, List<Zone> others) {
    return others.isEmpty()
        ? "There is no zone %s, nor any other.".formatted(id)
        : "There is no zone %s; there are: %s."
            .formatted(id, others.stream().map(Zone::id).collect(Collectors.joining(", ")));
  }

  private static String none(Zone zone, boolean allTweets) {
    String hours = zone.horizon().toHours() + " hours";
    return allTweets
        ? "No tweet of zone %s has 8 readings or more up to its horizon of %s."
            .formatted(zone.id(), hours)
        : ("No sampled tweet of zone %s was read up to its horizon of %s yet; with --all-tweets"
                + " others count too.")
            .formatted(zone.id(), hours);
  }
}
