package io.tidemark.gateway.reads;

import io.tidemark.clock.WorldClock;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.answers.ApiJson;
import io.tidemark.gateway.requests.Paging;
import io.tidemark.gateway.requests.Parameters;
import io.tidemark.tracker.forecasts.ZoneForecasts;
import io.tidemark.tracker.forecasts.ZoneForecasts.Expected;
import io.tidemark.tracker.forecasts.ZoneForecasts.Found;
import io.tidemark.tracker.forecasts.ZoneForecasts.Place;
import io.tidemark.tracker.forecasts.ZoneForecasts.Sort;
import io.tidemark.tracker.reads.Freshness;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The tweets of a zone that are expected to be big. */
public final class ForecastRoute {

  private static final String SEPARATOR = "/";

  private final ZoneForecasts forecasts;
  private final WorldClock clock;

  public ForecastRoute(ZoneForecasts forecasts, WorldClock clock) {
    this.forecasts = forecasts;
    this.clock = clock;
  }

  public void list(RoutingContext request) {
    String zone = Callers.zone(request, Parameters.path(request, "zoneId"));
    int limit = Paging.limit(request, Paging.DEFAULT_LIMIT);
    Sort sort =
        Sort.valueOf(
            Objects.requireNonNullElse(Parameters.query(request, "sort"), "expected")
                .toUpperCase(Locale.ROOT));
    Place after = place(Paging.cursor(request));
    ApiJson.respond(
        request,
        forecasts
            .of(zone, clock.instant(), sort, after, limit)
            .map(found -> found.orElseThrow(() -> Callers.noZone(zone)))
            .map(found -> answer(zone, found, sort, limit)));
  }

  private static JsonObject answer(String zone, Found found, Sort sort, int limit) {
    Freshness fresh = ReadJson.fresh(found.tweets().stream().map(Expected::tweet).toList());
    return Paging.page(
            "tweets",
            found.tweets(),
            limit,
            tweet -> tweet.place(sort).value() + SEPARATOR + tweet.place(sort).id())
        .put("zone_id", zone)
        .put("captured_at", fresh.capturedAt())
        .put("next_update_at", fresh.nextUpdateAt())
        .put("made_at", found.madeAt())
        .put("cut", found.cut())
        .put("basis", found.basis());
  }

  private static @Nullable Place place(@Nullable String cursor) {
    if (cursor == null) {
      return null;
    }
    String[] parts = cursor.split(SEPARATOR, -1);
    if (parts.length != 2) {
      throw Paging.badCursor();
    }
    return new Place(Paging.number(parts[0]), Paging.number(parts[1]));
  }
}
