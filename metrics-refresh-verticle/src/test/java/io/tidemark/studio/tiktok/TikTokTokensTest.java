package io.tidemark.studio.tiktok;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.studio.tiktok.TikTokWorld.NOON;
import static io.tidemark.studio.tiktok.TikTokWorld.posts;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.studio.platforms.StudioSource;
import io.tidemark.studio.platforms.StudioSource.Account;
import io.tidemark.studio.tokens.Tokens;
import io.tidemark.upstream.CallOutcome;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens that rotate: renewed once, and stored before they are used. */
@Tag("server")
class TikTokTokensTest {

  private final TikTokWorld world = new TikTokWorld();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void aTokenIsRefreshedBeforeItEndsAndStoredBeforeItIsUsed() {
    world.expire(NOON.plus(Duration.ofMinutes(9)));

    world.answered(1);

    assertThat(world.platform.refreshedWith).containsExactly("rft.secret-0");
    assertThat(world.server.seen.get(1).authorization()).isEqualTo("Bearer act.secret-1");
    assertThat(world.stored())
        .isEqualTo(
            new Tokens(
                "act.secret-1",
                NOON.plus(Duration.ofHours(2)),
                "rft.secret-1",
                NOON.plus(Duration.ofDays(180))));
  }

  @ParameterizedTest
  @CsvSource({
    "7200, 7200",
    "10000000000, 315360000",
    "10000000000000, 315360000",
    "9000000000000000000, 315360000",
    "90000000000000000000000, 315360000",
    "0, 7200",
    "-5, 7200",
    "'\"soon\"', 7200",
    "null, 7200",
  })
  void aTokenWithAnyLifetimeIsStoredAndUsed(String expiresIn, long seconds) {
    world.expire(NOON.plus(Duration.ofMinutes(9)));
    world.server.answers =
        (visit, request) -> {
          if (visit.uri().startsWith("/v2/oauth")) {
            world.platform.access = "act.secret-1";
            request
                .response()
                .end(
                    """
                    {"access_token":"act.secret-1","refresh_token":"rft.secret-1",
                     "expires_in":%1$s,"refresh_expires_in":%1$s}\
                    """
                        .formatted(expiresIn));
          } else {
            world.platform.answer(visit, request);
          }
        };

    world.answered(1);

    assertThat(world.stored().access()).isEqualTo("act.secret-1");
    assertThat(world.stored().refresh()).isEqualTo("rft.secret-1");
    assertThat(world.stored().accessExpiresAt()).isEqualTo(NOON.plusSeconds(seconds));
  }

  @Test
  void aTokenThatDiedEarlyIsRefreshedOnce() {
    world.platform.access = "act.secret-other";

    world.answered(1);

    assertThat(world.platform.refreshedWith).containsExactly("rft.secret-0");
    assertThat(world.server.seen).hasSize(3);
  }

  @Test
  void aTokenThatIsRefusedAgainIsDead() {
    world.server.answers =
        (visit, request) -> {
          if (visit.uri().startsWith("/v2/oauth")) {
            world.platform.answer(visit, request);
          } else {
            request
                .response()
                .setStatusCode(401)
                .end(FakeTikTok.error("access_token_invalid", visit.authorization()));
          }
        };

    var outcome = world.read(1);

    assertThat(outcome).isInstanceOf(CallOutcome.AuthDead.class);
    assertThat(outcome.toString()).doesNotContain("secret");
    assertThat(world.server.seen).hasSize(3);
  }

  @Test
  void twoPodsThatRefreshAtOnceUseTheOldTokenOnce() {
    world.expire(NOON);
    StudioSource other = world.pod(world.sealed());

    var both =
        List.of(world.tiktok().read(world.account, posts(1)), other.read(world.account, posts(1)));
    await(Future.all(both));

    assertThat(both).allMatch(read -> read.result() instanceof CallOutcome.Answered);
    assertThat(world.platform.refreshedWith).containsExactly("rft.secret-0");
  }

  @Test
  void twoPodsWhoseTokenIsRefusedAtOnceRefreshItOnce() {
    world.platform.access = "act.secret-other";
    StudioSource other = world.pod(world.sealed());

    var both =
        List.of(world.tiktok().read(world.account, posts(1)), other.read(world.account, posts(1)));
    await(Future.all(both));

    assertThat(both).allMatch(read -> read.result() instanceof CallOutcome.Answered);
    assertThat(world.platform.refreshedWith).containsExactly("rft.secret-0");
  }

  @Test
  void whatCouldNotBeStoredIsNotUsedAndStoredNextTime() {
    world.expire(NOON);
    world.tokens.failing.set(1);

    assertThat(world.read(1)).isInstanceOf(CallOutcome.Transient.class);
    assertThat(world.server.seen).hasSize(1);
    world.answered(1);

    assertThat(world.platform.refreshedWith).containsExactly("rft.secret-0");
    assertThat(world.stored().refresh()).isEqualTo("rft.secret-1");
  }

  @Test
  void aCrashBeforeTheStoreLeavesTheOldTokenToBeTriedAgain() {
    world.expire(NOON);
    world.tokens.failing.set(1);
    world.read(1);

    world.restart();
    var outcome = world.read(1);

    assertThat(world.platform.refreshedWith).containsExactly("rft.secret-0", "rft.secret-0");
    assertThat(outcome).isInstanceOf(CallOutcome.AuthDead.class);
    assertThat(outcome.toString()).contains("invalid_grant").doesNotContain("secret");
    assertThat(world.stored().refresh()).isEqualTo("rft.secret-0");
    world.platform.refresh = "rft.secret-0"; // a platform that takes it for a while
    world.answered(1);
  }

  @Test
  void anInvalidGrantOfOneAccountLeavesTheOthers() {
    long id =
        await(
                world.studio.accounts.add(
                    "acme",
                    StudioPlatform.TIKTOK,
                    "you",
                    new Tokens("x", NOON, "rft.bad", null),
                    NOON))
            .orElseThrow()
            .id();
    Account other = new Account(id, "acme", "you", "x");

    assertThat(await(world.tiktok().read(other, posts(1))))
        .isInstanceOf(CallOutcome.AuthDead.class);
    world.expire(NOON);
    world.answered(1);
  }

  @Test
  void whenOurAppIsRefusedNoAccountIsDead() {
    world.expire(NOON);
    world.server.say(401, "{\"error\":\"invalid_client\",\"error_description\":\"key hunter2\"}");

    var outcome = world.read(1);

    assertThat(outcome).isInstanceOf(CallOutcome.NotSent.class);
    assertThat(outcome.toString()).doesNotContain("hunter2");
  }

  @Test
  void aRefreshThatFailsLeavesTheOldTokenInUseWhileItLives() {
    world.expire(NOON.plusSeconds(60));
    world.server.answers =
        (visit, request) -> {
          if (visit.uri().startsWith("/v2/oauth")) {
            request.response().setStatusCode(500).end("<html>");
          } else {
            world.platform.answer(visit, request);
          }
        };

    world.answered(1);
    world.studio.clock.advance(Duration.ofSeconds(60));
    assertThat(world.read(1)).isInstanceOf(CallOutcome.Transient.class);
  }
}
