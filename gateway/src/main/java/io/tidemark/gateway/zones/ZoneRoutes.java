package io.tidemark.gateway.zones;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.ChangeEvent;
import io.tidemark.contract.Message.WakeUp;
import io.tidemark.forecast.Goal;
import io.tidemark.forecast.Weight;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.answers.ApiJson;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.requests.HorizonText;
import io.tidemark.gateway.requests.Paging;
import io.tidemark.gateway.requests.Parameters;
import io.tidemark.tracker.cadence.Cadence;
import io.tidemark.tracker.intake.GoalColumns;
import io.tidemark.tracker.intake.Retweets;
import io.tidemark.tracker.intake.Zone;
import io.tidemark.tracker.intake.ZoneEnds;
import io.tidemark.tracker.intake.ZoneSettings;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
    JsonObject body = Parameters.body(request);
    String name = Parameters.text(body, "name").orElseThrow();
    String id = Optional.ofNullable(body.getString("id")).orElseGet(() -> idOf(name));
    if (id.isEmpty()) {
      throw Problem.of(
          Type.INVALID_REQUEST, "name has no letter or digit to make an id of; give an id.");
    }
    ApiJson.respond(
        request,
        201,
        zones
            .add(id, settings(body), clock.instant())
            .map(
                zone ->
                    zone.orElseThrow(
                        () ->
                            Problem.of(
                                Type.CONFLICT, "There is a zone with the id %s.".formatted(id))))
            .map(ZoneAnswer::of));
  }

  public void read(RoutingContext request) {
    String id = zone(request);
    respond(request, 200, id, zones.find(id));
  }

  public void change(RoutingContext request) {
    String id = zone(request);
    JsonObject body = Parameters.body(request);
    ZoneSettings settings = settings(body);
    ZoneStatus status =
        Optional.ofNullable(body.getString("status")).map(ZoneStatus::of).orElse(null);
    if (status != null) {
      Callers.mustSeeAllZones(request);
    }
    respond(
        request,
        200,
        id,
        zones
            .change(id, settings, clock.instant())
            .compose(
                zone ->
                    zone.isPresent() && status != null
                        ? ends.setStatus(id, status, clock.instant())
                            .compose(done -> zones.find(id))
                        : Future.succeededFuture(zone))
            .compose(zone -> zone.isPresent() ? Future.succeededFuture(zone) : ending(id))
            .onSuccess(
                zone -> {
                  EventBus bus = request.vertx().eventBus();
                  if (zone.isPresent() && settings.changesDueTimes()) {
                    Address.CADENCES.publish(bus, new WakeUp(clock.instant()));
                  }
                  if (zone.isPresent() && status != null) {
                    Address.LOTS.publish(bus, new WakeUp(clock.instant()));
                    announce(request, id);
                  }
                }));
  }

  /** The settings in a body that fits the contract. */
  private static ZoneSettings settings(JsonObject body) {
    return new ZoneSettings(
        Parameters.text(body, "name").orElse(null),
        word(body, "cadence", Cadence::valueOf),
        word(body, "retweets", Retweets::of),
        body.getLong("min_engagement"),
        word(body, "horizon", HorizonText::read),
        goal(body.getJsonObject("goal")),
        word(body, "weight", Weight::of),
        body.getDouble("sample_percent"));
  }

  private static <T> @Nullable T word(JsonObject body, String name, Function<String, T> value) {
    String word = body.getString(name);
    return word == null ? null : value.apply(word);
  }

  private static @Nullable Goal goal(@Nullable JsonObject goal) {
    if (goal == null) {
      return null;
    }
    String word = goal.fieldNames().iterator().next();
    return GoalColumns.of(word, goal.getDouble(word));
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
    respond(
        request,
        202,
        id,
        ends.remove(id)
            .compose(found -> zones.find(id))
            .onSuccess(
                zone -> {
                  if (zone.isPresent()) {
                    Address.REMOVALS.publish(
                        request.vertx().eventBus(), new WakeUp(clock.instant()));
                    announce(request, id);
                  }
                }));
  }

  private static void announce(RoutingContext request, String zone) {
    Address.CHANGES.publish(
        request.vertx().eventBus(), ChangeEvent.inZone("zone", null, zone, Map.of()));
  }

  private static String zone(RoutingContext request) {
    return Callers.zone(request, Parameters.path(request, "zoneId"));
  }

  private static void respond(
      RoutingContext request, int status, String id, Future<Optional<Zone>> zone) {
    ApiJson.respond(
        request,
        status,
        zone.map(known -> known.orElseThrow(() -> Callers.noZone(id))).map(ZoneAnswer::of));
  }

  public void list(RoutingContext request) {
    int limit = Paging.limit(request, Paging.DEFAULT_LIMIT);
    String after = Paging.cursor(request);
    ApiJson.respond(
        request,
        zones
            .after(after == null ? "" : after, limit, Callers.of(request).zones())
            .map(page -> page.stream().map(ZoneAnswer::of).toList())
            .map(page -> Paging.page("zones", page, limit, entry -> entry.zone().id())));
  }

  /**
   * @param rowsDeleted so far, while it is being deleted; absent else
   */
  private record ZoneAnswer(
      @JsonUnwrapped Zone zone, @JsonInclude(Include.NON_NULL) @Nullable Long rowsDeleted) {

    static ZoneAnswer of(Zone zone) {
      boolean deleting = zone.status() == ZoneStatus.DELETING;
      return new ZoneAnswer(zone, deleting ? zone.rowsDeleted() : null);
    }
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
