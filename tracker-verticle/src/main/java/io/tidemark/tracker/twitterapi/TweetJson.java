package io.tidemark.tracker.twitterapi;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.tracker.tweets.Tweet;
import io.tidemark.upstream.Answers;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A tweet as twitterapi.io writes it (UPSTREAMS 1.1), in camelCase as captured or in snake_case as
 * its blog shows it.
 */
public final class TweetJson {

  /** Why a tweet cannot be taken, naming the field. */
  public static final class BadTweet extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String field;

    BadTweet(String field, String reason) {
      super(reason);
      this.field = field;
    }

    public String field() {
      return field;
    }
  }

  private static final String[] ID_NAMES = {"id", "id_str", "tweet_id"};
  private static final String[] RETWEETS = {"retweetCount", "retweet_count"};
  private static final String[] REPLIES = {"replyCount", "reply_count"};
  private static final String[] LIKES = {"likeCount", "like_count", "favorite_count"};
  private static final String[] QUOTES = {"quoteCount", "quote_count"};
  private static final String[] VIEWS = {"viewCount", "view_count"};
  private static final String[] BOOKMARKS = {"bookmarkCount", "bookmark_count"};

  /** All names under which {@link #id} and {@link #counters} look. */
  static final Set<String> ID_AND_COUNTERS =
      Stream.of(ID_NAMES, RETWEETS, REPLIES, LIKES, QUOTES, VIEWS, BOOKMARKS)
          .flatMap(Stream::of)
          .collect(Collectors.toUnmodifiableSet());

  private static final Pattern ID = Pattern.compile("[0-9]{1,19}");
  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

  private TweetJson() {}

  /**
   * @throws BadTweet when the id or the creation time cannot be used
   */
  public static Tweet tweet(JsonNode json) {
    if (!json.isObject()) {
      throw new BadTweet("", "is not an object");
    }
    String id = id(json);
    return new Tweet(
        id,
        author(json.path("author")),
        textOr(json, "", "text"),
        text(json, "lang"),
        text(json, "url"),
        createdAt(json, id),
        counters(json));
  }

  /** The tweet's id. */
  static String id(JsonNode json) {
    JsonNode id = first(json, ID_NAMES);
    if (id == null || !(id.isTextual() || id.isIntegralNumber())) {
      throw new BadTweet("id", "is missing");
    }
    String text = id.asText();
    if (!ID.matcher(text).matches() || new BigInteger(text).compareTo(MOST) > 0) {
      throw new BadTweet("id", "must be 1 to 19 digits");
    }
    return text;
  }

  private static Instant createdAt(JsonNode json, String id) {
    JsonNode createdAt = first(json, "createdAt", "created_at");
    if (createdAt == null) {
      return TwitterTimes.ofId(id).orElseThrow(() -> new BadTweet("createdAt", "is missing"));
    }
    return Optional.of(createdAt)
        .filter(JsonNode::isTextual)
        .flatMap(value -> TwitterTimes.parse(value.asText()))
        .orElseThrow(
            () ->
                new BadTweet("createdAt", "is not a time such as Wed Sep 10 17:28:07 +0000 2025"));
  }

  /** The six counters; what is missing, null or not a whole number is not given. */
  public static Counters counters(JsonNode json) {
    return new Counters(
        Answers.count(json, RETWEETS),
        Answers.count(json, REPLIES),
        Answers.count(json, LIKES),
        Answers.count(json, QUOTES),
        Answers.count(json, VIEWS),
        Answers.count(json, BOOKMARKS));
  }

  private static Tweet.@Nullable Author author(JsonNode json) {
    String id = text(json, "id", "id_str");
    if (id == null || id.isEmpty()) {
      return null;
    }
    String bio = text(json.path("profile_bio"), "description");
    return new Tweet.Author(
        id,
        textOr(json, "", "userName", "user_name", "screen_name", "username"),
        text(json, "name"),
        Answers.count(json, "followers", "followers_count"),
        Answers.count(json, "following", "following_count", "friends_count"),
        flag(json, "isBlueVerified", "is_blue_verified", "isVerified", "verified"),
        text(json, "profilePicture", "profile_picture", "profile_image_url"),
        bio == null ? text(json, "description") : bio,
        text(json, "location"));
  }

  private static @Nullable JsonNode first(JsonNode json, String... names) {
    for (String name : names) {
      JsonNode value = json.get(name);
      if (value != null && !value.isNull()) {
        return value;
      }
    }
    return null;
  }

  private static @Nullable String text(JsonNode json, String... names) {
    JsonNode value = first(json, names);
    // PostgreSQL's text cannot hold the character NUL, which JSON can.
    return value == null || !value.isValueNode() ? null : value.asText().replace("\0", "");
  }

  private static String textOr(JsonNode json, String otherwise, String... names) {
    String text = text(json, names);
    return text == null ? otherwise : text;
  }

  private static @Nullable Boolean flag(JsonNode json, String... names) {
    JsonNode value = first(json, names);
    return value != null && value.isBoolean() ? Boolean.valueOf(value.booleanValue()) : null;
  }
}
