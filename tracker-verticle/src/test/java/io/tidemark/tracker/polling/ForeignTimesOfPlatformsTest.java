package io.tidemark.tracker.polling;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.tracker.TrackerWorld;
import io.tidemark.tracker.TweetSources;
import io.tidemark.upstream.CallOutcome;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times that tweets' platforms tell with a 429. The world stands at 2026-11-02T10:00:00Z. */
@Tag("server")
class ForeignTimesOfPlatformsTest {

  private static final long DEFAULT = 900;

  private final io.vertx.core.Vertx vertx = io.vertx.core.Vertx.vertx();
  private HttpServer server;
  private TrackerWorld world;

  @AfterEach
  void close() {
    if (world != null) {
      world.close();
    }
    await(vertx.close());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "twitterapi | Retry-After | 120 | 120",
        "twitterapi | Retry-After | Mon, 02 Nov 2026 10:02:00 GMT | 120",
        "twitterapi | Retry-After | 99999999999 | 900",
        "twitterapi | Retry-After | 9223372036854775807 | 900",
        "twitterapi | Retry-After | 0 | 900",
        "twitterapi | Retry-After | -5 | 900",
        "twitterapi | Retry-After | NaN | 900",
        "twitterapi | Retry-After | 1.5 | 900",
        "twitterapi | Retry-After | 120junk | 900",
        "twitterapi | Retry-After | Sun, 01 Nov 2026 10:02:00 GMT | 900",
        "x | x-rate-limit-reset | 1793613900 | 300",
        "x | x-rate-limit-reset | 1793613600000 | 900",
        "x | x-rate-limit-reset | 1793617200 | 900",
        "x | x-rate-limit-reset | 0 | 900",
        "x | x-rate-limit-reset | -1 | 900",
        "x | x-rate-limit-reset | abc | 900",
        "x | x-rate-limit-reset | 9223372036854775807 | 900",
        "x | x-app-limit-24hour-reset | 1793653200 | 39600",
        "x | x-app-limit-24hour-reset | 1793786400 | 900",
        "x | x-user-limit-24hour-reset | 1793653200000 | 900",
      })
  void aTimeThatCannotBeIsTakenForTheDefault(
      String source, String header, String value, long seconds) {
    server =
        await(
            vertx
                .createHttpServer()
                .requestHandler(
                    request -> {
                      request.response().setStatusCode(429).putHeader(header, value);
                      if (header.startsWith("x-")) {
                        String window = header.substring(0, header.length() - "-reset".length());
                        request.response().putHeader(window + "-remaining", "0");
                      }
                      request.response().end("{\"title\":\"Too Many Requests\"}");
                    })
                .listen(0, "127.0.0.1"));
    String url = "http://127.0.0.1:" + server.actualPort();
    world =
        TrackerWorld.begin(
            Map.of(
                "TIDEMARK_TWITTER_SOURCE", source,
                "TIDEMARK_X_BASE_URL", url,
                "TIDEMARK_TWITTERAPI_BASE_URL", url));
    TweetSource asked = TweetSources.of(world.stores.app());

    var outcome = await(asked.read(List.of("1")));

    var until = world.clock.instant().plus(Duration.ofSeconds(seconds));
    assertThat(outcome)
        .isInstanceOfSatisfying(
            CallOutcome.Throttled.class, it -> assertThat(it.until()).isEqualTo(until));
    assertThat(await(asked.pause()).orElseThrow().until()).isEqualTo(until);
    var counter = world.stores.app().meters().find("tidemark.implausible.times").counter();
    assertThat(counter != null).isEqualTo(seconds == DEFAULT);
    // The other memory: what was said of a window does not outlive the window.
    await(world.stores.app().budgets().lines()).stream()
        .filter(line -> line.window().startsWith("reported:"))
        .forEach(line -> assertThat(line.resetsAt()).isBeforeOrEqualTo(until));
  }
}
