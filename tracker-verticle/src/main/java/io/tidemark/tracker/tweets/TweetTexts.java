package io.tidemark.tracker.tweets;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * The text of a tweet, wherever a platform puts it. A post of more than 280 characters has its
 * beginning in {@code text} and all of it in a note ({@code note_tweet}, {@code note_post}) or
 * another field, so the longest text that is given holds.
 */
public final class TweetTexts {

  private static final List<String> PLACES =
      List.of(
          "/text",
          "/full_text",
          "/fullText",
          "/note_tweet/text",
          "/note_post/text",
          "/noteTweet/text",
          "/note_tweet/note_tweet_results/result/text",
          "/noteTweet/noteTweetResults/result/text",
          "/extended_tweet/full_text",
          "/legacy/full_text");

  private TweetTexts() {}

  /** The longest text of the tweet, as it is kept ({@link ForeignText}); empty without any. */
  public static String of(JsonNode tweet) {
    String longest = "";
    for (String place : PLACES) {
      JsonNode given = tweet.at(place);
      if (given.isValueNode() && given.asText("").length() > longest.length()) {
        longest = given.asText();
      }
    }
    return ForeignText.kept(longest, ForeignText.LONGEST_TEXT);
  }
}
