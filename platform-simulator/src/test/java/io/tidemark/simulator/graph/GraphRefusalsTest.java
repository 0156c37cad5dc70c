package io.tidemark.simulator.graph;

import static io.tidemark.simulator.RunningSimulator.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.simulator.RunningSimulator;
import io.tidemark.simulator.faults.GraphErrorKind;
import io.tidemark.simulator.faults.PlatformFaults;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.studio.AccountDraft;
import io.tidemark.simulator.studio.StudioAccount;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GraphRefusalsTest {

  private static final String ME = "/v25.0/me";

  private final RunningSimulator world = new RunningSimulator();
  private final StudioAccount account =
      world
          .simulator
          .studio()
          .connect(AccountDraft.instagram().accessLives(Duration.ofMinutes(30)));

  @AfterEach
  void stop() {
    world.close();
  }

  @ParameterizedTest
  @EnumSource(GraphErrorKind.class)
  void everyKindIsHttp400AndToldByItsCode(GraphErrorKind kind) {
    world.simulator.change(s -> s.graphError(kind));

    JsonObject error = refused();

    assertThat(error.getInteger("code")).isEqualTo(kind.code());
    assertThat(error.getInteger("error_subcode")).isEqualTo(kind.subcode());
    assertThat(error.getString("message")).isEqualTo(kind.message());
    assertThat(error.getString("type")).isEqualTo("OAuthException");
    assertThat(error.getBoolean("is_transient", false))
        .isEqualTo(kind.code() == 1 || kind.code() == 2);
    assertThat(error.getString("fbtrace_id")).startsWith("A");
  }

  @Test
  void oneAccountMayBeRefusedWhileTheOthersGoOn() {
    StudioAccount other = world.simulator.studio().connect(AccountDraft.instagram());
    var accounts = world.simulator.studio().accounts();
    accounts.refuse(account.externalId(), GraphErrorKind.APP_REMOVED);

    assertThat(refused().getInteger("error_subcode")).isEqualTo(458);
    assertThat(world.getAs(other.accessToken(), ME).statusCode()).isEqualTo(200);
    accounts.refuse(account.externalId(), null);
    assertThat(world.getAs(account.accessToken(), ME).statusCode()).isEqualTo(200);
  }

  @Test
  void aTokenDiesByTheClockOfTheWorld() {
    world.clock.advance(Duration.ofMinutes(30).minusMillis(1));
    assertThat(world.getAs(account.accessToken(), ME).statusCode()).isEqualTo(200);

    world.clock.advance(Duration.ofMillis(1));
    JsonObject error = refused();

    assertThat(error.getInteger("code")).isEqualTo(190);
    assertThat(error.getInteger("error_subcode")).isEqualTo(463);
    assertThat(error.getString("message"))
        .isEqualTo(
            "Error validating access token: Session has expired on Tuesday, 10-Mar-26 05:30:00"
                + " PDT. The current time is Tuesday, 10-Mar-26 05:30:00 PDT.");
  }

  @Test
  void aTokenNobodyKnowsIsRefused() {
    StudioAccount tiktok = world.simulator.studio().connect(AccountDraft.tiktok());

    for (HttpResponse<Buffer> answer :
        List.of(
            world.getWithoutKey(ME),
            world.getAs("unheard-of", ME),
            world.getAs(tiktok.accessToken(), ME))) {
      assertThat(answer.statusCode()).isEqualTo(400);
      JsonObject error = answer.bodyAsJsonObject().getJsonObject("error");
      assertThat(error.getInteger("code")).isEqualTo(190);
      assertThat(error.containsKey("error_subcode")).isFalse();
    }
  }

  @Test
  void aLivingTokenIsRenewedAndADeadOneIsNot() {
    world.clock.advance(Duration.ofMinutes(20));
    String renew = "/refresh_access_token?grant_type=ig_refresh_token&access_token=";

    JsonObject renewed = world.getWithoutKey(renew + account.accessToken()).bodyAsJsonObject();

    assertThat(renewed.getString("token_type")).isEqualTo("bearer");
    assertThat(renewed.getLong("expires_in")).isEqualTo(1_800);
    String token = renewed.getString("access_token");
    assertThat(token).isNotEqualTo(account.accessToken());
    assertThat(world.getAs(account.accessToken(), ME).statusCode()).isEqualTo(200);
    world.clock.advance(Duration.ofMinutes(29));
    assertThat(world.getAs(token, ME).statusCode()).isEqualTo(200);
    HttpResponse<Buffer> dead = world.getWithoutKey(renew + account.accessToken());
    assertThat(dead.bodyAsJsonObject().getJsonObject("error").getInteger("error_subcode"))
        .isEqualTo(463);
    assertThat(
            world
                .getWithoutKey("/refresh_access_token?access_token=" + token)
                .bodyAsJsonObject()
                .getJsonObject("error")
                .getInteger("code"))
        .isEqualTo(100);
  }

  @Test
  void usageIsToldInPercentAndFullUsageIsRefused() {
    HttpResponse<Buffer> quiet = world.getAs(account.accessToken(), ME);
    assertThat(quiet.getHeader("x-app-usage")).isNull();
    assertThat(quiet.getHeader("x-business-use-case-usage")).isNull();

    world.simulator.change(s -> s.appUsagePercent(16).businessUsagePercent(80));
    HttpResponse<Buffer> response = world.getAs(account.accessToken(), ME);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.getHeader("x-app-usage"))
        .isEqualTo("{\"call_count\":16,\"total_cputime\":16,\"total_time\":16}");
    assertThat(response.getHeader("x-business-use-case-usage"))
        .isEqualTo(
            "{\"%s\":[{\"type\":\"instagram\",\"call_count\":80,\"total_cputime\":80,\"total_time\":80,\"estimated_time_to_regain_access\":0}]}"
                .formatted(account.externalId()));

    world.simulator.change(s -> s.businessUsagePercent(100).regainAccessMinutes(25));
    assertThat(refused().getInteger("code")).isEqualTo(80_002);
    assertThat(world.getAs(account.accessToken(), ME).getHeader("x-business-use-case-usage"))
        .endsWith("\"estimated_time_to_regain_access\":25}]}");
    world.simulator.use(PlatformFaults.with(s -> s.appUsagePercent(100)));
    assertThat(refused().getInteger("code")).isEqualTo(4);
  }

  @Test
  void aWindowIsCountedPerAccount() {
    StudioAccount other = world.simulator.studio().connect(AccountDraft.instagram());
    world.simulator.change(s -> s.requestsPerWindow(1).windowSeconds(90));

    assertThat(world.getAs(account.accessToken(), ME).statusCode()).isEqualTo(200);
    HttpResponse<Buffer> second = world.getAs(account.accessToken(), ME);
    assertThat(second.statusCode()).isEqualTo(400);
    assertThat(second.bodyAsJsonObject().getJsonObject("error").getInteger("code"))
        .isEqualTo(80_002);
    assertThat(second.getHeader("x-business-use-case-usage"))
        .contains("\"call_count\":100", "\"estimated_time_to_regain_access\":2");
    assertThat(world.getAs(other.accessToken(), ME).statusCode()).isEqualTo(200);
    world.clock.advance(Duration.ofSeconds(90));
    assertThat(world.getAs(account.accessToken(), ME).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "400,400,100",
    "401,401,190",
    "403,403,10",
    "404,400,803",
    "429,400,80002",
    "500,500,2",
    "503,503,2"
  })
  void aSwitchedStatusIsSaidInGraphsOwnWords(int switched, int status, int code) {
    world.simulator.change(s -> s.status(switched));

    HttpResponse<Buffer> answer = world.getAs(account.accessToken(), ME);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.bodyAsJsonObject().getJsonObject("error").getInteger("code")).isEqualTo(code);
  }

  @Test
  void aShareOfTheCallsFailsForTheMoment() {
    world.simulator.change(s -> s.failRate(1));

    HttpResponse<Buffer> answer = world.getAs(account.accessToken(), ME);

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.bodyAsJsonObject().getJsonObject("error").getBoolean("is_transient"))
        .isTrue();
  }

  @Test
  void bodiesMayBeHtmlOrCut() {
    world.simulator.change(s -> s.htmlError(true));
    assertThat(world.getAs(account.accessToken(), ME).bodyAsString()).startsWith("<!DOCTYPE html>");

    world.simulator.use(PlatformFaults.with(s -> s.truncatedBody(true)));
    HttpResponse<Buffer> cut = world.getAs(account.accessToken(), ME);
    assertThat(cut.statusCode()).isEqualTo(200);
    assertThatThrownBy(cut::bodyAsJsonObject).isInstanceOf(DecodeException.class);
  }

  @Test
  void aCallMayHangOrBeCutOff() {
    world.simulator.change(s -> s.hang(true));
    var hanging = world.askingAs(account.accessToken(), ME);
    world.until(
        () -> world.simulator.meter().totals(Platform.INSTAGRAM).byStatus().equals(Map.of(0, 1L)));
    assertThat(hanging.isComplete()).isFalse();

    world.simulator.use(PlatformFaults.with(s -> s.reset(true)));
    assertThatThrownBy(() -> world.askingAs(account.accessToken(), ME).await(5, TimeUnit.SECONDS))
        .isInstanceOf(HttpClosedException.class);
  }

  @Test
  void theIndexAndTheOtherPlatformsAreLeftAlone() {
    world.simulator.change(s -> s.graphError(GraphErrorKind.BLOCKED));
    String tweet = world.post().id();

    assertThat(world.getWithoutKey("/").bodyAsJsonObject().containsKey("control")).isTrue();
    assertThat(world.json("/2/tweets?ids=" + tweet).getJsonArray("data")).hasSize(1);
    assertThat(world.json("/twitter/tweets?tweet_ids=" + tweet).getJsonArray("tweets")).hasSize(1);
    assertThat(world.clock.instant()).isEqualTo(NOON);
  }

  private JsonObject refused() {
    HttpResponse<Buffer> answer = world.getAs(account.accessToken(), ME);
    assertThat(answer.statusCode()).isEqualTo(400);
    return answer.bodyAsJsonObject().getJsonObject("error");
  }
}
