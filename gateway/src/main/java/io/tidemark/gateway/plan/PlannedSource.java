package io.tidemark.gateway.plan;

import io.tidemark.budget.BudgetPlan;
import io.tidemark.budget.Limit;
import io.tidemark.budget.Plans;
import io.tidemark.budget.Prices;
import io.tidemark.budget.Unit;
import io.tidemark.budget.Window;
import io.tidemark.forecast.Ages;
import io.tidemark.gateway.plan.PlannedStream.Daily;
import io.tidemark.settings.Settings;
import io.tidemark.settings.Settings.TwitterSource;
import io.tidemark.tracker.polling.TweetSource;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A platform at which tweets can be polled, with its prices and limits.
 *
 * @param name as the platform is called in figures and budgets
 * @param coalescing for how long a poll waits for others that share its call
 */
record PlannedSource(String name, BudgetPlan plan, Duration coalescing) {

  private static final double DAY = Ages.inMinutes(Duration.ofDays(1));
  private static final double MICRO = 1e-6;

  /**
   * What polls cost at a platform.
   *
   * @param usdPerDay zero where the platform has no price
   * @param fits whether the limits of the credential admit it, were nothing else polled
   * @param exceeded the limits that do not
   */
  record Use(
      String source,
      double callsPerDay,
      double usdPerDay,
      double usdPerMonth,
      boolean fits,
      List<Exceeded> exceeded) {}

  /**
   * A limit that a plan exceeds.
   *
   * @param window as in budgets
   * @param unit requests, items, or money in micro-dollars
   * @param perDay what the limit admits in a day
   * @param needed what the plan needs in a day
   */
  record Exceeded(String window, String unit, double perDay, double needed) {}

  /**
   * Those of the settings, that of the polls first.
   *
   * @param zone with a credential or a share of its own, perhaps; null for a stream of no zone
   */
  static List<PlannedSource> all(Settings settings, @Nullable String zone) {
    Duration coalescing = settings.tracker().coalescing();
    var twitterapi =
        new PlannedSource(
            "twitterapi.io", Plans.twitterapi(settings.budgets().twitterapi()), coalescing);
    var x = new PlannedSource("x", Plans.x(settings.budgets().x()), coalescing);
    boolean own = zone != null && settings.twitter().zoneCredentials().containsKey(zone);
    return settings.twitter().source() == TwitterSource.X
        ? List.of(x.of(zone, own), twitterapi.of(zone, own))
        : List.of(twitterapi.of(zone, own), x.of(zone, own));
  }

  /** The limits of a zone: all of a credential of its own, or its share of the common one. */
  private PlannedSource of(@Nullable String zone, boolean own) {
    Integer percent = zone == null || own ? null : plan.shares().get(zone);
    if (percent == null) {
      return this;
    }
    List<Limit> part =
        plan.limits().stream()
            .map(
                limit ->
                    limit.window() instanceof Window.Spacing
                        ? limit
                        : new Limit(
                            limit.window(),
                            limit.unit(),
                            Math.max(1, limit.amount() * percent / 100)))
            .toList();
    return new PlannedSource(name, new BudgetPlan(part, plan.prices()), coalescing);
  }

  /** Whether polls cost anything there. */
  boolean hasPrice() {
    Prices prices = plan.prices();
    return prices.perItem() + prices.perRequest() + prices.minimumPerCall() > 0;
  }

  /**
   * The calls of a day. A call is made when its first post has waited for the coalescing delay, or
   * when it is full; lots come due at random times.
   */
  private double calls(Daily daily, double lot) {
    double perMinute = daily.polls() / DAY;
    if (perMinute == 0) {
      return 0;
    }
    double waiting = 1 / (Ages.inMinutes(coalescing) + lot / perMinute);
    return DAY * Math.max(perMinute / TweetSource.MOST_IDS, waiting);
  }

  double usdPerDay(Daily daily, double lot) {
    Prices prices = plan.prices();
    double calls = calls(daily, lot);
    double items = prices.oncePerPostAndUtcDay() ? daily.billed() : daily.polls();
    return MICRO
        * Math.max(
            prices.minimumPerCall() * calls,
            prices.perRequest() * calls + prices.perItem() * items);
  }

  Use use(Daily daily, double lot) {
    double calls = calls(daily, lot);
    double usd = usdPerDay(daily, lot);
    List<Exceeded> exceeded =
        plan.limits().stream()
            .map(
                limit ->
                    new Exceeded(
                        limit.window().label(),
                        limit.unit().name().toLowerCase(Locale.ROOT),
                        perDay(limit),
                        needed(limit.unit(), calls, daily.polls(), usd)))
            .filter(limit -> limit.needed() > limit.perDay())
            .toList();
    return new Use(name, calls, usd, usd * Wanted.DAYS_OF_A_MONTH, exceeded.isEmpty(), exceeded);
  }

  private static double needed(Unit unit, double calls, double polls, double usd) {
    return switch (unit) {
      case REQUESTS -> calls;
      case ITEMS -> polls;
      case MONEY -> usd / MICRO;
    };
  }

  private static double perDay(Limit limit) {
    return switch (limit.window()) {
      case Window.Spacing spacing -> DAY / (spacing.apart().toNanos() / 6e10);
      case Window.Sliding sliding -> limit.amount() * DAY / (sliding.length().toNanos() / 6e10);
      case Window.Day day -> limit.amount();
      case Window.Month month -> limit.amount() / Wanted.DAYS_OF_A_MONTH;
    };
  }
}
