package io.tidemark.tracker.tweets;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds the text of a tweet, in whichever field a platform puts it. A post of more than 280
 * characters has its beginning in {@code text} and the whole in a note ({@code note_tweet}, {@code
 * note_post}) or another field, so the longest text is used.
 */
public final class TweetTexts {

  private static final List<JsonPointer> PLACES =
      Stream.of(
              "/text",
              "/full_text",
              "/fullText",
              "/note_tweet/text",
              "/note_post/text",
              "/noteTweet/text",
              "/note_tweet/note_tweet_results/result/text",
              "/noteTweet/noteTweetResults/result/text",
              "/extended_tweet/full_text",
              "/legacy/full_text")
          .map(JsonPointer::compile)
          .toList();

  private TweetTexts() {}

  /**
   * The longest text of the tweet, prepared for storage ({@link ForeignText}); empty when there is
   * none.
   */
  public static String of(JsonNode tweet) {
    String longest = "";
    for (JsonPointer place : PLACES) {
      JsonNode given = tweet.at(place);
      if (given.isValueNode() && given.asText("").length() > longest.length()) {
        longest = given.asText();
      }
    }
    return ForeignText.kept(longest, ForeignText.LONGEST_TEXT);
  }
}
