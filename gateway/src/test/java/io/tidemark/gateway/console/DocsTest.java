package io.tidemark.gateway.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.tidemark.gateway.GatewayWorld;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The page that shows openapi.yaml, in a real browser. */
@ResourceLock(Chromium.LOCK)
@Tag("server")
class DocsTest {

  private static Chromium browser;
  private static GatewayWorld world;

  @BeforeAll
  static void begin() {
    browser = Chromium.open();
    world = GatewayWorld.begin();
    world.zone("brand");
  }

  @AfterAll
  static void end() {
    if (world != null) {
      world.close();
    }
    if (browser != null) {
      browser.close();
    }
  }

  private static String address(String path) {
    return "http://127.0.0.1:" + world.api.gateway().port() + path;
  }

  @Test
  void aLightPageTriesAnOperationWithTheKeyOfTheConsole() {
    Page page = browser.page(ColorScheme.LIGHT);
    List<String> asked = new ArrayList<>();
    page.onRequest((Request request) -> asked.add(request.url()));
    page.navigate(address("/#key=" + GatewayWorld.ADMIN_KEY));
    page.locator("h1").first().waitFor();

    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("API").setExact(true))
        .click();
    page.waitForURL(url -> url.startsWith(address("/docs")));
    assertShown(page, false);
    button(page, "Open Group management").click();
    page.getByText("List zones").first().click();
    page.locator("button:has-text('Test Request(get /api/zones)')").first().click();
    Locator send = button(page, "Send get request");
    Response answer =
        page.waitForResponse(response -> response.url().contains("/api/zones"), send::click);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).contains("\"brand\"");
    assertThat(asked).allMatch(url -> url.startsWith(address("/")) || url.startsWith("data:"));
    assertThat(browser.complaints()).isEmpty();
    page.context().close();
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name)).first();
  }

  @Test
  void thePageIsDarkForAReaderWhoLikesItDark() {
    Page page = browser.page(ColorScheme.DARK);
    page.navigate(address("/docs"));

    assertShown(page, true);
    page.context().close();
  }

  private static void assertShown(Page page, boolean dark) {
    page.locator("h1").first().waitFor();
    assertThat(page.locator("h1").first()).hasText("Tidemark");
    assertThat(page.evaluate("document.body.classList.contains('dark-mode')")).isEqualTo(dark);
    Chromium.screenshot(page, dark ? "docs-dark" : "docs-light");
  }

  /** Scalar needs inline styles; nothing else is allowed that the console is not. */
  @Test
  void thePolicyOfThePageAllowsStylesAndNothingElseMore() {
    String console = policy("/");
    String docs = policy("/docs");

    assertThat(docs)
        .isEqualTo(console.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'"));
    assertThat(policy("/docs.js")).isEqualTo(console);
    assertThat(policy("/vendor/scalar.js")).isEqualTo(console);
  }

  private static String policy(String path) {
    return world.api.request(HttpMethod.GET, path).send().header("Content-Security-Policy");
  }
}
