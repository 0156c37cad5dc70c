package io.tidemark.budget;

import io.tidemark.settings.BudgetSettings;
import io.tidemark.settings.ModelSettings;
import io.tidemark.settings.ProfileSettings;
import io.tidemark.settings.StudioPlatforms;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the settings say of each platform. */
public final class Plans {

  private Plans() {}

  public static BudgetPlan twitterapi(BudgetSettings.Twitterapi settings) {
    List<Limit> limits = spacing(settings.spacing());
    add(limits, new Window.Sliding(Duration.ofSeconds(1)), Unit.REQUESTS, settings.perSecond());
    add(limits, new Window.Day(), Unit.MONEY, Prices.microDollars(settings.dailyUsd()));
    add(limits, new Window.Month(1), Unit.MONEY, Prices.microDollars(settings.monthlyUsd()));
    return new BudgetPlan(
        limits,
        new Prices(
            Prices.microDollars(settings.pricePerRequestUsd()),
            Prices.microDollars(settings.pricePerTweetUsd()),
            Prices.microDollars(settings.minimumPerCallUsd()),
            false,
            false),
        settings.shares());
  }

  public static BudgetPlan x(BudgetSettings.X settings) {
    List<Limit> limits = spacing(settings.spacing());
    var month = new Window.Month(settings.monthResetDay());
    add(
        limits,
        new Window.Sliding(Duration.ofMinutes(15)),
        Unit.REQUESTS,
        settings.requestsPer15Minutes());
    add(limits, month, Unit.REQUESTS, settings.requestsPerMonth());
    add(limits, month, Unit.ITEMS, settings.postsPerMonth());
    add(limits, new Window.Day(), Unit.MONEY, Prices.microDollars(settings.dailyUsd()));
    add(limits, month, Unit.MONEY, Prices.microDollars(settings.monthlyUsd()));
    return new BudgetPlan(
        limits,
        new Prices(
            Prices.microDollars(settings.pricePerRequestUsd()),
            Prices.microDollars(settings.pricePerPostUsd()),
            Prices.microDollars(settings.pricePerUserUsd()),
            0,
            true,
            true),
        settings.shares());
  }

  /** Requests apart by at least so much; each part of a batch is one. */
  public static BudgetPlan spaced(Duration spacing) {
    return new BudgetPlan(spacing(spacing), Prices.NONE);
  }

  /** One account's part of TikTok's Display API. */
  public static BudgetPlan tiktok(StudioPlatforms.TikTok settings) {
    List<Limit> limits = new ArrayList<>();
    add(limits, new Window.Sliding(Duration.ofMinutes(1)), Unit.REQUESTS, settings.perMinute());
    return new BudgetPlan(limits, Prices.NONE);
  }

  /** Our app's part of TikTok's Research API; what failed was counted as well. */
  public static BudgetPlan tiktokResearch(StudioPlatforms.TikTok settings) {
    List<Limit> limits = new ArrayList<>();
    add(limits, new Window.Day(), Unit.REQUESTS, settings.researchRequestsPerDay());
    add(limits, new Window.Day(), Unit.ITEMS, settings.researchRecordsPerDay());
    return new BudgetPlan(limits, new Prices(0, 0, 0, false, false));
  }

  /**
   * The provider's month counts answered scrapes, which are items here: what is not answered with
   * 200 costs none. One that timed out may have been answered, and stays counted.
   */
  public static BudgetPlan rapidApi(ProfileSettings.RapidApi settings) {
    List<Limit> limits = spacing(settings.spacing());
    var month = new Window.Month(settings.monthResetDay());
    add(limits, month, Unit.ITEMS, settings.requestsPerMonth());
    return new BudgetPlan(limits, new Prices(0, 0, 0, false, false));
  }

  /** When the plan's month ends that the time lies in. */
  public static Instant monthEnds(int resetDay, Instant now) {
    return Period.of(new Window.Month(resetDay), now).end();
  }

  /** Tokens cost less than a micro-dollar, so that an item here is a micro-dollar. */
  public static BudgetPlan openai(ModelSettings.OpenAi settings) {
    List<Limit> limits = new ArrayList<>();
    add(limits, new Window.Month(1), Unit.MONEY, Prices.microDollars(settings.monthlyUsd()));
    return new BudgetPlan(limits, new Prices(0, 1, 0, false, true));
  }

  private static List<Limit> spacing(Duration spacing) {
    List<Limit> limits = new ArrayList<>();
    if (!spacing.isZero()) {
      limits.add(Limit.spacing(spacing));
    }
    return limits;
  }

  private static void add(List<Limit> limits, Window window, Unit unit, long amount) {
    if (amount > 0) {
      limits.add(new Limit(window, unit, amount));
    }
  }
}
