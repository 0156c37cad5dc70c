package io.tidemark.gateway.reads;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidemark.access.Tenants;
import io.tidemark.clock.WorldClock;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.zones.Paging;
import io.tidemark.tracker.reads.Curve.TweetRow;
import io.tidemark.tracker.reads.Curves;
import io.tidemark.tracker.reads.Overview;
import io.tidemark.tracker.reads.ZoneReads;
import io.tidemark.tracker.reads.ZoneReads.Cursor;
import io.tidemark.tracker.reads.ZoneReads.Fast;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.sqlclient.Pool;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
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
  private final Cache<Tenants, Future<JsonObject>> overviews =
      Caffeine.newBuilder().expireAfterWrite(FRESH).maximumSize(1_000).build();

  public ReadRoutes(Pool pool, WorldClock clock) {
    this.pool = pool;
    this.curves = new Curves(pool);
    this.zones = new ZoneReads(pool);
    this.clock = clock;
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
        .onSuccess(
            stats -> {
              if (stats.isEmpty()) {
                request.fail(Callers.noZone(zone));
              } else {
                request.json(ReadJson.stats(zone, stats.get()));
              }
            })
        .onFailure(request::fail);
  }

  public void highVelocity(RoutingContext request) {
    String zone = zone(request);
    RequestParameter min = Paging.validated(request).getQuery().get("min");
    double least = min == null || min.isNull() ? 1 : min.getDouble();
    int limit = Paging.limit(request, 20);
    inZone(zone, () -> zones.fast(zone, clock.instant(), HIGH_VELOCITY_WINDOW, least, limit))
        .onSuccess(
            fast -> {
              var tweets = new JsonArray();
              fast.forEach(tweet -> tweets.add(ReadJson.fast(tweet)));
              request.json(
                  ReadJson.fresh(fast.stream().map(Fast::tweet).toList())
                      .put("zone_id", zone)
                      .put("tweets", tweets));
            })
        .onFailure(request::fail);
  }

  public void tweets(RoutingContext request) {
    String zone = zone(request);
    int limit = Paging.limit(request, Paging.DEFAULT_LIMIT);
    Cursor after = cursor(Paging.cursor(request));
    inZone(zone, () -> zones.tweets(zone, after, limit))
        .onSuccess(
            page -> {
              var tweets = new JsonArray();
              page.forEach(tweet -> tweets.add(ReadJson.tweet(tweet)));
              request.json(
                  ReadJson.fresh(page)
                      .put("zone_id", zone)
                      .put("tweets", tweets)
                      .put("next_cursor", Paging.next(page, limit, ReadRoutes::cursor)));
            })
        .onFailure(request::fail);
  }

  /** Counts whole tables, so many watchers share one look of at most a second ago. */
  public void overview(RoutingContext request) {
    Tenants zones = Callers.of(request).zones();
    overviews.get(zones, this::readOverview).onSuccess(request::json).onFailure(request::fail);
  }

  private Future<JsonObject> readOverview(Tenants zones) {
    Instant now = clock.instant();
    return Overview.read(pool, now, zones).map(read -> ReadJson.overview(read, now, clock.speed()));
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
