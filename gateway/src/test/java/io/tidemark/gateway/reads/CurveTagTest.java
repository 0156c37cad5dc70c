package io.tidemark.gateway.reads;

import static io.tidemark.tracker.TrackerWorld.growing;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.gateway.Answer;
import io.tidemark.gateway.GatewayWorld;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("server")
class CurveTagTest {

  private final GatewayWorld world = GatewayWorld.begin();
  private final SimulatedTweet tweet = world.tracker.post(growing(10));

  @BeforeEach
  void deliver() {
    world.zone("brand");
    world.deliver("brand", List.of(tweet));
  }

  @AfterEach
  void end() {
    world.close();
  }

  private Answer curve(String ifNoneMatch) {
    return world.admin("readCurve", tweet.id()).header("If-None-Match", ifNoneMatch).send();
  }

  private Answer curve() {
    Answer answer = world.admin("readCurve", tweet.id()).send();
    answer.ok();
    assertThat(answer.header("ETag")).matches("W/\"[0-9a-f]{32}\"");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-cache, private");
    return answer;
  }

  @Test
  void theTagStaysWhileNothingMovesAndChangesWithAPoll() {
    String tag = curve().header("ETag");
    assertThat(curve().header("ETag")).isEqualTo(tag);

    Answer known = curve(tag);
    assertThat(known.status()).isEqualTo(304);
    assertThat(known.body()).isEmpty();
    assertThat(known.header("ETag")).isEqualTo(tag);
    assertThat(known.header("Cache-Control")).isEqualTo("no-cache, private");

    world.hourPasses();
    Answer moved = curve(tag);
    assertThat(moved.ok()).isEqualTo(curve().json());
    assertThat(moved.header("ETag")).isNotEqualTo(tag).isEqualTo(curve().header("ETag"));
  }

  @Test
  void aTagIsFoundInEveryFormOfIfNoneMatch() {
    String weak = curve().header("ETag");
    String strong = weak.substring("W/".length());

    for (String known :
        List.of(
            weak,
            strong,
            "*",
            " * ",
            "\"other\", " + weak,
            "\"other\"," + strong + ", W/\"third\"",
            "\"with, comma\" , " + weak,
            "W/\"\",\t" + weak)) {
      assertThat(curve(known).status()).as(known).isEqualTo(304);
    }
  }

  @Test
  void whatIsNotTheTagIsAnsweredInFull() {
    String strong = curve().header("ETag").substring("W/".length());
    String bare = strong.replace("\"", "");

    for (String other :
        List.of(
            "\"other\"",
            "W/\"other\", \"third\"",
            bare,
            "\"" + bare,
            "\"x" + bare + "\"",
            "\"*\"",
            "",
            ",",
            "{\"a\": 1}",
            "W/W/W/",
            "\"".repeat(1_000))) {
      assertThat(curve(other).status()).as(other).isEqualTo(200);
    }
  }

  @Test
  void twoLinesOfIfNoneMatchAreOneList() {
    assertThat(EntityTag.isKnown(List.of("\"a\"", "W/\"b\""), "\"b\"")).isTrue();
    assertThat(EntityTag.isKnown(List.of("\"a\"", "W/\"b\""), "\"c\"")).isFalse();
    assertThat(EntityTag.isKnown(List.of(), "\"c\"")).isFalse();
  }

  @Test
  void aCompressedAnswerHasTheSameTag() {
    String tag = curve().header("ETag");

    // Outside of the contract, which knows nothing of compression.
    Answer packed =
        world
            .api
            .request(HttpMethod.GET, "/api/twitter/engagement/" + tweet.id())
            .bearer(GatewayWorld.ADMIN_KEY)
            .header("Accept-Encoding", "gzip")
            .send();

    assertThat(packed.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(packed.header("ETag")).isEqualTo(tag);
  }

  @Test
  void aProblemHasNoTag() {
    Answer unknown = world.admin("readCurve", "999").header("If-None-Match", "*").send();

    unknown.problem(404, "not-found");
    assertThat(unknown.header("ETag")).isNull();
  }
}
