package io.tidemark.profiles.linkedin;

import static io.tidemark.boot.TestFoundation.await;
import static io.tidemark.profiles.FakeRapidApi.message;
import static io.tidemark.profiles.FakeRapidApi.page;
import static io.tidemark.profiles.FakeRapidApi.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.tidemark.profiles.ProfileWorld;
import io.tidemark.profiles.linkedin.Scraped.Closure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("server")
class RapidApiTest {

  private final ProfileWorld world = new ProfileWorld("TIDEMARK_RAPIDAPI_REQUESTS_PER_MONTH", "2");
  private final RapidApi api = new RapidApi(world.stores.app());

  @AfterEach
  void end() {
    world.close();
  }

  private Scraped ask() {
    return await(api.posts("https://www.linkedin.com/in/ada/"));
  }

  @Test
  void absentCountersAreZeroAndResharesAreLeftOut() {
    world.provider.say(
        "ada",
        200,
        page(
            post(7000001, "first"),
            post(7000001, "again"),
            post(7000002, "shared").put("reshared", true),
            post(7000003, "third").put("num_likes", 3).put("num_empathy", 1),
            new JsonObject().put("text", "neither url nor urn"),
            new JsonObject().put("urn", "7000004").put("text", "urn\0").put("posted", "4h")));

    assertThat(ask())
        .asInstanceOf(type(Scraped.Posts.class))
        .satisfies(
            posts -> {
              assertThat(posts.given()).isEqualTo(6);
              assertThat(posts.posts())
                  .extracting(ScrapedPost::content)
                  .containsExactly("first", "third", "urn");
              assertThat(posts.posts()).extracting(ScrapedPost::likes).containsExactly(0L, 3L, 0L);
              assertThat(posts.posts().get(1).reactions())
                  .isEqualTo(new JsonObject().put("num_likes", 3L).put("num_empathy", 1L));
              assertThat(posts.posts().get(0).postedAt()).isEqualTo("2026-03-07T18:30:19Z");
              assertThat(posts.posts().get(2).postedAt()).isNull();
            });
  }

  @ParameterizedTest
  @CsvSource({
    "401, Invalid API key, BAD_KEY",
    "403, Invalid API key. Go to https://docs.rapidapi.com, BAD_KEY",
    "403, You are not subscribed to this API., NOT_SUBSCRIBED",
    "200, This provider is no longer providing this service, WITHDRAWN",
    "410, We are no longer providing this API, WITHDRAWN",
  })
  void aClosedDoorSaysWhich(int status, String said, Closure closure) {
    world.provider.say("ada", status, message(said).put("success", false));

    assertThat(ask()).isEqualTo(new Scraped.Closed(closure.sentence()));
  }

  @Test
  void aQuotaOfTheMonthIsNoBurst() {
    world.provider.say("ada", 429, message("You have exceeded the MONTHLY quota for Requests"));
    assertThat(ask())
        .isEqualTo(
            new Scraped.Waits(
                ProfileWorld.NOON.plus(Duration.ofDays(1)),
                "the provider's monthly quota is used up"));
  }

  @Test
  void aBurstWithoutATimeRestsForAQuarterOfAnHour() {
    world.provider.say("ada", 429, message("Too many requests"));
    assertThat(ask())
        .isEqualTo(
            new Scraped.Waits(ProfileWorld.NOON.plus(Duration.ofMinutes(15)), "too many requests"));
  }

  @Test
  void onlyAnswersSpendTheQuota() {
    world.provider.say("ada", 502, message("bad gateway"));
    for (int i = 0; i < 2; i++) {
      assertThat(ask()).isEqualTo(new Scraped.Failed("the provider answered 502"));
    }
    world.provider.posts("ada", post(7000001, "Why?"));
    assertThat(ask()).isInstanceOf(Scraped.Posts.class);
    assertThat(ask()).isInstanceOf(Scraped.Posts.class);

    assertThat(ask()).isInstanceOf(Scraped.Waits.class);
    assertThat(world.provider.seen).hasSize(2 * 3 + 2);
  }

  @Test
  void whatTheProviderSaysIsLeftIsKeptToBeforeItRefuses() {
    world.provider.say(
        "ada",
        200,
        page(post(7000001, "Why?")),
        "x-ratelimit-requests-limit",
        "500",
        "x-ratelimit-requests-remaining",
        "0",
        "x-ratelimit-requests-reset",
        "3600");
    assertThat(ask()).isInstanceOf(Scraped.Posts.class);

    assertThat(ask())
        .isEqualTo(
            new Scraped.Waits(
                ProfileWorld.NOON.plusSeconds(3_600),
                "rapidapi: rapidapi says that nothing is left"));

    assertThat(world.provider.seen).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "3600, PT1H",
    "99999999, P1D",
    "9223372036854775807, P1D",
    "-5, P1D",
    "0, P1D",
    "1.5, P1D",
    "2592000, P21DT12H", // thirty days, and the plan's month ends before
  })
  void aQuotaRestsNoLongerThanThePlansMonth(String reset, Duration rest) {
    world.provider.say(
        "ada",
        429,
        message("You have exceeded the MONTHLY quota for Requests"),
        "x-ratelimit-requests-remaining",
        "0",
        "x-ratelimit-requests-reset",
        reset);

    assertThat(ask())
        .isInstanceOfSatisfying(
            Scraped.Waits.class,
            it -> assertThat(it.until()).isEqualTo(ProfileWorld.NOON.plus(rest)));
    assertThat(await(world.stores.app().budgets().lines()))
        .filteredOn(line -> line.window().startsWith("reported:"))
        .allMatch(line -> !line.resetsAt().isAfter(ProfileWorld.NOON.plus(rest)));
  }

  @ParameterizedTest
  @CsvSource({
    "200, false, not scraped, not scraped",
    "404, false, no profile, the provider answered 404: no profile",
    "200, true, ok, the answer holds no list of posts",
  })
  void aScrapeThatFailedIsTheProfiles(int status, boolean success, String said, String why) {
    world.provider.say("ada", status, message(said).put("success", success));
    assertThat(ask()).isEqualTo(new Scraped.Failed(why));
  }
}
