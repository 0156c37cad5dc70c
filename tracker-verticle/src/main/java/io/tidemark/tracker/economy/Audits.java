package io.tidemark.tracker.economy;

import io.tidemark.boot.AppContext;
import io.tidemark.forecast.AdaptivePolicy;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.Horizons;
import io.tidemark.forecast.ModelFormat;
import io.tidemark.forecast.ShippedModel;
import io.tidemark.forecast.Weight;
import io.tidemark.forecast.curves.RecordedCurve;
import io.tidemark.postgres.Times;
import io.tidemark.tracker.economy.AuditReplay.Terms;
import io.tidemark.tracker.thresholds.Thresholds;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Audits the cadences of zones on their sampled tweets, day by day: the tweets whose horizon ended
 * on a UTC day. Days of the last 31 that have no audit are made up for.
 */
public final class Audits {

  private static final Logger log = LoggerFactory.getLogger(Audits.class);

  private static final int MOST_DAYS = 31;

  /** The last polls of a day are answered by then. */
  private static final Duration ANSWERED = Duration.ofMinutes(30);

  /** What is audited of a zone on a day. */
  private record Due(
      String zone, LocalDate day, String cadence, Duration horizon, Weight weight, double price) {}

  private final AppContext app;
  private final Thresholds thresholds;

  public Audits(AppContext app, Thresholds thresholds) {
    this.app = app;
    this.thresholds = thresholds;
  }

  // The price is the mean of its logarithm over the day, for it moves by factors.
  private static final String DUE =
      """
      select zone.id, day.day, zone.cadence, zone.horizon_minutes, zone.weight,
        coalesce(
          (select exp(avg(ln(price)))
            from zone_prices
            where zone_id = zone.id
              and at >= day.day::timestamp at time zone 'UTC'
              and at < (day.day + 1)::timestamp at time zone 'UTC'),
          zone.poll_price) as price
      from zones zone
      cross join (select $1::date + number as day from generate_series(0, $2::int) number) day
      where zone.status <> 'deleting'
        and exists (
          select
          from sampled_tweets
          where zone_id = zone.id
            and ends_at >= day.day::timestamp at time zone 'UTC'
            and ends_at < (day.day + 1)::timestamp at time zone 'UTC')
        and not exists (
          select
          from zone_audits
          where zone_id = zone.id
            and zone_audits.day = day.day)
      order by day.day, zone.id
      """;

  /**
   * Makes all audits that are due; a failure of one does not affect the others. Runs on a virtual
   * thread.
   */
  public void auditAll() {
    LocalDate last =
        LocalDate.ofInstant(app.clock().instant().minus(ANSWERED), ZoneOffset.UTC).minusDays(1);
    for (Row row :
        app.pool()
            .preparedQuery(DUE)
            .execute(Tuple.of(last.minusDays(MOST_DAYS - 1), MOST_DAYS - 1))
            .await()) {
      var due =
          new Due(
              row.getString("id"),
              row.getLocalDate("day"),
              row.getString("cadence"),
              Duration.ofMinutes(row.getInteger("horizon_minutes")),
              Weight.of(row.getString("weight")),
              row.getDouble("price"));
      try {
        audit(due);
      } catch (Exception problem) { // an await throws checked exceptions as well
        log.atWarn()
            .addKeyValue("zone", due.zone())
            .addKeyValue("day", due.day())
            .setCause(problem)
            .log("A zone could not be audited; it is tried again in an hour");
      }
    }
  }

  private static final String STORE =
      """
      insert into zone_audits (zone_id, day, made_at, audit)
      values ($1, $2, $3, $4)
      on conflict (zone_id, day) do nothing
      """;

  private void audit(Due due) {
    Instant from = due.day().atStartOfDay(ZoneOffset.UTC).toInstant();
    Instant to = due.day().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    GrowthModel model = modelBefore(due.zone(), from);
    double p25 = thresholds.of(Set.of(due.zone())).await().get(due.zone());
    List<RecordedCurve> curves = ZoneCurves.of(app.pool(), due.zone(), from, to).await();
    // Replaying takes seconds of a processor, which a virtual thread would keep from others.
    ZoneAudit audit =
        app.vertx()
            .executeBlocking(
                () -> {
                  AdaptivePolicy policy =
                      AdaptivePolicy.of(
                          Horizons.move(model, due.horizon()), due.weight(), due.price());
                  var price = PollPrice.of(app.settings());
                  return AuditReplay.of(
                      curves, new Terms(policy, due.cadence(), p25, price), seed(due));
                },
                false)
            .await();
    app.pool()
        .preparedQuery(STORE)
        .execute(
            Tuple.of(
                due.zone(), due.day(), Times.utc(app.clock().instant()), JsonObject.mapFrom(audit)))
        .await();
    log.atInfo()
        .addKeyValue("zone", due.zone())
        .addKeyValue("day", due.day())
        .addKeyValue("tweets", audit.tweets())
        .log("A zone was audited");
  }

  private static final String MODEL =
      """
      select model
      from growth_models
      where (zone_id = $1 or zone_id is null)
        and workspace_id is null
        and platform = 'twitter'
        and metric = 'engagement'
        and format <= $2
        and made_at <= $3
      order by zone_id nulls last, id desc
      limit 1
      """;

  /**
   * The model of a zone that was made before a day, so that it was not learnt from what is audited.
   */
  private GrowthModel modelBefore(String zone, Instant day) {
    return app
        .pool()
        .preparedQuery(MODEL)
        .execute(Tuple.of(zone, ModelFormat.VERSION, Times.utc(day)))
        .await()
        .stream()
        .map(row -> ModelFormat.read(row.getString("model")))
        .findFirst()
        .orElseGet(ShippedModel::tweets);
  }

  private static long seed(Due due) {
    return (due.zone() + " " + due.day()).hashCode();
  }
}
