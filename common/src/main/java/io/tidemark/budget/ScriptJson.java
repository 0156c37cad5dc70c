package io.tidemark.budget;

import io.tidemark.budget.QuotaAllocator.QuotaUpdate;
import io.tidemark.processes.ActiveProcesses;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The arguments of the scripts, as JSON; times are microseconds. */
final class ScriptJson {

  private ScriptJson() {}

  private static String kind(Limit limit) {
    return switch (limit.window()) {
      case Window.Spacing spacing -> "spacing";
      case Window.Sliding sliding -> "sliding";
      case Window.Day day -> "block";
      case Window.Month month -> "block";
    };
  }

  /**
   * Asks for permits.
   *
   * @param requests empty to read the windows only
   * @param snapshot whether Redis wants to know what this process was admitted lately
   * @param rotate whether Redis counts anew: this process admitted calls without it
   * @param mark the furthest count that this process was answered from
   * @param updates what the database said of a limit's period, by the limit's key
   */
  static JsonObject ask(
      LimiterContext context,
      List<PermitRequest> requests,
      boolean snapshot,
      boolean rotate,
      PermitReply.Mark mark,
      Map<String, QuotaUpdate> updates) {
    ActiveProcesses.Count processes = context.processes().count();
    Prices prices = context.plan().prices();
    var limits = new JsonArray();
    long widest = 0;
    for (Limit limit : context.limits()) {
      widest = Math.max(widest, limit.width());
      JsonObject json = json(limit, processes, updates.get(limit.key()));
      if (snapshot && !limit.isLong()) {
        // The script counts these very requests itself.
        long requested = context.requested(limit, requests);
        json.put("snapshot", context.admissions().snapshot(limit, requested));
      }
      limits.add(json);
    }
    var asks = new JsonArray();
    requests.forEach(request -> asks.add(json(request, context)));
    return withTime(context.micros())
        .put("process", context.process())
        .put("processes", processes.active())
        .put("limits", limits)
        .put("prices", json(prices))
        .put("asks", asks)
        .put("peek", requests.isEmpty())
        .put("snapshot", snapshot)
        .put("rotate", rotate)
        .put("mark", new JsonArray().add(mark.generation()).add(mark.questions()))
        .put("former", context.credential().formerPrefix())
        .put("ttl", Math.max(600_000, 2 * widest / 1_000));
  }

  /** A list, for there are many of them: the script knows which place is what. */
  private static JsonArray json(PermitRequest request, LimiterContext context) {
    Cost cost = request.cost();
    JsonArray json =
        new JsonArray()
            .add(cost.requests())
            .add(cost.items())
            .add(cost.users())
            .add((long) (request.mayWaitMicros() * context.clock().speed()))
            .add(request.quotaOwner())
            .add(cost.endpoint());
    return context.plan().prices().oncePerPostAndUtcDay() && !cost.postIds().isEmpty()
        ? json.add(new JsonArray(cost.postIds()))
        : json;
  }

  private static JsonObject json(
      Limit limit, ActiveProcesses.Count processes, @Nullable QuotaUpdate update) {
    // Processes that do not reach Redis have their part of a short window, and may use it.
    int active = processes.active();
    int here = active - Math.min(processes.withoutRedis(), Math.max(0, active - 1));
    boolean shared = !limit.isLong() && here < active;
    boolean spacing = limit.window() instanceof Window.Spacing;
    JsonObject json =
        new JsonObject()
            .put("key", limit.key())
            .put("kind", kind(limit))
            .put("unit", limit.unit().label())
            .put("amount", shared ? limit.amount() * here / active : limit.amount())
            .put("width", shared && spacing ? limit.width() * active / here : limit.width())
            .put("bucket", limit.bucket());
    if (limit.isShare()) {
      json.put("tenant", limit.tenant());
    }
    return switch (update) {
      case null -> json;
      case QuotaUpdate.Granted granted ->
          json.put(
              "grant",
              json(granted.block().period())
                  .put("n", granted.block().left())
                  .put("r", granted.block().reserved()));
      case QuotaUpdate.UsedUp spent ->
          json.put("spent", json(spent.period()).put("n", spent.lacking()));
    };
  }

  private static JsonObject json(Period period) {
    return new JsonObject().put("s", Micros.of(period.start())).put("e", Micros.of(period.end()));
  }

  private static JsonObject withTime(@Nullable Long now) {
    return now == null ? new JsonObject() : new JsonObject().put("now", now);
  }

  private static JsonObject json(Prices prices) {
    return new JsonObject()
        .put("request", prices.perRequest())
        .put("item", prices.perItem())
        .put("user", prices.perUser())
        .put("minimum", prices.minimumPerCall())
        .put("once", prices.oncePerPostAndUtcDay());
  }

  /**
   * @param returned null when the call was never made
   * @param free whether the platform does not charge the call
   */
  static JsonObject settle(
      Reservation taken, Prices prices, @Nullable BillableUsage returned, boolean free) {
    var lines = new JsonArray();
    for (Reservation.Part part : taken.parts()) {
      lines.add(
          new JsonObject()
              .put("key", part.limit().key())
              .put("kind", kind(part.limit()))
              .put("unit", part.limit().unit().label())
              .put("mark", part.mark()));
    }
    BillableUsage given = returned == null ? BillableUsage.NOTHING : returned;
    return new JsonObject()
        .put("now", taken.takenAt())
        .put("release", returned == null)
        .put("free", free)
        .put("items", given.items())
        .put("users", given.users())
        .put("posts", new JsonArray(given.postIds()))
        .put("prices", json(prices))
        .put(
            "taken",
            new JsonObject()
                .put("requests", taken.requests())
                .put("items", taken.items())
                .put("money", taken.money()))
        .put("limits", lines);
  }

  /**
   * @param sentAt when the call was sent that was answered so
   */
  static JsonObject observe(
      String endpoint, List<UpstreamQuota> reported, long sentAt, @Nullable Long now) {
    var windows = new JsonArray();
    for (UpstreamQuota said : reported) {
      windows.add(
          new JsonObject()
              .put("name", said.window())
              .put("left", said.remaining())
              .put("of", said.limit())
              .put("ends", Micros.of(said.resetsAt())));
    }
    return withTime(now).put("endpoint", endpoint).put("windows", windows).put("sent", sentAt);
  }

  /**
   * @param age in microseconds: older statements are forgotten, all of them where it is negative
   */
  static JsonObject forget(long age, @Nullable Long now) {
    return withTime(now).put("forget", age);
  }
}
