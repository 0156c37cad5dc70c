package io.tidemark.simulator.twitterapi;

import io.tidemark.simulator.growth.SimulatedCounters;
import io.tidemark.simulator.tweets.Author;
import io.tidemark.simulator.tweets.SimulatedTweet;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * Formats a tweet as twitterapi.io does in responses and webhook deliveries. Fields and nulls
 * follow captured traffic: ids are strings, counters are numbers.
 */
public final class TwitterApiTweetJson {

  /** {@code Wed Sep 10 17:28:07 +0000 2025}. */
  private static final DateTimeFormatter TWITTER_TIME =
      DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss Z yyyy", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private TwitterApiTweetJson() {}

  /**
   * Formats a tweet.
   *
   * @param versions ids of all versions of the tweet; with a single id none are shown
   */
  public static JsonObject of(
      SimulatedTweet tweet, SimulatedCounters counters, List<String> versions) {
    JsonObject json = of(tweet, counters);
    return versions.size() == 1
        ? json
        : json.put("edit_history_tweet_ids", new JsonArray(versions));
  }

  /** Formats a tweet that was not edited. */
  public static JsonObject of(SimulatedTweet tweet, SimulatedCounters counters) {
    String id = tweet.id();
    String userName = tweet.author().userName();
    return new JsonObject()
        .put("type", "tweet")
        .put("id", id)
        .put("url", "https://x.com/" + userName + "/status/" + id)
        .put("twitterUrl", "https://twitter.com/" + userName + "/status/" + id)
        .put("text", tweet.text())
        .put("source", "Twitter for iPhone")
        .put("retweetCount", counters.retweets())
        .put("replyCount", counters.replies())
        .put("likeCount", counters.likes())
        .put("quoteCount", counters.quotes())
        .put("viewCount", counters.views())
        .put("bookmarkCount", counters.bookmarks())
        .put("createdAt", time(tweet.createdAt()))
        .put("lang", "en")
        .put("isReply", false)
        .putNull("inReplyToId")
        .put("conversationId", id)
        .put("displayTextRange", JsonArray.of(0, tweet.text().length()))
        .putNull("inReplyToUserId")
        .putNull("inReplyToUsername")
        .put("author", author(tweet.author()))
        .put("extendedEntities", new JsonObject())
        .putNull("card")
        .put("place", new JsonObject())
        .put(
            "entities",
            new JsonObject()
                .put("hashtags", new JsonArray())
                .put("urls", new JsonArray())
                .put("user_mentions", new JsonArray()))
        .putNull("quoted_tweet")
        .putNull("retweeted_tweet")
        .put("isLimitedReply", false)
        .putNull("article");
  }

  /** The biography is in {@code profile_bio}; {@code description} is usually empty. */
  static JsonObject author(Author author) {
    return new JsonObject()
        .put("type", "user")
        .put("userName", author.userName())
        .put("url", "https://x.com/" + author.userName())
        .put("twitterUrl", "https://twitter.com/" + author.userName())
        .put("id", author.id())
        .put("name", author.name())
        .put("isVerified", false)
        .put("isBlueVerified", author.blueVerified())
        .putNull("verifiedType")
        .put("profilePicture", "https://pbs.twimg.com/profile_images/" + author.id() + "/n.jpg")
        .put("coverPicture", "")
        .put("description", "")
        .put("location", "")
        .put("followers", author.followers())
        .put("following", author.following())
        .put("status", "")
        .put("canDm", false)
        .put("canMediaTag", true)
        .put("createdAt", time(author.createdAt()))
        .put(
            "entities",
            new JsonObject()
                .put("description", new JsonObject().put("urls", new JsonArray()))
                .put("url", new JsonObject()))
        .put("fastFollowersCount", 0)
        .put("favouritesCount", author.following() * 7)
        .put("hasCustomTimelines", true)
        .put("isTranslator", false)
        .put("mediaCount", author.following() / 3)
        .put("statusesCount", author.following() * 11)
        .put("withheldInCountries", new JsonArray())
        .put("affiliatesHighlightedLabel", new JsonObject())
        .put("possiblySensitive", false)
        .put("pinnedTweetIds", new JsonArray())
        .put("profile_bio", new JsonObject().put("description", author.bio()))
        .put("isAutomated", false)
        .putNull("automatedBy");
  }

  private static String time(Instant instant) {
    return TWITTER_TIME.format(instant);
  }
}
