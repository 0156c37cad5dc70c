package io.tidemark.gateway.engagement;

import io.tidemark.access.Tenants;
import io.tidemark.contract.Message;
import io.tidemark.contract.Message.Ran;
import io.tidemark.contract.Message.RunDue;
import io.tidemark.contract.Message.RunLot;
import io.tidemark.contract.RequestReply;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.problems.NoReply;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.requests.Parameters;
import io.tidemark.tracker.intake.Zone;
import io.tidemark.tracker.intake.ZoneStatus;
import io.tidemark.tracker.intake.Zones;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;

/** Polls that QStash or a caller triggers in addition to scheduled ones. */
public final class TriggerRoutes {

  private final Zones zones;

  public TriggerRoutes(Zones zones) {
    this.zones = zones;
  }

  private static final int DEFAULT_LIMIT = 100;

  /** Ten calls of ten seconds, five at a time, and the same time in the queue. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(60);

  /** The running poll continues and has ended by then. */
  private static final int COME_BACK_SECONDS = 10;

  public void update(RoutingContext request) {
    int limit = Parameters.body(request).getInteger("limit", DEFAULT_LIMIT);
    Tenants zones = Callers.of(request).zones();
    ask(
        request,
        RequestReply.RUN_DUE,
        new RunDue(limit, zones.all() ? null : List.copyOf(zones.ids())),
        (ran, answer) -> request.json(answer));
  }

  public void trackLot(RoutingContext request) {
    JsonObject body = Parameters.body(request);
    long lot = id("lotId", body.getValue("lotId"));
    int updateNumber = body.getInteger("updateNumber");
    String zone = body.getString("zoneId");
    JsonArray tweets = body.getJsonArray("tweetDbIds");
    List<Long> ids =
        tweets == null
            ? null
            : tweets.stream().map(tweet -> id("tweetDbIds", tweet)).distinct().toList();
    if (!Callers.of(request).zones().contains(zone)) {
      throw noLot(lot, zone);
    }
    zones
        .find(zone)
        .onSuccess(
            found -> {
              if (found.isPresent() && found.get().status() != ZoneStatus.ACTIVE) {
                request.fail(notPolled(found.get()));
              } else {
                track(request, new RunLot(lot, zone, ids, updateNumber));
              }
            })
        .onFailure(request::fail);
  }

  /** Callers send our ids as numbers, or as digits in a text. */
  private static long id(String field, Object id) {
    try {
      return Long.parseLong(id.toString());
    } catch (NumberFormatException tooLarge) {
      throw Problem.of(Type.INVALID_REQUEST, "%s: %s is not an id of ours.".formatted(field, id));
    }
  }

  private static void track(RoutingContext request, RunLot wanted) {
    ask(
        request,
        RequestReply.RUN_LOT,
        wanted,
        (ran, answer) -> {
          if (!ran.found()) {
            request.fail(noLot(wanted.lot(), wanted.zone()));
            return;
          }
          Instant next = ran.nextUpdateAt();
          request.json(
              answer
                  .put("lotId", wanted.lot())
                  .put("updateNumber", wanted.updateNumber())
                  .put("nextUpdateAt", next == null ? null : next.toString()));
        });
  }

  private static Problem notPolled(Zone zone) {
    return Problem.of(
        Type.CONFLICT,
        zone.status() == ZoneStatus.PAUSED
            ? "The zone %s is paused; its tweets are polled when it goes on.".formatted(zone.id())
            : "The zone %s is being deleted.".formatted(zone.id()));
  }

  private static Problem noLot(long lot, String zone) {
    return Problem.of(Type.NOT_FOUND, "There is no lot %d in a zone %s.".formatted(lot, zone));
  }

  private static <Q extends Message> void ask(
      RoutingContext request,
      RequestReply<Q, Ran> address,
      Q body,
      BiConsumer<Ran, JsonObject> answerer) {
    long began = System.nanoTime();
    address
        .ask(request.vertx().eventBus(), body, MAX_WAIT)
        .onSuccess(
            ran ->
                answerer.accept(
                    ran,
                    new JsonObject()
                        .put("success", true)
                        .put("updated", ran.updated())
                        .put("errors", ran.errors())
                        .put("skipped", ran.skipped())
                        .put("stopped", ran.stopped())
                        .put("duration_ms", (System.nanoTime() - began) / 1_000_000)))
        .onFailure(NoReply.problem(request, "The tracker", COME_BACK_SECONDS));
  }
}
