package io.tidemark.budget;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.BudgetWarning;
import io.tidemark.redis.RedisLink;
import io.vertx.core.eventbus.EventBus;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns when a window of one credential is used to 80 and to 95 percent, once for each period over
 * all processes, and meters how far each is used. Windows shorter than a minute are used up all the
 * time and give no warning.
 */
final class Warnings {

  private static final Logger log = LoggerFactory.getLogger(Warnings.class);
  private static final int[] LEVELS = {95, 80};

  private static final String USED = "tidemark.budget.used.ratio";

  private final Credential credential;
  private final WorldClock clock;
  private final RedisLink redis;
  private final EventBus bus;
  private final Map<String, Double> ratios = new ConcurrentHashMap<>();
  private final Map<String, String> said = new HashMap<>();

  Warnings(Credential credential, WorldClock clock, RedisLink redis, EventBus bus) {
    this.credential = credential;
    this.clock = clock;
    this.redis = redis;
    this.bus = bus;
  }

  /** The meters of the limits; shares of tenants have none, for their number has no bound. */
  void meter(BudgetPlan plan, MeterRegistry meters) {
    for (Limit limit : plan.limits()) {
      Gauge.builder(USED, ratios, known -> known.getOrDefault(limit.key(), 0.0))
          .tags("upstream", credential.upstream(), "credential", credential.name())
          .tags("window", limit.window().label(), "unit", limit.unit().label())
          .register(meters);
    }
  }

  static void unmeter(Credential credential, MeterRegistry meters) {
    meters
        .find(USED)
        .tags("upstream", credential.upstream(), "credential", credential.name())
        .gauges()
        .forEach(meters::remove);
  }

  /** What is used of a limit, as far as calls have been settled. */
  void saw(Limit limit, long used) {
    took(limit, used, 0);
  }

  /**
   * What is used of a limit after something was taken. Calls take what they may cost at most, and
   * most of it comes back: what was just taken is judged when it is settled.
   */
  void took(Limit limit, long used, long taken) {
    if (!limit.isShare() && used >= 0) {
      ratios.put(limit.key(), (double) used / limit.amount());
      judge(limit, used - taken);
    }
  }

  private void judge(Limit limit, long used) {
    double percentage = 100.0 * used / limit.amount();
    if (limit.isLong() || limit.width() >= Micros.of(Duration.ofMinutes(1))) {
      for (int level : LEVELS) {
        if (percentage >= level) {
          crossed(limit, level, percentage);
          return;
        }
      }
    }
  }

  private void crossed(Limit limit, int level, double percentage) {
    Instant now = clock.instant();
    String period =
        limit.isLong()
            ? limit.period(now).start().toString()
            : Long.toString(Micros.of(now) / limit.width());
    if (!isNewHere(limit.key() + ":" + level, period)) {
      return;
    }
    String key = "%s:warned:%s:%d:%s".formatted(credential.prefix(), limit.key(), level, period);
    long kept = limit.isLong() ? Duration.ofDays(32).toMillis() : limit.width() / 500;
    redis
        .send(Request.cmd(Command.SET).arg(key).arg("1").arg("NX").arg("PX").arg(kept))
        .map(first -> first != null)
        .otherwise(redisIsAway -> true)
        .onSuccess(
            first -> {
              if (first) {
                warn(limit, percentage, now);
              }
            });
  }

  private synchronized boolean isNewHere(String key, String period) {
    return !period.equals(said.put(key, period));
  }

  private void warn(Limit limit, double percentage, Instant now) {
    // A stretch of minutes is there to be used; a day or a month that runs out stops work.
    (limit.isLong() ? log.atWarn() : log.atInfo())
        .addKeyValue("upstream", credential.upstream())
        .addKeyValue("credential", credential.name())
        .addKeyValue("window", limit.window().label())
        .addKeyValue("unit", limit.unit().label())
        .addKeyValue("percentage", Math.round(percentage))
        .log("A budget is nearly used up");
    Address.BUDGETS.publish(
        bus,
        new BudgetWarning(
            credential.upstream(),
            credential.name(),
            limit.window().label(),
            limit.unit().label(),
            percentage,
            now));
  }
}
