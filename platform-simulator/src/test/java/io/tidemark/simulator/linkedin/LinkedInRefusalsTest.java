package io.tidemark.simulator.linkedin;

import static io.tidemark.simulator.RunningSimulator.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.simulator.RunningSimulator;
import io.tidemark.simulator.faults.LinkedInError;
import io.tidemark.simulator.meter.Platform;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkedInRefusalsTest {

  private static final String AUTHOR = "jonas-okafor";

  private final RunningSimulator world = new RunningSimulator();
  private final LinkedInCaller scraper = new LinkedInCaller(world);

  @AfterEach
  void stop() {
    world.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          monthly-quota  | 429 | You have exceeded the MONTHLY quota for Requests
          burst          | 429 | {"message":"Too many requests"}
          not-subscribed | 403 | {"message":"You are not subscribed to this API."}
          bad-key        | 401 | {"message":"Invalid API key
          withdrawn      | 200 | {"success":false,"message":"We are no longer providing
          scrape-failed  | 200 | {"data":[],
          server-error   | 500 | {"message":"The scrape failed
          """)
  void everyErrorHasItsStatusAndItsWords(String error, int status, String words) {
    world.send(
        HttpMethod.PATCH, "/simulator/switches", "{\"linkedInError\":\"%s\"}".formatted(error));

    HttpResponse<Buffer> answer = scraper.posts(AUTHOR);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.bodyAsString()).contains(words);
    assertThat(world.simulator.meter().totals(Platform.LINKEDIN).credits())
        .isEqualTo(status == 200 ? 1 : 0);
  }

  @Test
  void onlyAnswersWith200SpendTheQuotaAndItsMonthEnds() {
    world.simulator.change(s -> s.linkedInQuota(2).status(500));
    scraper.posts(AUTHOR);
    world.simulator.change(s -> s.status(null));

    HttpResponse<Buffer> first = scraper.posts(AUTHOR);
    assertThat(first.getHeader("x-ratelimit-requests-limit")).isEqualTo("2");
    assertThat(first.getHeader("x-ratelimit-requests-remaining")).isEqualTo("1");
    // From noon of the tenth to the end of March.
    assertThat(first.getHeader("x-ratelimit-requests-reset"))
        .isEqualTo(Long.toString(Duration.ofHours(21 * 24 + 12).toSeconds()));
    assertThat(scraper.posts(AUTHOR).statusCode()).isEqualTo(200);
    HttpResponse<Buffer> third = scraper.posts(AUTHOR);
    assertThat(third.statusCode()).isEqualTo(429);
    assertThat(third.bodyAsString()).contains("MONTHLY quota");
    world.clock.advance(Duration.ofDays(22));
    assertThat(scraper.posts(AUTHOR).statusCode()).isEqualTo(200);
  }

  @Test
  void aBurstSaysWhenToComeBackOnlyIfToldTo() {
    world.simulator.change(s -> s.linkedInError(LinkedInError.BURST));
    assertThat(scraper.posts(AUTHOR).getHeader("Retry-After")).isNull();

    world.simulator.change(s -> s.retryAfterSeconds(7));
    assertThat(scraper.posts(AUTHOR).getHeader("Retry-After")).isEqualTo("7");
  }

  @Test
  void keyAndHostAreBothAskedFor() {
    String path = LinkedInCaller.path(AUTHOR);

    assertThat(
            await(world.askingWith(Map.of("x-rapidapi-host", LinkedInPolicy.HOST), path))
                .statusCode())
        .isEqualTo(401);
    assertThat(await(world.askingWith(Map.of("x-rapidapi-key", "demo-key"), path)).statusCode())
        .isEqualTo(404);
  }

  @Test
  void oneProfileMayFailAndAnotherBeEmpty() {
    world.simulator.change(s -> s.failingUsers(AUTHOR).protectedUsers("aiko-weller"));

    assertThat(scraper.posts(AUTHOR).statusCode()).isEqualTo(500);
    assertThat(scraper.data("aiko-weller")).isEmpty();
    assertThat(scraper.data("mira-holt")).hasSize(50);
  }

  @Test
  void faultsMayBeThoseOfOnePlatform() {
    world.send(
        HttpMethod.PATCH,
        "/simulator/switches",
        "{\"status\":503,\"faultyPlatforms\":[\"linkedin\"]}");

    assertThat(scraper.posts(AUTHOR).statusCode()).isEqualTo(503);
    assertThat(world.get("/twitter/tweets?tweet_ids=4").statusCode()).isEqualTo(200);
  }

  @Test
  void answersMayBeHtmlOrCutOrNeverCome() {
    world.simulator.change(s -> s.htmlError(true));
    assertThat(scraper.posts(AUTHOR).bodyAsString()).startsWith("<!DOCTYPE html>");

    world.simulator.change(s -> s.htmlError(false).truncatedBody(true));
    HttpResponse<Buffer> cut = scraper.posts(AUTHOR);
    assertThat(cut.statusCode()).isEqualTo(200);
    assertThatThrownBy(cut::bodyAsJsonObject).isInstanceOf(DecodeException.class);

    world.simulator.change(s -> s.truncatedBody(false).hang(true));
    assertThatThrownBy(() -> scraper.asking(AUTHOR, "").await(200, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
  }

  @Test
  void aScrapeMayTakeItsTime() {
    world.simulator.change(s -> s.linkedInScrapeMillis(150));

    long start = System.nanoTime();
    assertThat(scraper.posts(AUTHOR).statusCode()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(140));
  }
}
