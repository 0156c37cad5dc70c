package io.tidemark.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.settings.Settings;
import io.tidemark.settings.SettingsReader;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What operators set, as the limits it becomes. */
class PlansTest {

  @Test
  void twitterapiCanBeAskedMoreSlowlyThanOnceASecondAndHaveItsDay() {
    Settings settings =
        SettingsReader.of(
            Map.of(
                "TIDEMARK_TWITTERAPI_PER_SECOND", "0",
                "TIDEMARK_TWITTERAPI_SPACING", "5s",
                "TIDEMARK_TWITTERAPI_DAILY_USD", "2.5",
                "TIDEMARK_TWITTERAPI_PRICE_PER_REQUEST_USD", "0.001"));

    BudgetPlan plan = Plans.twitterapi(settings.budgets().twitterapi());

    assertThat(plan.limits())
        .containsExactly(
            Limit.spacing(Duration.ofSeconds(5)),
            new Limit(new Window.Day(), Unit.MONEY, 2_500_000));
    assertThat(plan.prices()).isEqualTo(new Prices(1_000, 150, 150, false, false));
  }

  @Test
  void xHasADayAndAMonthOfMoneyAndAPriceForPostsAndAccounts() {
    Settings settings =
        SettingsReader.of(
            Map.of(
                "TIDEMARK_X_DAILY_USD", "10",
                "TIDEMARK_X_MONTHLY_USD", "100",
                "TIDEMARK_X_MONTH_RESET_DAY", "7"));

    BudgetPlan plan = Plans.x(settings.budgets().x());

    assertThat(plan.limits())
        .contains(
            new Limit(new Window.Day(), Unit.MONEY, 10_000_000),
            new Limit(new Window.Month(7), Unit.MONEY, 100_000_000));
    assertThat(plan.prices()).isEqualTo(new Prices(0, 5_000, 10_000, 0, true, true));
  }

  @Test
  void theMonthOfTheScraperBeginsOnThePlansDay() {
    Settings settings =
        SettingsReader.of(
            Map.of(
                "TIDEMARK_RAPIDAPI_REQUESTS_PER_MONTH", "500",
                "TIDEMARK_RAPIDAPI_MONTH_RESET_DAY", "17"));

    assertThat(Plans.rapidApi(settings.profiles().rapidApi()).limits())
        .contains(new Limit(new Window.Month(17), Unit.ITEMS, 500));
  }
}
