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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A used-up cap of X, by whatever it is recognised. */
@Tag("server")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UsageCapTest {

  private final io.vertx.core.Vertx vertx = io.vertx.core.Vertx.vertx();
  private volatile int status;
  private volatile String body = "";
  private final HttpServer server =
      await(
          vertx
              .createHttpServer()
              .requestHandler(
                  request ->
                      request
                          .response()
                          .setStatusCode(status)
                          .putHeader("x-rate-limit-limit", "40000")
                          .putHeader("x-rate-limit-remaining", "39999")
                          .putHeader("x-rate-limit-reset", "1793613900")
                          .end(body))
              .listen(0, "127.0.0.1"));
  private final TrackerWorld world =
      TrackerWorld.begin(
          Map.of(
              "TIDEMARK_TWITTER_SOURCE",
              "x",
              "TIDEMARK_X_BASE_URL",
              "http://127.0.0.1:" + server.actualPort()));

  @AfterAll
  void close() {
    world.close();
    await(vertx.close());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "429 | {'title':'UsageCapExceeded','period':'Monthly','scope':'Product',"
            + "'type':'https://api.twitter.com/2/problems/usage-capped'} | true",
        "403 | {'title':'UsageCapExceeded','period':'Monthly','scope':'Product',"
            + "'type':'https://api.twitter.com/2/problems/usage-capped'} | true",
        "429 | {'title':'UsageCapExceeded','period':'Monthly','scope':'Product'} | true",
        "429 | {'title':'UsageCapExceeded'} | true",
        "429 | {'title':'Usage Cap Exceeded','detail':'no more'} | true",
        "429 | {'period':'Monthly'} | true",
        "429 | {'title':'Too Many Requests','period':'monthly'} | true",
        "429 | {'type':'https://api.x.com/2/problems/usage-capped'} | true",
        "429 | {'errors':[{'title':'UsageCapExceeded'}]} | true",
        "403 | {'period':'Monthly'} | true",
        "403 | {'title':'UsageCapExceeded'} | true",
        "403 | {'type':'https://api.x.com/2/problems/usage-capped'} | true",
        "402 | {'title':'UsageCapExceeded'} | true",
        "429 | {'title':'Too Many Requests','type':'about:blank','status':429} | false",
        "429 | [] | false",
        "403 | {'title':'Client Forbidden','reason':'client-not-enrolled'} | false",
      })
  void isKnownByItsTitleItsPeriodOrItsTypeAndLastsAnHour(int code, String json, boolean cap) {
    world.stores.sql("delete from upstream_pauses");
    status = code;
    body = json.replace('\'', '"');
    TweetSource x = TweetSources.of(world.stores.app());

    CallOutcome<TweetOutcomes> outcome = await(x.read(List.of("1")));

    if (cap) {
      assertThat(outcome).isInstanceOf(CallOutcome.Exhausted.class);
      var pause = await(x.pause()).orElseThrow();
      assertThat(pause.until()).isAfterOrEqualTo(world.clock.instant().plus(Duration.ofHours(1)));
      assertThat(pause.reason()).contains("out of money", "usage cap", Integer.toString(code));
    } else {
      assertThat(outcome).isNotInstanceOf(CallOutcome.Exhausted.class);
    }
  }
}
