package io.tidemark.studio.instagram;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.studio.FakePlatform.error;
import static io.tidemark.studio.FakePlatform.insights;
import static io.tidemark.studio.graph.GraphWorld.posts;
import static io.tidemark.studio.graph.GraphWorld.reading;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.studio.platforms.StudioSource.Account;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What errors of a post, of a request and of an account mean. */
@Tag("server")
class InstagramErrorsTest extends InstagramFixture {

  @ParameterizedTest
  @CsvSource({
    "100, 33, Unsupported get request. Object with ID '1' does not exist, NotVisible",
    "803, 0, (#803) Some of the aliases you requested do not exist: 1, Gone",
    "100, 2108006, Media posted before business account conversion, Refused",
    "100, 0, (#100) Param after must be a cursor, Refused",
    "10, 0, (#10) Not enough viewers for the media to show insights, Unknown",
    "10, 0, (#10) Application does not have permission for this action, Refused",
    "200, 0, (#200) Requires extended permission, Refused",
    "299, 0, (#299) Requires extended permission, Refused",
    "368, 0, The action attempted has been deemed abusive, Refused",
    "1, 0, An unknown error occurred, Unknown",
    "2, 0, Service temporarily unavailable, Unknown",
    "4, 0, (#4) Application request limit reached, Unknown",
    "80002, 0, There have been too many calls to this Instagram account., Unknown",
    "99999, 0, Something new, Unknown"
  })
  void anErrorOfOnePostIsItsOwn(int code, int subcode, String message, String expected) {
    world.graph.sayParts(
        url -> url.contains("17902") ? error(code, subcode, message) : insights(url, 7));

    var outcomes = answered(posts(3, "IMAGE"));

    assertThat(outcomes.get(2L).getClass().getSimpleName()).isEqualTo(expected);
    reading(outcomes.get(1L));
    reading(outcomes.get(3L));
  }

  @ParameterizedTest
  @CsvSource({
    "190, 458, AuthDead",
    "190, 459, AuthDead",
    "190, 460, AuthDead",
    "190, 463, AuthDead",
    "190, 464, AuthDead",
    "190, 467, AuthDead",
    "190, 492, AuthDead",
    "190, 0, AuthDead",
    "102, 0, AuthDead",
    "10, 0, AuthDead",
    "200, 0, AuthDead",
    "299, 0, AuthDead",
    "368, 0, AuthDead",
    "4, 0, Throttled",
    "17, 0, Throttled",
    "32, 0, Throttled",
    "341, 0, Throttled",
    "613, 0, Throttled",
    "80001, 0, Throttled",
    "80002, 0, Throttled",
    "1, 0, Transient",
    "2, 0, Transient",
    "100, 33, Refused",
    "803, 0, Refused",
    "300, 0, Refused"
  })
  void aRequestThatIsRefusedAsAWholeIsReadByItsCode(int code, int subcode, String expected) {
    world.graph.say(400, error(code, subcode, "said").encode());

    assertThat(read(posts(2, "IMAGE")).getClass().getSimpleName()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "190, 463, AuthDead",
    "102, 0, AuthDead",
    "10, 0, AuthDead",
    "368, 0, AuthDead",
    "80002, 0, Throttled",
    "4, 0, Throttled"
  })
  void whatAllPartsSayIsSaidOfTheAccount(int code, int subcode, String expected) {
    world.graph.sayParts(url -> error(code, subcode, "said"));

    assertThat(read(posts(2, "IMAGE")).getClass().getSimpleName()).isEqualTo(expected);
  }

  @Test
  void anAccountThatSeesNoneOfItsPostsHasNotLostThemAll() {
    world.graph.sayParts(url -> error(100, 33, "Unsupported get request."));

    assertThat(answered(posts(3, "IMAGE")).values())
        .allMatch(outcome -> outcome instanceof PostOutcome.Unknown);
  }

  @Test
  void aTransientErrorIsTriedAgainAtOnce() {
    world.graph.say(
        400,
        new JsonObject()
            .put("error", new JsonObject().put("code", 7).put("is_transient", true))
            .encode());

    assertThat(read(posts(1, "IMAGE"))).isInstanceOf(CallOutcome.Transient.class);
    assertThat(world.graph.seen).hasSize(3);
  }

  @Test
  void noTokenIsToldOrKept() {
    world.graph.say(400, error(190, 0, "Malformed access token " + account.accessToken()).encode());
    assertThat(read(posts(1, "IMAGE")).toString()).doesNotContain("secret");
    assertThat(world.app.sql("select reason from upstream_pauses"))
        .extracting(row -> row.getString(0))
        .noneMatch(reason -> reason.contains("secret"));

    Account other = world.account();
    world.graph.sayParts(
        url ->
            insights(url, 7)
                .put("x", "https://graph?access_token=EAAG-secret-other&b=1")
                .put("paging", new JsonObject().put("next", other.accessToken())));
    var outcome = await(instagram.read(other, posts(1, "IMAGE")));
    assertThat(outcome.toString()).contains("Present").doesNotContain("secret");
  }
}
