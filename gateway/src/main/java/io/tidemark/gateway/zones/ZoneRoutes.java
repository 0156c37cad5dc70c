package io.tidemark.gateway.zones;

import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.Nudge;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.intake.Retweets;
import io.tidemark.tracker.intake.Zone;
import io.tidemark.tracker.intake.Zones;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/** {@code /api/zones}. */
public final class ZoneRoutes {

  private final Zones zones;
  private final WorldClock clock;

  public ZoneRoutes(Zones zones, WorldClock clock) {
    this.zones = zones;
    this.clock = clock;
  }

  public void create(RoutingContext request) {
    Callers.mustSeeAllZones(request);
    JsonObject body = Paging.validated(request).getBody().getJsonObject();
    String name = body.getString("name").strip();
    if (name.isEmpty()) {
      throw Problem.of(Type.INVALID_REQUEST, "name must not be blank.");
    }
    String id = Optional.ofNullable(body.getString("id")).orElseGet(() -> idOf(name));
    if (id.isEmpty()) {
      throw Problem.of(
          Type.INVALID_REQUEST, "name has no letter or digit to make an id of; give an id.");
    }
    Cadence cadence = Cadence.valueOf(body.getString("cadence", Cadence.HOURLY_LOT.name()));
    Retweets retweets = Retweets.of(body.getString("retweets", Retweets.IGNORE.word()));
    zones
        .add(id, name, cadence, retweets, clock.instant())
        .onSuccess(
            zone -> {
              if (zone.isEmpty()) {
                request.fail(
                    Problem.of(Type.CONFLICT, "There is a zone with the id %s.".formatted(id)));
              } else {
                request.response().setStatusCode(201);
                request.json(json(zone.get()));
              }
            })
        .onFailure(request::fail);
  }

  public void read(RoutingContext request) {
    String id = zone(request);
    zones.find(id).onSuccess(zone -> answer(request, id, zone)).onFailure(request::fail);
  }

  public void change(RoutingContext request) {
    String id = zone(request);
    JsonObject body = Paging.validated(request).getBody().getJsonObject();
    String name = Optional.ofNullable(body.getString("name")).map(String::strip).orElse(null);
    if (name != null && name.isEmpty()) {
      throw Problem.of(Type.INVALID_REQUEST, "name must not be blank.");
    }
    Cadence cadence =
        Optional.ofNullable(body.getString("cadence")).map(Cadence::valueOf).orElse(null);
    Retweets retweets =
        Optional.ofNullable(body.getString("retweets")).map(Retweets::of).orElse(null);
    zones
        .change(id, name, cadence, retweets)
        .onSuccess(
            zone -> {
              if (zone.isPresent() && cadence != null) {
                Address.CADENCES.publish(request.vertx().eventBus(), new Nudge(clock.instant()));
              }
              answer(request, id, zone);
            })
        .onFailure(request::fail);
  }

  private static String zone(RoutingContext request) {
    return Callers.zone(
        request, Paging.validated(request).getPathParameters().get("zoneId").getString());
  }

  private static void answer(RoutingContext request, String id, Optional<Zone> zone) {
    if (zone.isEmpty()) {
      request.fail(Callers.noZone(id));
    } else {
      request.json(json(zone.get()));
    }
  }

  public void list(RoutingContext request) {
    int limit = Paging.limit(request, Paging.DEFAULT_LIMIT);
    String after = Paging.cursor(request);
    zones
        .after(after == null ? "" : after, limit, Callers.of(request).zones())
        .onSuccess(
            page -> {
              var list = new JsonArray();
              page.forEach(zone -> list.add(json(zone)));
              request.json(
                  new JsonObject()
                      .put("zones", list)
                      .put("next_cursor", Paging.next(page, limit, Zone::id)));
            })
        .onFailure(request::fail);
  }

  private static JsonObject json(Zone zone) {
    return new JsonObject()
        .put("id", zone.id())
        .put("name", zone.name())
        .put("cadence", zone.cadence().name())
        .put("retweets", zone.retweets().word())
        .put("created_at", zone.createdAt().toString());
  }

  /** {@code Café Zürich} becomes {@code cafe-zurich}. */
  private static String idOf(String name) {
    String id =
        Normalizer.normalize(name, Normalizer.Form.NFD)
            .replaceAll("\\p{M}+", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-+|-+$", "");
    return id.length() <= 63 ? id : id.substring(0, 63);
  }
}
