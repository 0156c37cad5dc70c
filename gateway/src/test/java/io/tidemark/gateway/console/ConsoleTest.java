package io.tidemark.gateway.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.tracker.TrackerWorld.dead;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.tidemark.boot.TestFoundation;
import io.tidemark.gateway.GatewayWorld;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The page in a real browser, against a real gateway. */
@ResourceLock(Chromium.LOCK)
@Tag("server")
@Order(1) // it takes long, so it begins first
class ConsoleTest {

  private static Chromium browser;
  private static ConsoleWorld console;

  @BeforeAll
  static void begin() {
    browser = Chromium.open();
    console = new ConsoleWorld();
  }

  @AfterAll
  static void end() {
    if (console != null) {
      console.close();
    }
    if (browser != null) {
      browser.close();
    }
  }

  private static Page loggedIn() {
    Page page = browser.page(ColorScheme.LIGHT);
    console.logIn(page, GatewayWorld.ADMIN_KEY);
    return page;
  }

  private static JsonObject curve() {
    return console.world.admin("readCurve", console.tweet.id()).send().ok();
  }

  /** The number in the tile of a name. */
  private static Locator tile(Page page, String name) {
    return page.locator(".tiles > div:has(dt:text-is(\"%s\")) > dd:first-of-type".formatted(name));
  }

  private static String written(long number) {
    return String.format(Locale.ENGLISH, "%,d", number);
  }

  @Test
  void theNumbersOfTheOverviewAreThoseOfTheApi() {
    Page page = loggedIn();
    JsonObject overview = console.world.admin("readOverview").send().ok();
    long tracked =
        overview.getJsonObject("active").stream()
            .mapToLong(tier -> ((Number) tier.getValue()).longValue())
            .sum();

    assertThat(tile(page, "Tweets tracked now")).hasText(written(tracked));
    assertThat(tile(page, "Polls answered")).hasText(written(overview.getLong("polls")));
    assertThat(tile(page, "Lots due"))
        .hasText(written(overview.getJsonObject("lots").getLong("due")));
    assertThat(page.getByRole(AriaRole.MAIN))
        .containsText("of %s taken in".formatted(written(overview.getLong("tweets"))));
    JsonObject calls = overview.getJsonArray("calls").getJsonObject(0);
    assertThat(page.getByLabel("Calls by platform").locator("tbody tr").first())
        .containsText(calls.getString("upstream"));
    assertThat(calls.getLong("posts")).isGreaterThan(calls.getLong("calls"));
    page.context().close();
  }

  @Test
  void aZoneSaysInASentenceWhatItsCadenceMissedYesterday() {
    Page page = loggedIn();
    console.go(page, "zones/brand");

    assertThat(
            page.getByText(
                "Yesterday ADAPTIVE polled 3 times per tweet and missed 3 % (2.5–3.5 %) of the"
                    + " engagement over time; HOURLY_LOT would have polled 4 times and missed 9 %,"
                    + " and AGE_TIER would have polled 9.5 times and missed 8 %."))
        .isVisible();
    assertThat(page.getByLabel("Audit by day").locator("tbody tr")).hasCount(21);
    console.world.zone("unsampled");
    console.go(page, "zones/unsampled");
    assertThat(page.getByText("No tweet is sampled: sample_percent is not set")).isVisible();
    page.context().close();
  }

  @Test
  void whatHappensIsShownWithoutBeingAskedFor() {
    Page page = loggedIn();
    assertThat(page.locator(".banner").filter(new Locator.FilterOptions().setHasText("waits")))
        .isVisible();
    Locator tracked = tile(page, "Tweets tracked now");
    String before = tracked.textContent();

    console.world.deliver("rivals", console.world.tracker.post(2, dead()));

    assertThat(tracked).not().hasText(before);
    page.context().close();
  }

  @Test
  void aCurveHasAPointForEachSnapshotAndRefreshingAddsOne() {
    Page page = loggedIn();
    console.go(page, "tweets/" + console.tweet.id());
    Locator plot = page.locator(".plot").first();
    int snapshots = curve().getJsonArray("points").size();

    assertThat(plot).hasAttribute("data-snapshots", Integer.toString(snapshots));
    // The arrival is drawn, too.
    assertThat(plot).hasAttribute("data-drawn", Integer.toString(snapshots + 1));
    assertThat(inked(plot)).isTrue();

    console.world.clock.advance(Duration.ofMinutes(7));
    page.locator("#refresh").click();

    assertThat(page.getByText("Read: ")).isVisible();
    assertThat(plot).hasAttribute("data-snapshots", Integer.toString(snapshots + 1));
    assertThat(plot).hasAttribute("data-drawn", Integer.toString(snapshots + 2));
    assertThat(curve().getJsonArray("points")).hasSize(snapshots + 1);
    assertThat(page.getByText("refreshes of this zone are left")).containsText("59 of 60");
    page.context().close();
  }

  @Test
  void aForecastIsSaidInASentenceDrawnAndListed() {
    JsonObject answer = curve();
    JsonObject forecast = answer.getJsonObject("forecast");
    JsonObject of80 = forecast.getJsonObject("interval_80");
    long estimated =
        answer.getJsonArray("curve").stream()
            .filter(point -> ((JsonObject) point).getBoolean("estimated"))
            .count();
    Page page = loggedIn();

    console.go(page, "tweets/" + console.tweet.id());

    assertThat(page.locator(".forecast"))
        .containsText(
            "it will probably have about %s engagements (80 %%: %s–%s; 90 %%: "
                .formatted(
                    written(forecast.getLong("median")),
                    written(of80.getLong("from")),
                    written(of80.getLong("to"))));
    assertThat(page.locator(".forecast"))
        .containsText(
            "%d readings of this tweet and the model that ships with Tidemark"
                .formatted(forecast.getInteger("readings")));
    Locator plot = page.locator(".plot").first();
    assertThat(plot).hasAttribute("data-estimated", Long.toString(estimated));
    page.getByLabel("Estimate and forecast").uncheck();
    assertThat(plot).hasAttribute("data-estimated", "0");
    page.getByLabel("Estimate and forecast").check();

    console.go(page, "zones/brand");

    Locator big =
        page.locator(".panel").filter(new Locator.FilterOptions().setHasText("Expected to be big"));
    assertThat(big.locator("li")).hasCount(5);
    assertThat(big.locator("li").first()).containsText("≈ " + written(forecast.getLong("median")));
    assertThat(big).containsText("Basis: the model that ships with Tidemark");

    long unworthy = unworthyTweet();
    console.go(page, "tweets/" + unworthy);

    Locator main = page.getByRole(AriaRole.MAIN);
    assertThat(main).containsText("another poll would tell was expected to be worth less");
    assertThat(main).containsText("came back: other tweets quoted it");
    assertThat(page.locator(".facts > div:has(dt:text-is(\"Expected growth\")) > dd"))
        .hasText("+0.4");
    assertThat(page.locator(".crumb .badge")).hasText("sampled");
    page.context().close();
  }

  /** A sampled tweet that came back and stopped as not worth a poll. */
  private static long unworthyTweet() {
    var tweet = console.world.tracker.post(dead());
    console.world.deliver("rivals", List.of(tweet));
    long id = console.world.tracker.id(tweet);
    console.world.stores.sql(
        """
        update twitter_engagement_tracking
        set stop_reason = 'not_worth_a_poll', stopped_at = '%s', next_update_at = null,
          expected_growth = 0.42, revived_by = 'quoted'
        where tweet_db_id = %d
        """
            .formatted(console.world.clock.instant(), id));
    console.world.stores.sql(
        "insert into sampled_tweets (tweet_db_id, zone_id, ends_at) values (%d, 'rivals', '%s')"
            .formatted(id, console.world.clock.instant()));
    return id;
  }

  @Test
  void aCounterThatTheLastReadingLacksIsShownWithItsAge() {
    long id =
        console.world.stores.number(
            "select max(id) from twitter_tweets where zone_id = 'brand' and tweet_id <> '"
                + console.tweet.id()
                + "'");
    console.world.stores.sql(
        """
        update twitter_tweets
        set view_count = 9000,
            older_counters = jsonb_build_object(
              'view_count', captured_at - interval '1 hour', 'captured_at', captured_at)
        where id = %d
        """
            .formatted(id));
    Page page = loggedIn();

    console.go(page, "tweets/" + id);

    Locator views = page.locator(".facts > div:has(dt:text-is(\"Views\")) > dd");
    assertThat(views).containsText("9,000, read ");
    assertThat(views.locator("time")).isVisible();
    assertThat(page.locator(".facts dt:text-is(\"Likes\")")).hasCount(0);
    page.context().close();
  }

  @Test
  void aPlanIsToldAndSet() {
    Page page = loggedIn();
    console.go(page, "plan");
    page.getByLabel("Zone").selectOption("nobodys");
    page.getByLabel("Tweets an hour").fill("60");
    page.getByLabel("Plan by").selectOption("error_percent");
    page.getByLabel("Amount").fill("2");
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Plan").setExact(true))
        .click();

    assertThat(page.getByText("off by 2 % of all engagement")).isVisible();
    assertThat(page.locator("svg.frontier .chosen")).isVisible();
    page.getByText("Poll nobodys by this plan").click();
    assertThat(page.getByText("nobodys is polled by it from now on.")).isVisible();
    JsonObject zone = console.world.admin("readZone", "nobodys").send().ok();
    assertThat(zone.getString("cadence")).isEqualTo("ADAPTIVE");
    assertThat(zone.getJsonObject("goal").getDouble("error_percent")).isEqualTo(2);
    page.context().close();
  }

  private static boolean inked(Locator plot) {
    return (Boolean)
        plot.locator("canvas")
            .first()
            .evaluate(
                "canvas => canvas.getContext('2d')"
                    + ".getImageData(0, 0, canvas.width, canvas.height).data.some(v => v !== 0)");
  }

  @Test
  void aPodThatIsKilledIsNotShownAnyMore() {
    TestFoundation second = console.world.anotherPod(Map.of());
    Page page = loggedIn();
    // While events can come the page looks by itself every 15 seconds.
    assertThat(tile(page, "Processes alive")).hasText("2");

    // Without a word to anybody.
    await(second.vertx().close());

    assertThat(tile(page, "Processes alive")).hasText("1");
    page.context().close();
  }

  @Test
  void aForeignTenantSeesNothing() {
    String foreign = console.world.tenantKey(List.of("read", "refresh", "trigger"), "nobodys");
    Page page = browser.page(ColorScheme.LIGHT);
    console.logIn(page, foreign);
    assertThat(tile(page, "Tweets tracked now")).hasText("0");
    assertThat(tile(page, "Polls answered")).hasText("0");
    assertThat(page.locator(".zones li")).hasCount(1);
    assertThat(tile(page, "Processes alive")).isHidden();
    assertThat(page.locator("main").textContent()).doesNotContain("brand", "rivals");

    for (String view :
        List.of("zones/brand", "tweets/" + console.tweet.id(), "studio/brand-studio")) {
      console.go(page, view);
      assertThat(page.locator("h1")).hasText("Not found");
    }
    console.go(page, "operations");
    assertThat(page.getByText("Unrouted deliveries are shown to keys that")).isVisible();
    assertThat(page.locator("main").textContent())
        .doesNotContain("nobody-mapped-it", "the-brand", "nouns");
    page.context().close();
  }

  @Test
  void aWrongKeyIsAskedForAgainAndTheRightOneOpens() {
    Page page = browser.page(ColorScheme.LIGHT);
    console.goWithoutKey(page);
    assertThat(page.locator("h1")).hasText("A key is needed");
    page.getByLabel("Key").fill("wrong");
    page.getByLabel("Key").press("Enter");
    assertThat(page.getByText("The key you gave is not valid here.")).isVisible();

    page.getByLabel("Key").fill(GatewayWorld.ADMIN_KEY);
    page.getByLabel("Key").press("Enter");

    assertThat(page.locator("h1")).hasText("Overview");
    assertThat(page.url()).doesNotContain(GatewayWorld.ADMIN_KEY);
    page.context().close();
  }

  @Test
  void aDisabledJobIsEnabledAndTheChangeIsListed() {
    console
        .world
        .admin("changeJob", "tallies")
        .send(new JsonObject().put("enabled", false).put("reason", "an upgrade"))
        .ok();
    Page page = loggedIn();
    console.go(page, "operations");
    Locator row = page.getByLabel("Disabled jobs").locator("tbody tr");
    assertThat(row).containsText("an upgrade");

    row.getByText("Enable").click();

    assertThat(page.getByText("Every job is enabled.")).isVisible();
    assertThat(page.getByLabel("Latest changes").locator("tbody tr").first())
        .containsText("changeJob");
    page.context().close();
  }

  @Test
  void anUnroutedDeliveryIsMappedAndReplayedFromThePage() {
    console
        .world
        .webhook()
        .send(console.world.tracker.body("to-be-mapped", console.world.tracker.post(1, dead())));
    Page page = loggedIn();
    console.go(page, "operations");
    Locator row =
        page.getByLabel("Unrouted deliveries")
            .locator("tbody tr")
            .filter(new Locator.FilterOptions().setHasText("to-be-mapped"));
    row.locator("select").selectOption("rivals");
    row.getByText("Map and replay").click();

    assertThat(row).hasCount(0);
    assertThat(
            console.world.stores.number(
                "select count(*) from unrouted_deliveries where rule_id = 'to-be-mapped' and"
                    + " replayed_at is not null"))
        .isEqualTo(1);
    page.context().close();
  }
}
