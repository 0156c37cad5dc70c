package io.tidemark.budget;

import io.tidemark.budget.BudgetRows.Block;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the scripts are asked, as JSON. */
final class ScriptJson {

  private static final int BUCKETS = 60;

  private ScriptJson() {}

  /**
   * @param pods that live; the count is rebuilt from all of them after a loss
   * @param seeds what this pod admitted lately, when it is to tell
   * @param rotate this pod admitted past Redis, so that Redis' own count is not true any more
   */
  record Ask(
      String pod,
      Spenders.Count pods,
      @Nullable Long now,
      List<Limit> limits,
      Prices prices,
      Cost cost,
      String pocket,
      boolean peek,
      @Nullable Function<Limit, JsonArray> seeds,
      boolean rotate,
      Map<String, Block> grants) {

    JsonObject json() {
      var lines = new JsonArray();
      long widest = 0;
      for (Limit limit : limits) {
        widest = Math.max(widest, limit.width());
        lines.add(line(limit));
      }
      JsonObject json =
          new JsonObject()
              .put("pod", pod)
              .put("pods", pods.alive())
              .put("limits", lines)
              .put("prices", ScriptJson.json(prices))
              .put(
                  "cost",
                  new JsonObject()
                      .put("requests", cost.requests())
                      .put("items", cost.items())
                      .put("users", cost.users())
                      .put("posts", new JsonArray(cost.postIds())))
              .put("endpoint", cost.endpoint())
              .put("peek", peek)
              .put("seeds", seeds != null)
              .put("rotate", rotate)
              .put("ttl", Math.max(600_000, 2 * widest / 1_000));
      return now == null ? json : json.put("now", now);
    }

    private JsonObject line(Limit limit) {
      JsonObject line =
          new JsonObject()
              .put("key", limit.key())
              .put("kind", kind(limit))
              .put("unit", limit.unit().label())
              .put("amount", amount(limit))
              .put("asked", !peek && (!limit.isShare() || limit.tenant().equals(pocket)))
              .put("width", width(limit))
              .put("bucket", bucket(limit));
      if (seeds != null && !limit.isLong()) {
        line.put("seeds", seeds.apply(limit));
      }
      Block grant = grants.get(limit.key());
      if (grant != null) {
        line.put(
            "grant",
            new JsonObject()
                .put("s", micros(grant.period().start()))
                .put("e", micros(grant.period().end()))
                .put("n", grant.granted())
                .put("r", grant.reserved()));
      }
      return line;
    }

    /**
     * Those who cannot reach Redis have their part of a short window, which is not ours to give.
     */
    private long amount(Limit limit) {
      int away = Math.min(pods.withoutRedis(), Math.max(0, pods.alive() - 1));
      return limit.isLong() || away == 0
          ? limit.amount()
          : limit.amount() * (pods.alive() - away) / pods.alive();
    }

    private long width(Limit limit) {
      int away = Math.min(pods.withoutRedis(), Math.max(0, pods.alive() - 1));
      return limit.window() instanceof Window.Spacing && away > 0
          ? limit.width() * pods.alive() / (pods.alive() - away)
          : limit.width();
    }
  }

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
   * @param returned empty when the call was never made
   * @param free whether what was asked for was not charged
   */
  static JsonObject settle(
      Reservation taken, Prices prices, @Nullable Returned returned, boolean free) {
    var lines = new JsonArray();
    for (Reservation.Part part : taken.parts()) {
      lines.add(
          new JsonObject()
              .put("key", part.limit().key())
              .put("kind", kind(part.limit()))
              .put("unit", part.limit().unit().label())
              .put("mark", part.mark()));
    }
    Returned given = returned == null ? Returned.NOTHING : returned;
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

  static JsonObject observe(String endpoint, long left, Instant ends, @Nullable Long now) {
    JsonObject json =
        new JsonObject().put("endpoint", endpoint).put("left", left).put("ends", micros(ends));
    return now == null ? json : json.put("now", now);
  }
}
