package io.tidemark.gateway.reads;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidemark.access.Caller;
import io.tidemark.access.Tenants;
import io.tidemark.boot.AppContext;
import io.tidemark.clock.WorldClock;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.answers.ApiJson;
import io.tidemark.gateway.zones.Paging;
import io.tidemark.processes.ProcessRegistry;
import io.tidemark.settings.Settings;
import io.tidemark.telemetry.ProcessTotals;
import io.tidemark.tracker.reads.Curve.TweetRow;
import io.tidemark.tracker.reads.Curves;
import io.tidemark.tracker.reads.Overview;
import io.tidemark.tracker.reads.Throughput;
import io.tidemark.tracker.reads.ZoneReads;
import io.tidemark.tracker.reads.ZoneReads.Cursor;
import io.tidemark.tracker.reads.ZoneReads.Fast;
import io.tidemark.tracker.refresh.RefreshQuota;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.sqlclient.Pool;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Curves, zone figures and the overview. */
public final class ReadRoutes {

  private static final Duration HIGH_VELOCITY_WINDOW = Duration.ofHours(24);

  private static final Duration FRESH = Duration.ofSeconds(1);

  private final Pool pool;
  private final Curves curves;
  private final ZoneReads zones;
  private final WorldClock clock;
  private final ProcessRegistry processes;
  private final ProcessTotals totals;
  private final Function<String, Future<Optional<RefreshQuota.Use>>> refreshes;
  private final Duration overdueAfter;
  private final double priceUsd;
  private final Cache<Seen, Future<JsonObject>> overviews =
      Caffeine.newBuilder().expireAfterWrite(FRESH).maximumSize(1_000).build();

  public ReadRoutes(AppContext app) {
    Settings settings = app.settings();
    this.pool = app.pool();
    this.processes = app.processes();
    this.totals = new ProcessTotals(pool);
    int refreshesPerHour = settings.tracker().refreshesPerHour();
    this.refreshes = zone -> RefreshQuota.use(app.redis(), refreshesPerHour, zone);
    this.overdueAfter = settings.tracker().coalescing().multipliedBy(5);
    this.priceUsd =
        switch (settings.twitter().source()) {
          case TWITTERAPI -> settings.budgets().twitterapi().pricePerTweetUsd();
          case X -> settings.budgets().x().pricePerPostUsd();
        };
    this.curves = new Curves(pool);
    this.zones = new ZoneReads(pool);
    this.clock = app.clock();
  }

  public void curve(RoutingContext request) {
    AskedTweet.find(curves, request)
        .compose(curves::of)
        .onSuccess(
            curve ->
                curve.ifPresentOrElse(
                    found -> EntityTag.answer(request, ReadJson.curve(found)),
                    () -> request.fail(AskedTweet.none(request))))
        .onFailure(request::fail);
  }

  public void stats(RoutingContext request) {
    String zone = zone(request);
    RequestParameter hours = Paging.validated(request).getQuery().get("hours");
    long window = hours == null || hours.isNull() ? 24 : hours.getLong();
    zones
        .stats(zone, clock.instant().minus(Duration.ofHours(window)))
        .compose(
            stats ->
                stats.isEmpty()
                    ? Future.failedFuture(Callers.noZone(zone))
                    : withCost(zone, ReadJson.stats(zone, stats.get())))
        .onSuccess(request::json)
        .onFailure(request::fail);
  }

  /** Adds the snapshots of the month, their cost, and the refreshes of the hour. */
  private Future<JsonObject> withCost(String zone, JsonObject stats) {
    return Future.all(zones.snapshotsOfMonth(zone, clock.instant()), refreshes.apply(zone))
        .map(
            both -> {
              long snapshots = both.resultAt(0);
              Optional<RefreshQuota.Use> use = both.resultAt(1);
              return stats
                  .put("readings_this_month", snapshots)
                  .put("cost_usd_this_month", priceUsd == 0 ? null : snapshots * priceUsd)
                  .put(
                      "refreshes",
                      use.map(
                              known ->
                                  new JsonObject()
                                      .put("limit", known.limit())
                                      .put("used", known.used())
                                      .put("resets_in_seconds", known.resetsInSeconds()))
                          .orElse(null));
            });
  }

  public void highVelocity(RoutingContext request) {
    String zone = zone(request);
    RequestParameter min = Paging.validated(request).getQuery().get("min");
    double least = min == null || min.isNull() ? 1 : min.getDouble();
    int limit = Paging.limit(request, 20);
    inZone(zone, () -> zones.fast(zone, clock.instant(), HIGH_VELOCITY_WINDOW, least, limit))
        .onSuccess(
            fast ->
                request.json(
                    ReadJson.fresh(fast.stream().map(Fast::tweet).toList())
                        .put("zone_id", zone)
                        .put("tweets", fast.stream().map(ReadJson::fast).toList())))
        .onFailure(request::fail);
  }

  public void tweets(RoutingContext request) {
    String zone = zone(request);
    int limit = Paging.limit(request, Paging.DEFAULT_LIMIT);
    Cursor after = cursor(Paging.cursor(request));
    inZone(zone, () -> zones.tweets(zone, after, limit))
        .onSuccess(
            page ->
                request.json(
                    Paging.page("tweets", page, limit, ReadRoutes::cursor, ReadJson::tweet)
                        .mergeIn(ReadJson.fresh(page))
                        .put("zone_id", zone)))
        .onFailure(request::fail);
  }

  /** Callers with the same access share an overview that is at most a second old. */
  public void overview(RoutingContext request) {
    Caller caller = Callers.of(request);
    boolean ofAll = caller.zones().all() && caller.workspaces().all();
    overviews
        .get(new Seen(caller.zones(), ofAll), this::readOverview)
        .onSuccess(overview -> ApiJson.ok(request, overview))
        .onFailure(request::fail);
  }

  /**
   * The access of a caller.
   *
   * @param installation whether it includes the figures of the whole installation
   */
  private record Seen(Tenants zones, boolean installation) {}

  private Future<JsonObject> readOverview(Seen seen) {
    Instant now = clock.instant();
    return Future.all(
            Overview.read(pool, now, seen.zones()),
            Throughput.read(pool, now, overdueAfter, seen.zones()))
        .map(both -> ReadJson.overview(both.resultAt(0), both.resultAt(1), now, clock.speed()))
        .compose(
            overview ->
                seen.installation()
                    ? Future.all(processes.live(), totals.called(), totals.odd())
                        .map(
                            all ->
                                overview.mergeIn(
                                    ReadJson.installation(
                                        all.resultAt(0), all.resultAt(1), all.resultAt(2))))
                    : Future.succeededFuture(overview));
  }

  private <T> Future<T> inZone(String zone, Supplier<Future<T>> read) {
    return zones
        .exists(zone)
        .compose(exists -> exists ? read.get() : Future.failedFuture(Callers.noZone(zone)));
  }

  private static String zone(RoutingContext request) {
    return Callers.zone(
        request, Paging.validated(request).getPathParameters().get("zoneId").getString());
  }

  private static String cursor(TweetRow tweet) {
    return tweet.receivedAt() + "/" + tweet.id();
  }

  private static @Nullable Cursor cursor(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String[] parts = text.split("/", 2);
    try {
      Instant receivedAt = Instant.parse(parts[0]);
      if (receivedAt.isBefore(Instant.EPOCH) || receivedAt.isAfter(Paging.NEVER)) {
        throw Paging.badCursor();
      }
      return new Cursor(receivedAt, Long.parseLong(parts[1]));
    } catch (DateTimeException | NumberFormatException | IndexOutOfBoundsException notOurs) {
      throw Paging.badCursor();
    }
  }
}
