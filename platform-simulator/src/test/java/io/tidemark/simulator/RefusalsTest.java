package io.tidemark.simulator;

import static io.tidemark.simulator.RunningSimulator.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalsTest {

  private final RunningSimulator world = new RunningSimulator();
  private final SimulatedTweet tweet = world.post();
  private final String atTwitterApi = "/twitter/tweets?tweet_ids=" + tweet.id();
  private final String atX = "/2/tweets?tweet.fields=public_metrics&ids=" + tweet.id();

  @AfterEach
  void stop() {
    world.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          400 | {"detail":"Bad Request"}
          401 | {"error":"Unauthorized","message":"Invalid API key"}
          402 | {"error":"Unauthorized","message":"Credits is not enough.Please recharge"}
          429 | {"error":"Too Many Requests","message":"For free-tier users, the QPS limit is one request every 5 seconds."}
          500 | {"detail":"Internal server error (simulated 500)"}
          503 | {"detail":"Internal server error (simulated 503)"}
          """)
  void twitterApiRefusesInItsOwnWords(int status, String body) {
    world.simulator.change(s -> s.status(status));

    HttpResponse<Buffer> answer = world.get(atTwitterApi);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.bodyAsString()).isEqualTo(body);
    assertThat(world.simulator.meter().credits()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "401,Unauthorized",
    "402,CreditsDepleted",
    "403,Client Forbidden",
    "429,Too Many Requests",
    "500,Internal Server Error",
    "503,Service Unavailable"
  })
  void xRefusesInItsOwnWords(int status, String title) {
    world.simulator.change(s -> s.status(status));

    HttpResponse<Buffer> answer = world.get(atX);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.bodyAsJsonObject().getString("title")).isEqualTo(title);
    assertThat(world.simulator.meter().postsBilled()).isZero();
  }

  @Test
  void aThrottledCallerIsToldWhenToComeBackAsThePlatformDoesIt() {
    world.simulator.change(s -> s.status(429).retryAfterSeconds(30));

    assertThat(world.get(atTwitterApi).getHeader("Retry-After")).isEqualTo("30");
    HttpResponse<Buffer> answer = world.get(atX);
    assertThat(answer.getHeader("Retry-After")).isNull();
    assertThat(answer.getHeader("x-rate-limit-remaining")).isEqualTo("0");
    assertThat(answer.getHeader("x-rate-limit-reset"))
        .isEqualTo(Long.toString(NOON.plusSeconds(30).getEpochSecond()));
  }

  @Test
  void aBurstIsLimitedUntilTheWindowEnds() {
    world.simulator.change(s -> s.requestsPerWindow(2).windowSeconds(60));

    for (String path : List.of(atTwitterApi, atX)) {
      assertThat(world.get(path).statusCode()).isEqualTo(200);
      assertThat(world.get(path).statusCode()).isEqualTo(200);
      assertThat(world.get(path).statusCode()).isEqualTo(429);
    }
    world.clock.advance(Duration.ofSeconds(60));
    assertThat(world.get(atTwitterApi).statusCode()).isEqualTo(200);
    assertThat(world.get(atX).getHeader("x-rate-limit-remaining")).isEqualTo("1");
  }

  @Test
  void callsMayHaveToKeepADistance() {
    world.simulator.change(s -> s.minimumIntervalMillis(5_000));

    assertThat(world.get(atTwitterApi).statusCode()).isEqualTo(200);
    world.clock.advance(Duration.ofMillis(4_999));
    assertThat(world.get(atTwitterApi).statusCode()).isEqualTo(429);
    world.clock.advance(Duration.ofMillis(1));
    assertThat(world.get(atTwitterApi).statusCode()).isEqualTo(200);
  }

  @Test
  void theMonthlyCapHidesBehindHealthyHeaders() {
    world.simulator.change(s -> s.monthlyCapReached(true));

    HttpResponse<Buffer> answer = world.get(atX);

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.bodyAsJsonObject().getString("title")).isEqualTo("UsageCapExceeded");
    assertThat(answer.getHeader("x-rate-limit-remaining")).isEqualTo("3499");
    assertThat(world.get(atTwitterApi).statusCode()).isEqualTo(200);
  }

  @Test
  void withoutCreditsOnlyTheBalanceIsAnswered() {
    world.simulator.change(s -> s.creditsDepleted(true));

    assertThat(world.get(atTwitterApi).statusCode()).isEqualTo(402);
    assertThat(world.get(atX).statusCode()).isEqualTo(402);
    assertThat(world.json("/oapi/my/info").getLong("recharge_credits")).isZero();
  }

  @Test
  void anErrorMayHideInsideHttp200() {
    world.simulator.change(s -> s.errorInside200(true));

    assertThat(world.json(atTwitterApi).getString("status")).isEqualTo("error");
    assertThat(world.json(atX).containsKey("data")).isTrue();
  }

  @Test
  void aShareOfTheCallsFails() {
    world.simulator.change(s -> s.failRate(0.5));

    long failed =
        IntStream.range(0, 200).filter(i -> world.get(atTwitterApi).statusCode() == 500).count();

    assertThat(failed).isBetween(70L, 130L);
    assertThat(world.simulator.meter().totals(Platform.TWITTER_API).failures()).isEqualTo(failed);
  }

  @Test
  void onePoisonousIdFailsTheBatchUntilItIsLeftOut() {
    String poison = world.post().id();
    world.simulator.change(s -> s.poisonIds(poison));

    for (String path : List.of(atTwitterApi, atX)) {
      assertThat(world.get(path + "," + poison).statusCode()).isEqualTo(400);
      assertThat(world.get(path).statusCode()).isEqualTo(200);
    }
  }
}
