package io.tidemark.gateway;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Days of a zone that were audited. */
public final class AuditedDays {

  private AuditedDays() {}

  /** Audits of the last days, of which the one of yesterday has the lowest figures. */
  public static void store(GatewayWorld world, String zone, int days) {
    LocalDate yesterday = LocalDate.ofInstant(world.clock.instant(), ZoneOffset.UTC).minusDays(1);
    for (int ago = 0; ago < days; ago++) {
      world.stores.sql(
          "insert into zone_audits values ('%s', '%s', '%s', '%s')"
              .formatted(
                  zone, yesterday.minusDays(ago), world.clock.instant(), audit(ago).encode()));
    }
  }

  private static JsonObject audit(int more) {
    return new JsonObject()
        .put("tweets", 100)
        .put("engagement", 4_000)
        .put(
            "rules",
            new JsonArray()
                .add(rule("ADAPTIVE", 3, 3 + 0.2 * more))
                .add(rule("HOURLY_LOT", 4, 9 + 0.3 * more))
                .add(rule("AGE_TIER", 9.5, 8 + 0.5 * more)))
        .put(
            "forecasts",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("hours", 3)
                        .put("level", 80)
                        .put("tweets", 96)
                        .put("coveredPercent", figure(79, 8))));
  }

  private static JsonObject rule(String name, double polls, double error) {
    return new JsonObject()
        .put("name", name)
        .put("inForce", name.equals("ADAPTIVE"))
        .put("pollsPerTweet", figure(polls, 0.5))
        .put("errorPercent", figure(error, 0.5))
        .put("meanErrorPercent", figure(error, 1))
        .put("finalErrorPercent", figure(2 * error, 1))
        .put("stoppedEarlyPercent", figure(error, 2))
        .put("usdPerThousand", figure(0.15 * polls, 0.05));
  }

  private static JsonObject figure(double value, double distance) {
    return new JsonObject()
        .put("value", value)
        .put("lower", value - distance)
        .put("upper", value + distance);
  }
}
