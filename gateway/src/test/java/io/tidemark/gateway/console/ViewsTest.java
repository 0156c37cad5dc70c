package io.tidemark.gateway.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.tidemark.gateway.GatewayWorld;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Every view in light and dark, on a desk and on a phone: pictures of it, and what axe says. */
@ResourceLock(Chromium.LOCK)
@Tag("server")
@Order(1) // it takes long, so it begins first
class ViewsTest {

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

  /** The views by name, each with a text that is there once it has been read. */
  private static Map<String, List<String>> views() {
    Map<String, List<String>> views = new LinkedHashMap<>();
    views.put("overview", List.of("", "twitterapi.io"));
    views.put("tweet", List.of("tweets/" + console.tweet.id(), "refreshes of this zone are left"));
    views.put("zone", List.of("zones/brand", "Last snapshot "));
    views.put("studio", List.of("studio", "brand-studio"));
    views.put("workspace", List.of("studio/brand-studio", "Spring collection"));
    views.put("post", List.of("studio/brand-studio/posts/" + console.post, "15,000"));
    views.put("profiles", List.of("profiles", "Profile"));
    views.put("plan", List.of("plan?tweets_per_hour=120&usd_per_month=60", "What it buys"));
    views.put("operations", List.of("operations", "nobody-mapped-it"));
    views.put("wrong", List.of("nowhere", "There is no such page"));
    return views;
  }

  @Test
  void everyViewIsAccessibleInLightAndDarkWithoutBrowserErrors() {
    for (ColorScheme colors : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      Page page = browser.page(colors);
      console.logIn(page, GatewayWorld.ADMIN_KEY);
      // Nothing is framed, so each view is looked at in one go.
      AxeBuilder rules =
          new AxeBuilder(page)
              .setLegacyMode(true)
              .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa"));
      String suffix = "-" + colors.name().toLowerCase(java.util.Locale.ROOT);
      views().forEach((name, view) -> show(page, rules, name + suffix, view));
      page.context().close();
    }
    assertThat(browser.complaints()).isEmpty();
  }

  private static void show(Page page, AxeBuilder rules, String name, List<String> view) {
    console.go(page, view.get(0));
    assertThat(page.getByText(view.get(1)).first()).isVisible();
    Chromium.screenshot(page, name);
    List<Rule> violations = rules.analyze().getViolations();
    assertThat(violations.stream().map(ViewsTest::sentence).toList()).as(name).isEmpty();
  }

  private static String sentence(Rule rule) {
    return "%s: %s %s"
        .formatted(
            rule.getId(),
            rule.getHelp(),
            rule.getNodes().stream().map(node -> node.getHtml() + node.getTarget()).toList());
  }

  @Test
  void onAPhoneNothingIsWiderThanTheScreen() {
    Page page = browser.page(ColorScheme.DARK, 390, 844);
    console.logIn(page, GatewayWorld.ADMIN_KEY);
    views()
        .forEach(
            (name, view) -> {
              console.go(page, view.get(0));
              assertThat(page.getByText(view.get(1)).first()).isVisible();
              Chromium.screenshot(page, name + "-phone");
              int wide = (Integer) page.evaluate("() => document.documentElement.scrollWidth");
              assertThat(wide).as(name).isLessThanOrEqualTo(390);
              page.locator("main button:visible, main input:visible, main select:visible")
                  .all()
                  .forEach(
                      control -> {
                        var place = control.boundingBox();
                        assertThat(place.x + place.width)
                            .as(name + ": " + control)
                            .isLessThanOrEqualTo(390);
                      });
            });
    page.context().close();
  }

  @Test
  void theKeyboardReachesTheCurveAndSaysWhatItShows() {
    Page page = browser.page(ColorScheme.LIGHT);
    console.logIn(page, GatewayWorld.ADMIN_KEY);
    console.go(page, "tweets/" + console.tweet.id());
    assertThat(page.locator(".plot").first()).hasAttribute("data-drawn", "4");
    var stepper = page.getByLabel("Snapshot to show the numbers of");
    stepper.focus();
    page.keyboard().press("Home");

    assertThat(stepper)
        .hasAttribute("aria-valuetext", java.util.regex.Pattern.compile("Arrival, 0 s after.*"));
    page.keyboard().press("ArrowRight");
    assertThat(stepper)
        .hasAttribute(
            "aria-valuetext", java.util.regex.Pattern.compile("Round 1, 1 h after.*moved.*"));
    page.context().close();
  }
}
