package io.tidemark.tracker.tweets;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.tracker.twitterapi.TweetJson;
import io.tidemark.upstream.ForeignJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All of a text, wherever it stands. */
class TweetTextsTest {

  private static final String LONG = "Proposal seven. ".repeat(56) + "End.";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'text':'LONG'}",
        "{'text':'CUT','full_text':'LONG'}",
        "{'text':'CUT','fullText':'LONG'}",
        "{'text':'CUT','note_tweet':{'text':'LONG'}}",
        "{'text':'CUT','note_post':{'text':'LONG'}}",
        "{'text':'CUT','noteTweet':{'text':'LONG'}}",
        "{'text':'CUT','note_tweet':{'note_tweet_results':{'result':{'text':'LONG'}}}}",
        "{'text':'CUT','extended_tweet':{'full_text':'LONG'}}",
        "{'text':'LONG','full_text':'CUT','note_tweet':null}",
        "{'text':'LONG','note_tweet':{'text':{'odd':1}},'extended_tweet':[]}",
        "{'note_tweet':{'text':'LONG'}}",
      })
  void theLongestTextHolds(String json) throws IOException {
    String body =
        json.replace('\'', '"')
            .replace("LONG", LONG)
            .replace("CUT", LONG.substring(0, 279) + "…")
            .replaceFirst("\\{", "{\"id\":\"1965825361270001711\",");

    String text = TweetJson.tweet(ForeignJson.read(body.getBytes(StandardCharsets.UTF_8))).text();

    assertThat(text).hasSize(900).isEqualTo(LONG);
  }
}
