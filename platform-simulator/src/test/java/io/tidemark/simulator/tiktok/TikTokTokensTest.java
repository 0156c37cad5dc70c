package io.tidemark.simulator.tiktok;

import static io.tidemark.simulator.tiktok.TikTokCaller.LIST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.simulator.RunningSimulator;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.studio.AccountDraft;
import io.tidemark.simulator.studio.StudioAccount;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TikTokTokensTest {

  private final RunningSimulator world = new RunningSimulator();
  private final TikTokCaller tiktok = new TikTokCaller(world);
  private final StudioAccount account =
      world
          .simulator
          .studio()
          .connect(
              AccountDraft.tiktok()
                  .accessLives(Duration.ofMinutes(10))
                  .refreshLives(Duration.ofDays(2)));
  private final String firstRefresh = Objects.requireNonNull(account.refreshToken());

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void anAccessTokenDiesByTheClockOfTheWorld() {
    world.clock.advance(Duration.ofMinutes(10).minusMillis(1));
    assertThat(list(account.accessToken())).isEqualTo(200);

    world.clock.advance(Duration.ofMillis(1));
    HttpResponse<Buffer> dead = tiktok.post(account.accessToken(), LIST, new JsonObject());

    assertThat(dead.statusCode()).isEqualTo(401);
    JsonObject error = dead.bodyAsJsonObject().getJsonObject("error");
    assertThat(error.getString("code")).isEqualTo("access_token_invalid");
    assertThat(error.getString("message"))
        .isEqualTo("The access token is invalid or not found in the request.");
    assertThat(list("unheard-of")).isEqualTo(401);
    StudioAccount instagram = world.simulator.studio().connect(AccountDraft.instagram());
    assertThat(list(instagram.accessToken())).isEqualTo(401);
  }

  @Test
  void aRefreshRotatesBothTokens() {
    world.clock.advance(Duration.ofMinutes(5));

    JsonObject fresh = tiktok.refresh(firstRefresh).bodyAsJsonObject();

    assertThat(fresh.fieldNames())
        .containsExactlyInAnyOrder(
            "open_id",
            "scope",
            "access_token",
            "expires_in",
            "refresh_token",
            "refresh_expires_in",
            "token_type");
    assertThat(fresh.getString("open_id")).isEqualTo(account.externalId());
    assertThat(fresh.getLong("expires_in")).isEqualTo(600);
    assertThat(fresh.getLong("refresh_expires_in")).isEqualTo(172_800);
    assertThat(fresh.getString("token_type")).isEqualTo("Bearer");
    assertThat(fresh.getString("access_token")).isNotEqualTo(account.accessToken());
    assertThat(list(fresh.getString("access_token"))).isEqualTo(200);
    assertThat(list(account.accessToken())).isEqualTo(200);
    world.clock.advance(Duration.ofMinutes(5));
    assertThat(list(account.accessToken())).isEqualTo(401);
    assertThat(list(fresh.getString("access_token"))).isEqualTo(200);
  }

  @Test
  void theOldRefreshTokenIsDeadAtOnce() {
    String second = tiktok.refresh(firstRefresh).bodyAsJsonObject().getString("refresh_token");

    assertInvalidGrant(tiktok.refresh(firstRefresh));
    assertThat(tiktok.refresh(second).statusCode()).isEqualTo(200);
    assertInvalidGrant(tiktok.refresh(second));
  }

  @Test
  void aRefreshWhoseAnswerIsLostHasHappened() {
    world.simulator.change(s -> s.truncatedBody(true));
    HttpResponse<Buffer> cut = tiktok.refresh(firstRefresh);
    assertThatThrownBy(cut::bodyAsJsonObject).isInstanceOf(DecodeException.class);
    world.simulator.change(s -> s.truncatedBody(false));

    assertInvalidGrant(tiktok.refresh(firstRefresh));
    StudioAccount now =
        world.simulator.studio().accounts().find(account.externalId()).orElseThrow();
    assertThat(now.refreshToken()).isNotEqualTo(firstRefresh);
  }

  @Test
  void aRefreshThatFailsHasNotHappened() {
    world.simulator.change(s -> s.status(503));
    HttpResponse<Buffer> failed = tiktok.refresh(firstRefresh);
    assertThat(failed.statusCode()).isEqualTo(503);
    assertThat(failed.bodyAsJsonObject().getValue("error")).isEqualTo("server_error");
    world.simulator.change(s -> s.status(null));

    assertThat(tiktok.refresh(firstRefresh).statusCode()).isEqualTo(200);
  }

  @Test
  void aRefreshTokenEndsWithItsLifeOrByHand() {
    StudioAccount other = world.simulator.studio().connect(AccountDraft.tiktok());
    world.clock.advance(Duration.ofDays(2));
    assertInvalidGrant(tiktok.refresh(firstRefresh));

    String theirs = Objects.requireNonNull(other.refreshToken());
    world.simulator.studio().accounts().expireRefresh(other.externalId());
    assertInvalidGrant(tiktok.refresh(theirs));
  }

  @ParameterizedTest
  @CsvSource({
    "refresh_token,demo-key,unheard-of,invalid_grant",
    "refresh_token,demo-key,'',invalid_grant",
    "refresh_token,wrong,unheard-of,invalid_client",
    "refresh_token,'',unheard-of,invalid_request",
    "authorization_code,demo-key,'',invalid_grant",
    "password,demo-key,'',unsupported_grant_type",
    "'',demo-key,'',invalid_request"
  })
  void tokenErrorsHaveAnotherShape(String grant, String secret, String token, String code) {
    HttpResponse<Buffer> answer =
        tiktok.token(grant, Map.of("client_secret", secret, "refresh_token", token));

    assertThat(answer.statusCode()).isEqualTo(400);
    JsonObject body = answer.bodyAsJsonObject();
    assertThat(body.fieldNames()).containsExactlyInAnyOrder("error", "error_description", "log_id");
    assertThat(body.getValue("error")).isEqualTo(code);
  }

  @Test
  void theApplicationHasATokenOfItsOwn() {
    JsonObject own = tiktok.token("client_credentials", Map.of()).bodyAsJsonObject();

    assertThat(own.getString("access_token")).startsWith("clt.");
    assertThat(own.getLong("expires_in")).isEqualTo(7_200);
    assertThat(tiktok.refusal(401, own.getString("access_token"), LIST, new JsonObject()))
        .isEqualTo("scope_not_authorized");
    assertThat(tiktok.refusal(401, account.accessToken(), TikTokCaller.RESEARCH, new JsonObject()))
        .isEqualTo("scope_not_authorized");
  }

  @Test
  void aRefreshIsMeteredForItsAccount() {
    tiktok.refresh(firstRefresh);

    assertThat(world.simulator.meter().account(account.externalId()).calls()).isEqualTo(1);
    assertThat(world.simulator.meter().totals(Platform.TIKTOK, "/v2/oauth/token/").calls())
        .isEqualTo(1);
  }

  private int list(String token) {
    return tiktok.post(token, LIST, new JsonObject()).statusCode();
  }

  private static void assertInvalidGrant(HttpResponse<Buffer> answer) {
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.bodyAsJsonObject().getString("error")).isEqualTo("invalid_grant");
  }
}
