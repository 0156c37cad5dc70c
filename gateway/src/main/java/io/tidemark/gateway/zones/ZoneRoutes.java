package io.tidemark.gateway.zones;

import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.ChangeEvent;
import io.tidemark.contract.Message.WakeUp;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.intake.Retweets;
import io.tidemark.tracker.intake.Zone;
import io.tidemark.tracker.intake.ZoneEnds;
import io.tidemark.tracker.intake.ZoneStatus;
import io.tidemark.tracker.intake.Zones;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code /api/zones}. */
public final class ZoneRoutes {

  private final Zones zones;
  private final ZoneEnds ends;
  private final WorldClock clock;

  public ZoneRoutes(Zones zones, ZoneEnds ends, WorldClock clock) {
    this.zones = zones;
    this.ends = ends;
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
        .add(id, name, cadence, retweets, body.getLong("min_engagement", 0L), clock.instant())
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
    ZoneStatus status =
        Optional.ofNullable(body.getString("status")).map(ZoneStatus::of).orElse(null);
    if (status != null) {
      Callers.mustSeeAllZones(request);
    }
    zones
        .change(id, name, cadence, retweets, body.getLong("min_engagement"))
        .compose(
            zone ->
                zone.isPresent() && status != null
                    ? ends.setStatus(id, status, clock.instant()).compose(done -> zones.find(id))
                    : Future.succeededFuture(zone))
        .compose(zone -> zone.isPresent() ? Future.succeededFuture(zone) : ending(id))
        .onSuccess(
            zone -> {
              EventBus bus = request.vertx().eventBus();
              if (zone.isPresent() && cadence != null) {
                Address.CADENCES.publish(bus, new WakeUp(clock.instant()));
              }
              if (zone.isPresent() && status != null) {
                Address.LOTS.publish(bus, new WakeUp(clock.instant()));
                tell(request, id);
              }
              answer(request, id, zone);
            })
        .onFailure(request::fail);
  }

  /** The problem of a zone that cannot be changed: it does not exist or is being deleted. */
  private Future<Optional<Zone>> ending(String id) {
    return zones
        .find(id)
        .compose(
            zone ->
                zone.isPresent()
                    ? Future.failedFuture(
                        Problem.of(Type.CONFLICT, "The zone %s is being deleted.".formatted(id)))
                    : Future.succeededFuture(zone));
  }

  /** Starts the deletion of a zone with all its data; {@link #read} answers its progress. */
  public void remove(RoutingContext request) {
    Callers.mustSeeAllZones(request);
    String id = zone(request);
    ends.remove(id)
        .compose(found -> zones.find(id))
        .onSuccess(
            zone -> {
              if (zone.isPresent()) {
                Address.REMOVALS.publish(request.vertx().eventBus(), new WakeUp(clock.instant()));
                tell(request, id);
                request.response().setStatusCode(202);
              }
              answer(request, id, zone);
            })
        .onFailure(request::fail);
  }

  private static void tell(RoutingContext request, String zone) {
    Address.CHANGES.publish(
        request.vertx().eventBus(), ChangeEvent.inZone("zone", null, zone, Map.of()));
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
            page -> request.json(Paging.page("zones", page, limit, Zone::id, ZoneRoutes::json)))
        .onFailure(request::fail);
  }

  private static JsonObject json(Zone zone) {
    var json =
        new JsonObject()
            .put("id", zone.id())
            .put("name", zone.name())
            .put("status", zone.status().word())
            .put("cadence", zone.cadence().name())
            .put("retweets", zone.retweets().word())
            .put("min_engagement", zone.minEngagement())
            .put("created_at", zone.createdAt());
    return zone.status() == ZoneStatus.DELETING
        ? json.put("rows_deleted", zone.rowsDeleted())
        : json;
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
