package io.tidemark.profiles.linkedin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.upstream.ForeignJson;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages of posts as RapidAPI gives them, odd ones above all. */
class FeedJsonTest {

  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final String NUMBER = "7400000000000000001";
  private static final String URL =
      "https://www.linkedin.com/feed/update/urn:li:activity:" + NUMBER;

  /** What the number of the post carries. */
  private static final Instant OF_NUMBER = Instant.ofEpochMilli(Long.parseLong(NUMBER) >> 22);

  private static List<ScrapedPost> posts(String... posts) throws IOException {
    String body = "{\"data\":[" + String.join(",", posts) + "],\"message\":\"ok\"}";
    return FeedJson.posts(ForeignJson.read(body.getBytes(StandardCharsets.UTF_8)), NOW).posts();
  }

  /** A post with some of its fields written otherwise, or more of them. */
  private static String post(String changes) {
    return new JsonObject()
        .put("urn", NUMBER)
        .put("post_url", URL + "/")
        .put("text", "a")
        .put("posted", "2w • Edited")
        .mergeIn(new JsonObject(changes))
        .encode();
  }

  @Test
  void whatIsWrittenForPeopleIsNoNumberAndNoTime() throws IOException {
    List<ScrapedPost> posts = posts(post("{\"num_likes\":\"1,204\",\"num_comments\":12.0}"));

    ScrapedPost post = posts.getFirst();
    assertThat(posts).hasSize(1);
    assertThat(post.url()).isEqualTo(URL);
    assertThat(post.likes()).isNull();
    assertThat(post.comments()).isEqualTo(12);
    assertThat(post.reposts()).as("left out when 0").isZero();
    assertThat(post.postedAt()).isEqualTo(OF_NUMBER);
    assertThat(post.reactions()).isEqualTo(new JsonObject().put("num_comments", 12L));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1204 | 1204",
        "'\"1204\"' | 1204",
        "1204.0 | 1204",
        "1.204e3 | 1204",
        "'\"1,204\"' |",
        "'\"1.2K\"' |",
        "'\"1 204\"' |",
        "-1 |",
        "3.7 |",
        "null |",
        "true |",
        "[] |",
        "9007199254740993 |",
      })
  void aCounterThatCannotBeReadIsNeverZero(String written, Long read) throws IOException {
    for (String name : List.of("num_likes", "num_comments", "num_reposts", "num_empathy")) {
      ScrapedPost post = posts(post("{\"" + name + "\":77}").replace("77", written)).getFirst();

      assertThat(post.reactions().getLong(name)).isEqualTo(read);
      assertThat(
              switch (name) {
                case "num_likes" -> post.likes();
                case "num_comments" -> post.comments();
                case "num_reposts" -> post.reposts();
                default -> read;
              })
          .isEqualTo(read);
    }
  }

  @Test
  void whatWasReshared() throws IOException {
    assertThat(posts(post("{\"reshared\":true,\"num_likes\":\"1,204\"}")))
        .as("carries somebody else's numbers")
        .isEmpty();
    assertThat(posts(post("{\"reshared\":false}"), post("{\"reshared\":null}"))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"post_url\":null}",
        "{\"post_url\":\"\"}",
        "{\"post_url\":17}",
        "{\"post_url\":\"https://example.org/else\"}",
        "{\"post_url\":null,\"urn\":\"urn:li:activity:7400000000000000001\"}",
        "{\"post_url\":null,\"urn\":7400000000000000001}",
        "{\"urn\":null}",
        "{\"urn\":\"\"}",
      })
  void aPostIsKnownByItsUrlOrItsNumber(String changes) throws IOException {
    ScrapedPost post = posts(post(changes)).getFirst();

    assertThat(post.url()).isEqualTo(URL);
    assertThat(post.postedAt()).isEqualTo(OF_NUMBER);
  }

  @Test
  void whatHasNeitherCostsNoNeighbour() throws IOException {
    assertThat(
            posts(
                post("{\"post_url\":null,\"urn\":null}"),
                "null",
                "7",
                "[]",
                post("{\"text\":\"b\"}")))
        .extracting(ScrapedPost::content)
        .containsExactly("b");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-06-17 18:30:19, 2026-06-17T18:30:19Z",
    "2026-06-17T18:30:19+02:00, 2026-06-17T16:30:19Z",
    "2w • Edited, ''",
    "2026-11-30 23:30:19, 2026-11-30T12:00:00Z",
    "2027-06-17 18:30:19, ''",
    "1999-06-17 18:30:19, ''",
    "+300000-01-01T00:00:00Z, ''",
    "'', ''",
  })
  void aTimeThatCannotBeIsThatOfTheNumber(String written, String read) throws IOException {
    ScrapedPost post = posts(post(new JsonObject().put("posted", written).encode())).getFirst();

    assertThat(post.postedAt()).isEqualTo(read.isEmpty() ? OF_NUMBER : Instant.parse(read));
  }

  @ParameterizedTest
  @CsvSource({
    "urn, 'urn:li:activity:74000\\u000000000000000001'",
    "num_li\\u0000kes, 5",
    "te\\u0000xt, 'b'",
  })
  void theCharacterNulIsDroppedFromValuesAndNames(String name, String value) throws IOException {
    String odd = "{\"%s\":\"%s\",\"post_url\":\"%s\",\"urn2\":1}".formatted(name, value, URL);
    String other = post("{\"urn\":\"7400000000000000002\",\"post_url\":null}");

    List<ScrapedPost> posts = posts(odd, other);

    assertThat(posts).hasSize(2);
    assertThat(posts.getFirst().toString()).doesNotContain("\0");
    assertThat(posts.getFirst().reactions().fieldNames())
        .isEqualTo(name.startsWith("num_") ? Set.of("num_likes") : Set.of());
    assertThat(posts.getFirst().likes()).isEqualTo(name.startsWith("num_") ? 5 : 0);
  }

  @Test
  void aPostThatIsThereTwiceHasOfEachCounterTheHigherValue() throws IOException {
    ScrapedPost post =
        posts(
                post("{\"num_likes\":900,\"num_comments\":3,\"num_empathy\":4}"),
                post("{\"num_likes\":895,\"num_comments\":5,\"num_praises\":1}"))
            .getFirst();

    assertThat(post.likes()).isEqualTo(900);
    assertThat(post.comments()).isEqualTo(5);
    assertThat(post.reactions())
        .isEqualTo(
            new JsonObject()
                .put("num_likes", 900L)
                .put("num_comments", 5L)
                .put("num_empathy", 4L)
                .put("num_praises", 1L));
  }

  @Test
  void textsAndNamesHaveALength() throws IOException {
    ScrapedPost post =
        posts(
                post(
                    new JsonObject()
                        .put("text", "x".repeat(FeedJson.LONGEST_TEXT - 1) + "😀 and more")
                        .put("num_" + "x".repeat(5_000), 3)
                        .encode()))
            .getFirst();

    assertThat(post.content()).hasSize(FeedJson.LONGEST_TEXT - 1);
    assertThat(post.reactions().fieldNames()).isEmpty();
  }
}
