package io.tidemark.budget;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The questions to the scripts, as JSON. */
final class ScriptJson {

  private static final int BUCKETS = 60;

  private ScriptJson() {}

  static String kind(Limit limit) {
    return switch (limit.window()) {
      case Window.Spacing spacing -> "spacing";
      case Window.Sliding sliding -> "sliding";
      case Window.Day day -> "block";
      case Window.Month month -> "block";
    };
  }

  static JsonObject json(Prices prices) {
    return new JsonObject()
        .put("request", prices.perRequest())
        .put("item", prices.perItem())
        .put("user", prices.perUser())
        .put("minimum", prices.minimumPerCall())
        .put("once", prices.oncePerPostAndUtcDay());
  }

  /** How much time one of the script's buckets spans. */
  static long bucket(Limit limit) {
    return Math.max(1, (limit.width() + BUCKETS - 1) / BUCKETS);
  }

  static long micros(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
  }

  static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
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
              .put("ends", micros(said.resetsAt())));
    }
    JsonObject json =
        new JsonObject().put("endpoint", endpoint).put("windows", windows).put("sent", sentAt);
    return now == null ? json : json.put("now", now);
  }

  /**
   * @param age in microseconds: older statements are forgotten, all of them where it is negative
   */
  static JsonObject forget(long age, @Nullable Long now) {
    JsonObject json = new JsonObject().put("forget", age);
    return now == null ? json : json.put("now", now);
  }
}
