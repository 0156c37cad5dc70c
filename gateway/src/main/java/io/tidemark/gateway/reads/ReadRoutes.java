package io.tidemark.gateway.reads;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidemark.access.Caller;
import io.tidemark.access.Tenants;
import io.tidemark.boot.AppContext;
import io.tidemark.clock.WorldClock;
import io.tidemark.flow.SharedAnswers;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.answers.ApiJson;
import io.tidemark.gateway.reads.ReadJson.CurveAnswer;
import io.tidemark.gateway.requests.Paging;
import io.tidemark.gateway.requests.Paging.Position;
import io.tidemark.gateway.requests.Parameters;
import io.tidemark.processes.ProcessRegistry;
import io.tidemark.settings.Settings;
import io.tidemark.telemetry.ProcessTotals;
import io.tidemark.tracker.forecasts.TweetForecasts;
import io.tidemark.tracker.reads.Curve.TweetRow;
import io.tidemark.tracker.reads.Curves;
import io.tidemark.tracker.reads.Freshness;
import io.tidemark.tracker.reads.Overview;
import io.tidemark.tracker.reads.Throughput;
import io.tidemark.tracker.reads.ZoneReads;
import io.tidemark.tracker.reads.ZoneReads.Cursor;
import io.tidemark.tracker.reads.ZoneReads.Fast;
import io.tidemark.tracker.refresh.RefreshQuota;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Curves, zone figures and the overview. */
public final class ReadRoutes {

  private static final Duration FRESH = Duration.ofSeconds(1);

  private record FastTweets(String zoneId, List<Fast> tweets, @JsonUnwrapped Freshness freshness) {}

  private final Pool pool;
  private final Curves curves;
  private final TweetForecasts forecasts;
  private final ZoneReads zones;
  private final WorldClock clock;
  private final ProcessRegistry processes;
  private final ProcessTotals totals;
  private final Function<String, Future<Optional<RefreshQuota.Use>>> refreshes;
  private final Duration overdueAfter;
  private final double priceUsd;
  private final Cache<Access, Future<JsonObject>> overviews =
      Caffeine.newBuilder().expireAfterWrite(FRESH).maximumSize(1_000).build();
  private final SharedAnswers<Asked, Object> figures =
      new SharedAnswers<>(any -> FRESH, Duration.ZERO, FRESH, 100);

  public ReadRoutes(AppContext app, TweetForecasts forecasts) {
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
    this.forecasts = forecasts;
    this.zones = new ZoneReads(pool);
    this.clock = app.clock();
  }

  public void curve(RoutingContext request) {
    Duration age = ForecastAge.of(request);
    TweetFinder.find(curves, request)
        .compose(curves::of)
        .map(curve -> curve.orElseThrow(() -> TweetFinder.none(request)))
        .compose(
            curve ->
                forecasts
                    .of(curve, clock.instant(), ForecastAge.upTo(age, curve.horizon()))
                    .map(drawn -> CurveAnswer.of(curve, drawn)))
        .onSuccess(answer -> EntityTag.answer(request, answer))
        .onFailure(request::fail);
  }

  public void stats(RoutingContext request) {
    String zone = zone(request);
    int hours = Parameters.number(request, "hours", 24);
    Instant now = clock.instant();
    respond(
        request,
        new Asked(zone, "stats", hours),
        now,
        () ->
            zones
                .stats(zone, now.minus(Duration.ofHours(hours)))
                .map(stats -> stats.orElseThrow(() -> Callers.noZone(zone)))
                .compose(stats -> withCost(zone, stats)));
  }

  /**
   * A question about a zone; every caller who may see the zone gets the same answer.
   *
   * @param form the rest of the question
   */
  private record Asked(String zone, String figure, Object form) {}

  /** Callers who ask the same about a zone share an answer that is at most a second old. */
  private void respond(
      RoutingContext request, Asked asked, Instant now, Supplier<? extends Future<?>> read) {
    ApiJson.respond(
        request, figures.get(asked, now, () -> read.get().<Object>map(answer -> answer)));
  }

  /**
   * @param costUsdThisMonth null without a configured price
   * @param refreshes null while Redis does not answer
   */
  private record ZoneStats(
      String zoneId,
      @JsonUnwrapped ZoneReads.Stats stats,
      long readingsThisMonth,
      @Nullable Double costUsdThisMonth,
      RefreshQuota.@Nullable Use refreshes) {}

  /** Adds the snapshots of the month, their cost, and the refreshes of the hour. */
  private Future<ZoneStats> withCost(String zone, ZoneReads.Stats stats) {
    return Future.all(zones.snapshotsOfMonth(zone, clock.instant()), refreshes.apply(zone))
        .map(
            both -> {
              long snapshots = both.resultAt(0);
              Optional<RefreshQuota.Use> use = both.resultAt(1);
              Double cost = priceUsd == 0 ? null : Double.valueOf(snapshots * priceUsd);
              return new ZoneStats(zone, stats, snapshots, cost, use.orElse(null));
            });
  }

  private record Fastest(double least, int limit) {}

  public void highVelocity(RoutingContext request) {
    String zone = zone(request);
    double least = Parameters.fraction(request, "min", 1);
    int limit = Paging.limit(request, 20);
    Instant now = clock.instant();
    respond(
        request,
        new Asked(zone, "high-velocity", new Fastest(least, limit)),
        now,
        () ->
            inZone(zone, () -> zones.fast(zone, now, ZoneReads.WINDOW, least, limit))
                .map(
                    fast ->
                        new FastTweets(
                            zone, fast, ReadJson.fresh(fast.stream().map(Fast::tweet).toList()))));
  }

  public void tweets(RoutingContext request) {
    String zone = zone(request);
    int limit = Paging.limit(request, Paging.DEFAULT_LIMIT);
    Cursor after = cursor(Paging.cursor(request));
    Supplier<Future<JsonObject>> read = () -> page(zone, after, limit);
    if (after == null) {
      respond(request, new Asked(zone, "tweets", limit), clock.instant(), read);
    } else {
      ApiJson.respond(request, read.get());
    }
  }

  private Future<JsonObject> page(String zone, @Nullable Cursor after, int limit) {
    return inZone(zone, () -> zones.tweets(zone, after, limit))
        .map(
            page -> {
              Freshness fresh = ReadJson.fresh(page);
              return Paging.page("tweets", page, limit, ReadRoutes::cursor)
                  .put("zone_id", zone)
                  .put("captured_at", fresh.capturedAt())
                  .put("next_update_at", fresh.nextUpdateAt());
            });
  }

  /** Callers with the same access share an overview that is at most a second old. */
  public void overview(RoutingContext request) {
    Caller caller = Callers.of(request);
    boolean ofAll = caller.zones().all() && caller.workspaces().all();
    ApiJson.respond(request, overviews.get(new Access(caller.zones(), ofAll), this::readOverview));
  }

  /**
   * The access of a caller.
   *
   * @param installation whether it includes the figures of the whole installation
   */
  private record Access(Tenants zones, boolean installation) {}

  private Future<JsonObject> readOverview(Access access) {
    Instant now = clock.instant();
    return Future.all(
            Overview.read(pool, now, access.zones()),
            Throughput.read(pool, now, overdueAfter, access.zones()))
        .map(both -> ReadJson.overview(both.resultAt(0), both.resultAt(1), now, clock.speed()))
        .compose(
            overview ->
                access.installation()
                    ? Future.all(processes.live(), totals.called(), totals.odd())
                        .map(
                            all ->
                                overview
                                    .put("pods", all.resultAt(0))
                                    .put("calls", all.resultAt(1))
                                    .put("odd_values", all.resultAt(2)))
                    : Future.succeededFuture(overview));
  }

  private <T> Future<T> inZone(String zone, Supplier<Future<T>> read) {
    return zones
        .exists(zone)
        .compose(exists -> exists ? read.get() : Future.failedFuture(Callers.noZone(zone)));
  }

  private static String zone(RoutingContext request) {
    return Callers.zone(request, Parameters.path(request, "zoneId"));
  }

  private static String cursor(TweetRow tweet) {
    return tweet.receivedAt() + "/" + tweet.id();
  }

  private static @Nullable Cursor cursor(@Nullable String text) {
    if (text == null) {
      return null;
    }
    Position last = Position.of(text, "/");
    return new Cursor(last.time(), last.id());
  }
}
