package io.tidemark.studio.runs;

import static io.tidemark.boot.TestFoundation.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.studio.FakePlatform;
import io.tidemark.studio.MemoryTokens;
import io.tidemark.studio.StudioSources;
import io.tidemark.studio.StudioWorld;
import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.studio.platforms.StudioSource;
import io.tidemark.studio.tokens.Tokens;
import io.tidemark.upstream.RefusalGuard;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A platform that refuses whatever is asked costs a few calls and blames no post. */
@Tag("server")
class RefusedAccountTest {

  private final Vertx vertx = Vertx.vertx();
  private final FakePlatform server = new FakePlatform(vertx);
  private StudioWorld world;

  @AfterEach
  void end() {
    world.close();
    server.close();
    await(vertx.close());
  }

  private StudioSource source(StudioPlatform platform, MemoryTokens tokens) {
    var app = world.stores.app();
    var client = StudioSources.client(app);
    return switch (platform) {
      case TIKTOK -> StudioSources.tiktok(app, client, tokens);
      case INSTAGRAM -> StudioSources.instagram(app, client, tokens);
      case FACEBOOK -> StudioSources.facebook(app, client, null);
    };
  }

  private long calls() {
    return server.seen.stream().filter(visit -> !visit.uri().contains("oauth")).count();
  }

  @ParameterizedTest
  @CsvSource({
    "TIKTOK, display, 10, 60",
    "TIKTOK, display, 20, 60",
    "TIKTOK, display, 2, 60",
    "TIKTOK, display, 10, 2",
    "TIKTOK, research, 10, 60",
    "TIKTOK, research, 100, 150",
    "TIKTOK, research, 2, 60",
    "INSTAGRAM, display, 10, 60",
    "INSTAGRAM, display, 50, 150",
    "FACEBOOK, display, 10, 60",
    "FACEBOOK, display, 50, 150"
  })
  void aPlatformThatRefusesWhateverIsAskedIsAskedLittle(
      StudioPlatform platform, String api, int batch, int posts) {
    world =
        new StudioWorld(
            Map.of(
                "TIDEMARK_TIKTOK_SOURCE",
                api,
                "TIDEMARK_TIKTOK_BASE_URL",
                server.url(),
                "TIDEMARK_TIKTOK_CLIENT_KEY",
                "key",
                "TIDEMARK_TIKTOK_CLIENT_SECRET",
                "hunter2",
                "TIDEMARK_INSTAGRAM_BASE_URL",
                server.url(),
                "TIDEMARK_FACEBOOK_BASE_URL",
                server.url(),
                "TIDEMARK_STUDIO_BATCH",
                Integer.toString(batch),
                "TIDEMARK_UPSTREAM_RETRY_DELAY",
                "1ms"));
    server.answers =
        (visit, request) -> {
          if (visit.uri().contains("oauth")) {
            request.response().end("{\"access_token\":\"clt.secret\",\"expires_in\":7200}");
          } else {
            request.response().setStatusCode(400).end(refusal(platform));
          }
        };
    world.workspace("brand");
    long account = world.account("brand", platform, "a1");
    var tokens = new MemoryTokens();
    tokens.with(account, new Tokens("secret", null, null, null));
    for (int i = 0; i < posts; i++) {
      world.post("brand", account, "1790000000000" + (1_000 + i), Duration.ofHours(1));
    }
    StudioSource source = source(platform, tokens);

    Run run = world.refresh(source);

    assertThat(calls()).isBetween(1L, (long) RefusalGuard.MOST_CALLS);
    assertThat(run.isUnfinished()).isFalse();
    assertThat(run.items().getFirst().status()).isEqualTo("failed");
    assertThat(run.items().getFirst().toString()).contains(StudioSource.REFUSES_EVERYTHING);
    long before = calls();
    world.clock.advance(Duration.ofHours(6));
    world.refresh(source);
    assertThat(calls()).isBetween(before + 1, before + RefusalGuard.MOST_CALLS);
  }

  private static String refusal(StudioPlatform platform) {
    return platform == StudioPlatform.TIKTOK
        ? "{\"data\":{},\"error\":{\"code\":\"invalid_params\",\"message\":\"no\"}}"
        : "{\"error\":{\"code\":100,\"message\":\"(#100) no\",\"type\":\"OAuthException\"}}";
  }
}
