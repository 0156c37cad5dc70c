package io.tidemark.gateway.console;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * The browser of the machine, without a window. Nothing is downloaded for it. It starts once for a
 * test run, and serves one test class at a time: a Playwright is not thread-safe.
 */
final class Chromium implements AutoCloseable {

  /** The resource that classes with a browser lock. */
  static final String LOCK = "chromium";

  static final Path SCREENSHOTS = Path.of("target", "screenshots");

  private static final boolean PICTURES = System.getenv("CONSOLE_PICTURES") != null;

  private static final List<String> PLACES =
      List.of(
          "/usr/bin/chromium-headless-shell", // the least work
          "/usr/bin/chromium",
          "/usr/bin/chromium-browser",
          "/usr/bin/google-chrome");

  /** As long as its actions wait; an assertion's own five seconds are short beside other tests. */
  private static final double LONGEST_WAIT_MILLIS = 30_000;

  private static @Nullable Browser shared;

  private final Browser browser;
  private final List<String> complaints = new ArrayList<>();

  private Chromium(Browser browser) {
    this.browser = browser;
  }

  private static synchronized Browser shared(Path executable) {
    if (shared == null) {
      PlaywrightAssertions.setDefaultAssertionTimeout(LONGEST_WAIT_MILLIS);
      Playwright playwright =
          Playwright.create(
              new Playwright.CreateOptions()
                  .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
      shared =
          playwright
              .chromium()
              .launch(
                  new BrowserType.LaunchOptions()
                      .setExecutablePath(executable)
                      .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage")));
      Runtime.getRuntime().addShutdownHook(new Thread(playwright::close));
    }
    return shared;
  }

  /** Skips the test when the machine has no browser. */
  static Chromium open() {
    Optional<Path> executable =
        Stream.concat(Stream.ofNullable(System.getenv("TIDEMARK_BROWSER")), PLACES.stream())
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    Assumptions.assumeTrue(
        executable.isPresent(),
        "The console is not tested: no Chromium at " + PLACES + "; set TIDEMARK_BROWSER");
    return new Chromium(shared(executable.orElseThrow()));
  }

  /** A desktop's page. */
  Page page(ColorScheme colors) {
    return page(colors, 1280, 900);
  }

  Page page(ColorScheme colors, int width, int height) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setColorScheme(colors)
                .setReducedMotion(ReducedMotion.REDUCE)
                .setViewportSize(width, height));
    Page page = context.newPage();
    page.onConsoleMessage(this::heard);
    page.onPageError(error -> complaints.add(error));
    return page;
  }

  private void heard(ConsoleMessage message) {
    // An answer that is a problem is told by the browser as well, and is no fault of the page.
    if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
      complaints.add(message.text());
    }
  }

  /** What the browser had to say against the pages so far. */
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** Takes a picture for people to look at, where they want one: it costs more than the test. */
  static void screenshot(Page page, String name) {
    if (PICTURES) {
      page.screenshot(
          new Page.ScreenshotOptions()
              .setPath(SCREENSHOTS.resolve(name + ".png"))
              .setFullPage(true));
    }
  }

  /** Closes the pages; the browser stays for the next class. */
  @Override
  public void close() {
    browser.contexts().forEach(BrowserContext::close);
  }
}
