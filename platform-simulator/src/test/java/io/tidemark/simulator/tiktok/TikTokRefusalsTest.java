package io.tidemark.simulator.tiktok;

import static io.tidemark.simulator.tiktok.TikTokCaller.LIST;
import static io.tidemark.simulator.tiktok.TikTokCaller.QUERY;
import static io.tidemark.simulator.tiktok.TikTokCaller.RESEARCH;
import static io.tidemark.simulator.tiktok.TikTokCaller.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.simulator.RunningSimulator;
import io.tidemark.simulator.faults.GraphErrorKind;
import io.tidemark.simulator.faults.TikTokError;
import io.tidemark.simulator.studio.AccountDraft;
import io.tidemark.simulator.studio.StudioAccount;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TikTokRefusalsTest {

  private final RunningSimulator world = new RunningSimulator();
  private final TikTokCaller tiktok = new TikTokCaller(world);
  private final StudioAccount account = world.simulator.studio().connect(AccountDraft.tiktok());

  @AfterEach
  void stop() {
    world.close();
  }

  @ParameterizedTest
  @CsvSource({
    "access_token_invalid,401",
    "scope_not_authorized,401",
    "scope_permission_missed,400",
    "invalid_params,400",
    "invalid_file_upload,400",
    "rate_limit_exceeded,429",
    "daily_quota_limit_exceeded,429",
    "internal_error,500"
  })
  void everyKindHasItsStatus(String code, int status) {
    world.send(HttpMethod.PATCH, "/simulator/switches", "{\"tikTokError\":\"%s\"}".formatted(code));

    assertThat(tiktok.refusal(status, account.accessToken(), QUERY, ids("7"))).isEqualTo(code);
  }

  @Test
  void oneAccountMayBeRefusedWhileTheOthersGoOn() {
    StudioAccount other = world.simulator.studio().connect(AccountDraft.tiktok());
    var accounts = world.simulator.studio().accounts();
    world.send(
        HttpMethod.POST,
        "/simulator/studio/accounts/" + account.externalId() + "/refusal",
        "{\"kind\":\"scope_permission_missed\"}");

    assertThat(tiktok.refusal(400, account.accessToken(), LIST, new JsonObject()))
        .isEqualTo("scope_permission_missed");
    assertThat(status(other)).isEqualTo(200);
    accounts.refuse(account.externalId(), null);
    assertThat(status(account)).isEqualTo(200);
    assertThatThrownBy(() -> accounts.refuse(account.externalId(), GraphErrorKind.SERVICE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("kind");
    assertThat(accounts.refuse(account.externalId(), TikTokError.INTERNAL_ERROR).refusal())
        .isEqualTo(TikTokError.INTERNAL_ERROR);
  }

  @Test
  void sixHundredCallsAMinuteAreTakenOfEachEndpoint() {
    for (int i = 0; i < 600; i++) {
      assertThat(status(account)).isEqualTo(200);
    }

    assertThat(tiktok.refusal(429, account.accessToken(), LIST, new JsonObject()))
        .isEqualTo("rate_limit_exceeded");
    assertThat(tiktok.post(account.accessToken(), QUERY, ids("7")).statusCode()).isEqualTo(200);
    world.clock.advance(Duration.ofMinutes(1));
    assertThat(status(account)).isEqualTo(200);
  }

  @Test
  void theWindowSlides() {
    world.simulator.change(s -> s.requestsPerWindow(2).windowSeconds(60));

    assertThat(status(account)).isEqualTo(200);
    world.clock.advance(Duration.ofSeconds(40));
    assertThat(status(account)).isEqualTo(200);
    world.clock.advance(Duration.ofSeconds(20));
    assertThat(status(account)).isEqualTo(200);
    assertThat(status(account)).isEqualTo(429);
    world.clock.advance(Duration.ofSeconds(39));
    assertThat(status(account)).isEqualTo(429);
    world.clock.advance(Duration.ofSeconds(1));
    assertThat(status(account)).isEqualTo(200);
    world.clock.advance(Duration.ofHours(-1));
    assertThat(status(account)).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "400,invalid_params",
    "401,access_token_invalid",
    "403,scope_not_authorized",
    "429,rate_limit_exceeded",
    "500,internal_error",
    "503,internal_error"
  })
  void aSwitchedStatusIsSaidInTikToksOwnWords(int status, String code) {
    world.simulator.change(s -> s.status(status));

    assertThat(tiktok.refusal(status, account.accessToken(), LIST, new JsonObject()))
        .isEqualTo(code);
  }

  @Test
  void researchIsCountedByTheDay() {
    String token = tiktok.clientToken();
    for (int i = 0; i < 1_000; i++) {
      assertThat(tiktok.post(token, RESEARCH, new JsonObject()).statusCode()).isEqualTo(400);
    }

    assertThat(tiktok.refusal(429, token, RESEARCH, new JsonObject()))
        .isEqualTo("daily_quota_limit_exceeded");
    world.clock.advance(Duration.ofHours(12));
    assertThat(tiktok.refusal(400, tiktok.clientToken(), RESEARCH, new JsonObject()))
        .isEqualTo("invalid_params");
  }

  private int status(StudioAccount of) {
    return tiktok.post(of.accessToken(), LIST, new JsonObject()).statusCode();
  }
}
