package io.tidemark.tracker.twitterapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.upstream.Answers;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that is looked at is lost by not building the rest. */
class PolledFieldsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"tweets\":[],\"status\":\"success\"}",
        "{\"tweets\":[{}],\"status\":\"success\"}",
        "{\"tweets\":[null,7,\"x\",[1],[]]}",
        "{\"tweets\":null,\"status\":\"error\",\"msg\":\"no credits\"}",
        "{\"tweets\":{\"id\":\"1\"},\"message\":\"odd\"}",
        "{\"status\":{\"error\":[]},\"detail\":\"why\",\"error\":\"what\"}",
        "{}",
        "[]",
        "[{\"tweets\":[]}]",
        "7",
        "null",
        "{\"tweets\":[{\"id\":\"1\",\"author\":\"nobody\"},{\"id_str\":\"2\",\"author\":[]}]}",
        "{\"tweets\":[{\"likeCount\":{\"n\":[1,{}]},\"retweetCount\":\"3\",\"replyCount\":1.5}]}",
      })
  void whateverShapeAnAnswerHas(String body) throws IOException {
    assertSame(body);
  }

  @Test
  void ofATweetItsIdItsCountersAndWhetherItsAuthorIsThere() throws IOException {
    String body =
        """
        {"tweets": [
          {"type": "tweet", "id": "1965825361270001711", "text": "id 7, likeCount 8",
           "retweetCount": 1, "replyCount": 2, "likeCount": 3, "quoteCount": 4, "viewCount": 5,
           "bookmarkCount": 6,
           "author": {"id": "9", "likeCount": 99, "entities": {"unavailable": true}},
           "entities": {"urls": [{"id": "8", "display": {"viewCount": 77}}]},
           "quoted_tweet": {"id": "3", "likeCount": 88}},
          {"tweet_id": 12, "retweet_count": 1, "reply_count": 2, "favorite_count": 3,
           "quote_count": 4, "view_count": null, "bookmark_count": 6,
           "author": {"unavailable": true, "message": "suspended"}}],
         "status": "success", "msg": "fine", "code": 0}
        """;

    assertSame(body);

    assertThat(read(body).path("tweets").get(0).size()).as("the rest is not built").isEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html><body>Bad Gateway</body></html>",
        "{\"tweets\":[{\"id\":\"1\",\"likeCount\":3}",
        "{\"tweets\":[{\"id\":\"1\",\"text\":\"half",
        "{\"tweets\":[]} and more",
        "{\"tweets\":[]}{\"tweets\":[]}",
        "{\"entities\":{\"urls\":[}}",
      })
  void whatIsNotJsonIsNoAnswerWhereverItBreaks(String body) {
    assertThat(read(body).isMissingNode()).isTrue();
  }

  private static void assertSame(String body) throws IOException {
    JsonNode whole = new ObjectMapper().readTree(body);
    JsonNode read = read(body);
    for (String name : new String[] {"status", "msg", "message", "detail", "error"}) {
      assertThat(read.path(name)).as(name).isEqualTo(whole.path(name));
    }
    assertThat(read.path("tweets").getNodeType()).isEqualTo(whole.path("tweets").getNodeType());
    assertThat(read.path("tweets").isArray() ? read.path("tweets").size() : 0)
        .isEqualTo(whole.path("tweets").isArray() ? whole.path("tweets").size() : 0);
    for (int i = 0; i < whole.path("tweets").size() && whole.path("tweets").isArray(); i++) {
      JsonNode one = whole.path("tweets").get(i);
      JsonNode same = read.path("tweets").get(i);
      assertThat(same.getNodeType()).isEqualTo(one.getNodeType());
      assertThat(TweetJson.counters(same)).isEqualTo(TweetJson.counters(one));
      assertThat(idOf(same)).isEqualTo(idOf(one));
      assertThat(same.path("author").path("unavailable"))
          .isEqualTo(one.path("author").path("unavailable"));
    }
  }

  private static String idOf(JsonNode tweet) {
    try {
      return TweetJson.id(tweet);
    } catch (TweetJson.BadTweet bad) {
      return bad.getMessage();
    }
  }

  private static JsonNode read(String body) {
    return Answers.json(Buffer.buffer(body), TwitterApi.POLLED);
  }
}
