package io.tidemark.studio.instagram;

import static io.tidemark.studio.FakePlatform.insights;
import static io.tidemark.studio.graph.GraphWorld.NOON;
import static io.tidemark.studio.graph.GraphWorld.posts;
import static io.tidemark.studio.graph.GraphWorld.reading;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.studio.tokens.Tokens;
import io.tidemark.upstream.CallOutcome;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens that end. */
@Tag("server")
class InstagramTokensTest extends InstagramFixture {

  @Test
  void aTokenWithLessThanTenDaysIsRenewedBeforeItIsUsed() {
    world.tokens.with(
        account.id(), new Tokens(account.accessToken(), NOON.plus(Duration.ofDays(9)), null, null));
    world.graph.sayParts(url -> insights(url, 7));
    var parts = world.graph.answers;
    world.graph.answers =
        (visit, request) -> {
          if (visit.uri().startsWith("/refresh_access_token?grant_type=ig_refresh_token")) {
            request.response().end("{\"access_token\":\"EAAG-secret-new\",\"expires_in\":5184000}");
          } else {
            parts.accept(visit, request);
          }
        };

    answered(posts(1, "IMAGE"));
    answered(posts(1, "IMAGE"));

    assertThat(world.graph.seen).hasSize(3);
    assertThat(world.graph.seen.get(1).form()).containsEntry("access_token", "EAAG-secret-new");
    assertThat(world.tokens.stored.get(account.id()).accessExpiresAt())
        .isEqualTo(NOON.plus(Duration.ofDays(60)));
  }

  @ParameterizedTest
  @CsvSource({
    "10000000000, 3650",
    "9000000000000000000, 3650",
    "90000000000000000000000, 3650",
    "0, 60",
    "null, 60",
  })
  void aTokenWithAnyLifetimeIsStored(String expiresIn, long days) {
    world.tokens.with(
        account.id(), new Tokens(account.accessToken(), NOON.plus(Duration.ofDays(9)), null, null));
    world.graph.sayParts(url -> insights(url, 7));
    var parts = world.graph.answers;
    world.graph.answers =
        (visit, request) -> {
          if (visit.uri().startsWith("/refresh_access_token")) {
            request
                .response()
                .end(
                    "{\"access_token\":\"EAAG-secret-new\",\"expires_in\":%s}"
                        .formatted(expiresIn));
          } else {
            parts.accept(visit, request);
          }
        };

    answered(posts(1, "IMAGE"));

    assertThat(world.tokens.stored.get(account.id()).access()).isEqualTo("EAAG-secret-new");
    assertThat(world.tokens.stored.get(account.id()).accessExpiresAt())
        .isEqualTo(NOON.plus(Duration.ofDays(days)));
  }

  @Test
  void aTokenThatCannotBeRenewedIsUsedWhileItLives() {
    world.tokens.with(
        account.id(), new Tokens(account.accessToken(), NOON.plusSeconds(60), null, null));
    world.graph.sayParts(url -> insights(url, 7)); // and 404 to renewals

    reading(answered(posts(1, "IMAGE")).get(1L));
    reading(answered(posts(1, "IMAGE")).get(1L));
    assertThat(world.graph.seen).hasSize(3); // renewal is not tried with each call

    world.clock.advance(Duration.ofMinutes(1));
    assertThat(read(posts(1, "IMAGE"))).isInstanceOf(CallOutcome.AuthDead.class);
  }
}
