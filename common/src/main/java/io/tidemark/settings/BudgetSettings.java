package io.tidemark.settings;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What may be spent at each platform. 0 means: no such limit. */
public record BudgetSettings(Twitterapi twitterapi, X x) {

  private static final Pattern SHARE = Pattern.compile("([^=]+)=([0-9]{1,2})");

  /**
   * @param perSecond requests; 3 from 1,000 credits on, 20 from 50,000 on
   * @param spacing between one request and the next, for balances that admit less than one a second
   * @param dailyUsd what the owner wants to spend in a day (UTC)
   * @param monthlyUsd what the owner wants to spend in a calendar month
   * @param shares tenants with their own part of every limit, in percent
   */
  public record Twitterapi(
      int perSecond,
      Duration spacing,
      double dailyUsd,
      double monthlyUsd,
      double pricePerRequestUsd,
      double pricePerTweetUsd,
      double minimumPerCallUsd,
      Map<String, Integer> shares) {
    public Twitterapi {
      shares = Map.copyOf(shares);
      Checks.between("TIDEMARK_TWITTERAPI_PER_SECOND", perSecond, 0, 10_000);
      Checks.between("TIDEMARK_TWITTERAPI_SPACING", spacing, Duration.ZERO, Duration.ofHours(1));
      dollars("TIDEMARK_TWITTERAPI_DAILY_USD", dailyUsd);
      dollars("TIDEMARK_TWITTERAPI_MONTHLY_USD", monthlyUsd);
      dollars("TIDEMARK_TWITTERAPI_PRICE_PER_REQUEST_USD", pricePerRequestUsd);
      dollars("TIDEMARK_TWITTERAPI_PRICE_PER_TWEET_USD", pricePerTweetUsd);
      dollars("TIDEMARK_TWITTERAPI_MINIMUM_PER_CALL_USD", minimumPerCallUsd);
      priced(
          "TIDEMARK_TWITTERAPI",
          "TWEET",
          dailyUsd,
          monthlyUsd,
          Math.max(minimumPerCallUsd, pricePerTweetUsd + pricePerRequestUsd));
      together("TIDEMARK_TWITTERAPI_SHARES", shares);
    }
  }

  /**
   * @param spacing between one request and the next
   * @param monthResetDay on which day the plan's month begins
   * @param shares tenants with their own part of every limit, in percent
   */
  public record X(
      Duration spacing,
      int requestsPer15Minutes,
      int requestsPerMonth,
      int postsPerMonth,
      double dailyUsd,
      double monthlyUsd,
      double pricePerRequestUsd,
      double pricePerPostUsd,
      double pricePerUserUsd,
      int monthResetDay,
      Map<String, Integer> shares) {
    public X {
      shares = Map.copyOf(shares);
      Checks.between("TIDEMARK_X_SPACING", spacing, Duration.ZERO, Duration.ofHours(1));
      Checks.between("TIDEMARK_X_PER_15_MINUTES", requestsPer15Minutes, 0, 1_000_000);
      Checks.between("TIDEMARK_X_REQUESTS_PER_MONTH", requestsPerMonth, 0, 1_000_000_000);
      Checks.between("TIDEMARK_X_POSTS_PER_MONTH", postsPerMonth, 0, 1_000_000_000);
      dollars("TIDEMARK_X_DAILY_USD", dailyUsd);
      dollars("TIDEMARK_X_MONTHLY_USD", monthlyUsd);
      dollars("TIDEMARK_X_PRICE_PER_REQUEST_USD", pricePerRequestUsd);
      dollars("TIDEMARK_X_PRICE_PER_POST_USD", pricePerPostUsd);
      dollars("TIDEMARK_X_PRICE_PER_USER_USD", pricePerUserUsd);
      Checks.between("TIDEMARK_X_MONTH_RESET_DAY", monthResetDay, 1, 31);
      priced("TIDEMARK_X", "POST", dailyUsd, monthlyUsd, pricePerPostUsd + pricePerRequestUsd);
      together("TIDEMARK_X_SHARES", shares);
    }
  }

  static BudgetSettings from(SettingValues values) {
    return new BudgetSettings(
        new Twitterapi(
            values.integer("twitterapi.per-second", 3),
            values.duration("twitterapi.spacing", Duration.ZERO),
            values.number("twitterapi.daily-usd", 0),
            values.number("twitterapi.monthly-usd", 0),
            values.number("twitterapi.price-per-request-usd", 0),
            values.number("twitterapi.price-per-tweet-usd", 0.00015),
            values.number("twitterapi.minimum-per-call-usd", 0.00015),
            shares("TIDEMARK_TWITTERAPI_SHARES", values.list("twitterapi.shares"))),
        new X(
            values.duration("x.spacing", Duration.ofSeconds(1)),
            values.integer("x.per-15-minutes", 15),
            values.integer("x.requests-per-month", 50_000),
            values.integer("x.posts-per-month", 15_000),
            values.number("x.daily-usd", 0),
            values.number("x.monthly-usd", 0),
            values.number("x.price-per-request-usd", 0),
            values.number("x.price-per-post-usd", 0.005),
            values.number("x.price-per-user-usd", 0.010),
            values.integer("x.month-reset-day", 1),
            shares("TIDEMARK_X_SHARES", values.list("x.shares"))));
  }

  private static Map<String, Integer> shares(String name, List<String> given) {
    Map<String, Integer> shares = new LinkedHashMap<>();
    for (String share : given) {
      Matcher matcher = SHARE.matcher(share);
      if (!matcher.matches() || Integer.parseInt(matcher.group(2)) < 1) {
        throw Checks.bad(name, "tenants and percents such as brand-watch=30", share);
      }
      if (shares.put(matcher.group(1).strip(), Integer.parseInt(matcher.group(2))) != null) {
        throw new BadSetting("%s names %s twice.".formatted(name, matcher.group(1).strip()));
      }
    }
    return shares;
  }

  private static void together(String name, Map<String, Integer> shares) {
    int sum = shares.values().stream().mapToInt(Integer::intValue).sum();
    if (sum > 99) {
      throw new BadSetting(
          "%s gives away %d percent; at most 99, for the others need some.".formatted(name, sum));
    }
  }

  /**
   * A cap on what costs nothing would admit without end, and one below a price nothing ever.
   *
   * @param price of the smallest call
   */
  private static void priced(
      String platform, String item, double daily, double monthly, double price) {
    if (price <= 0 && (daily > 0 || monthly > 0)) {
      throw new BadSetting(
          "%1$s_%2$s_USD has no meaning without %1$s_PRICE_PER_%3$s_USD."
              .formatted(platform, daily > 0 ? "DAILY" : "MONTHLY", item));
    }
    double least = Math.min(daily > 0 ? daily : price, monthly > 0 ? monthly : price);
    if (least < price) {
      throw new BadSetting(
          "%s_%s_USD is %s, which is less than the %s that one call costs: nothing could be asked."
              .formatted(platform, least == daily ? "DAILY" : "MONTHLY", least, price));
    }
  }

  private static void dollars(String name, double amount) {
    Checks.between(name, amount, 1_000_000);
  }
}
