package io.tidemark.tracker.twitterapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tidemark.counters.CounterReader;
import io.tidemark.counters.OddValues;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.tracker.tweets.CreationTimes;
import io.tidemark.tracker.tweets.EditHistories;
import io.tidemark.tracker.tweets.ForeignText;
import io.tidemark.tracker.tweets.Tweet;
import io.tidemark.tracker.tweets.Tweet.Reference;
import io.tidemark.tracker.tweets.Tweet.Reference.Kind;
import io.tidemark.tracker.tweets.TweetIds;
import io.tidemark.tracker.tweets.TweetTexts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A tweet as twitterapi.io writes it, in camelCase as captured or in snake_case as its blog shows
 * it.
 */
public final class TweetJson {

  /** A tweet is rejected; names the field and the reason. */
  public static final class BadTweet extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String field;

    BadTweet(String field, String reason) {
      super(reason);
      this.field = field;
    }

    /** The invalid field; empty for the whole tweet. */
    public String field() {
      return field;
    }
  }

  private static final String SOURCE = "twitterapi";
  private static final CounterReader COUNTERS = CounterReader.of(SOURCE);

  private static final String[] ID_NAMES = {"id", "id_str", "tweet_id"};
  private static final String[] RETWEETS = {"retweetCount", "retweet_count"};
  private static final String[] REPLIES = {"replyCount", "reply_count"};
  private static final String[] LIKES = {"likeCount", "like_count", "favorite_count"};
  private static final String[] QUOTES = {"quoteCount", "quote_count"};
  private static final String[] VIEWS = {"viewCount", "view_count"};
  private static final String[] BOOKMARKS = {"bookmarkCount", "bookmark_count"};

  private static final String[] ORIGINALS = {
    "retweeted_tweet", "retweetedTweet", "retweeted_status", "retweetedStatus"
  };

  /** Names of objects that contain the original one level deeper, under {@code result}. */
  private static final String[] ORIGINAL_RESULTS = {
    "retweeted_status_result", "retweetedStatusResult"
  };

  private static final String[] REFERENCES = {"referenced_tweets", "referenced_posts"};
  private static final Set<String> REFERS_TO_ORIGINAL = Set.of("retweeted", "reposted");

  /** All field names that {@link #id}, {@link #counters} and edit histories are read from. */
  static final Set<String> POLLED =
      Stream.concat(
              Stream.of(ID_NAMES, RETWEETS, REPLIES, LIKES, QUOTES, VIEWS, BOOKMARKS)
                  .flatMap(Stream::of),
              EditHistories.names().stream())
          .collect(Collectors.toUnmodifiableSet());

  /** Visible ASCII only, so that no two ids become equal in the database. */
  private static final Pattern AUTHOR_ID = Pattern.compile("[!-~]{1,64}");

  private TweetJson() {}

  /**
   * @throws BadTweet when the id or the creation time is unusable
   */
  public static Tweet tweet(JsonNode json) {
    if (!json.isObject()) {
      throw new BadTweet("", "is not an object");
    }
    String id = id(json);
    CreationTimes.Created created = created(json, id);
    return new Tweet(
        id,
        author(json.path("author")),
        TweetTexts.of(json),
        text(json, "lang"),
        text(json, "url"),
        created.at(),
        created.from(),
        counters(json),
        EditHistories.of(json, id, SOURCE),
        created.text(),
        references(json));
  }

  /** The tweets that it replies to or quotes, by the names of twitterapi.io, X and the old API. */
  private static List<Reference> references(JsonNode json) {
    List<Reference> references = new ArrayList<>();
    refer(first(json, "inReplyToId", "in_reply_to_status_id_str"), Kind.REPLY, references);
    JsonNode quoted = json.path("quoted_tweet");
    refer(
        quoted.isObject() ? first(quoted, "id", "id_str") : first(json, "quoted_status_id_str"),
        Kind.QUOTE,
        references);
    for (String name : REFERENCES) {
      for (JsonNode reference : json.path(name)) {
        switch (reference.path("type").asText()) {
          case "replied_to" -> refer(reference.path("id"), Kind.REPLY, references);
          case "quoted" -> refer(reference.path("id"), Kind.QUOTE, references);
          default -> {}
        }
      }
    }
    return references;
  }

  private static void refer(@Nullable JsonNode id, Kind kind, List<Reference> references) {
    if (id != null) {
      TweetIds.canonical(id).ifPresent(tweet -> references.add(new Reference(tweet, kind)));
    }
  }

  /**
   * Whether it only points to another post and repeats that post's counters: it contains an
   * original, or its text is that of a retweet.
   */
  public static boolean isRetweet(JsonNode json) {
    return json.path("text").asText().startsWith("RT @")
        || json.path("isRetweet").asBoolean()
        || !original(json).isMissingNode();
  }

  /**
   * The post that a retweet points to.
   *
   * @return empty when the retweet does not contain enough of it
   */
  public static Optional<Tweet> originalOf(JsonNode retweet) {
    try {
      JsonNode original = original(retweet);
      return original.isMissingNode() ? Optional.empty() : Optional.of(tweet(original));
    } catch (BadTweet notEnough) {
      return Optional.empty();
    }
  }

  /**
   * The original, or a missing node when there is none; twitterapi.io then writes null or an empty
   * object.
   */
  private static JsonNode original(JsonNode json) {
    for (String name : ORIGINALS) {
      JsonNode original = json.path(name);
      if (original.isObject() && !original.isEmpty()) {
        return original;
      }
    }
    for (String name : ORIGINAL_RESULTS) {
      JsonNode original = json.path(name).path("result");
      if (original.isObject() && !original.isEmpty()) {
        return original;
      }
    }
    for (String name : REFERENCES) {
      for (JsonNode reference : json.path(name)) {
        if (REFERS_TO_ORIGINAL.contains(reference.path("type").asText())) {
          return reference;
        }
      }
    }
    return MissingNode.getInstance();
  }

  /** The tweet's canonical id. */
  static String id(JsonNode json) {
    boolean given = false;
    for (String name : ID_NAMES) {
      JsonNode value = json.path(name);
      given |= value.isTextual() || value.isNumber();
      Optional<String> id = TweetIds.canonical(value);
      if (id.isPresent()) {
        return id.get();
      }
    }
    throw new BadTweet("id", given ? "must be 1 to 19 digits" : "is missing");
  }

  private static CreationTimes.Created created(JsonNode json, String id) {
    JsonNode given = first(json, "createdAt", "created_at");
    return CreationTimes.of(given, id, SOURCE, "createdAt")
        .orElseThrow(
            () ->
                new BadTweet(
                    "createdAt",
                    given == null
                        ? "is missing"
                        : "is not a time such as Wed Sep 10 17:28:07 +0000 2025"));
  }

  /** The six counters, as {@link CounterReader} reads them. */
  public static Counters counters(JsonNode json) {
    return new Counters(
        COUNTERS.first(json, RETWEETS),
        COUNTERS.first(json, REPLIES),
        COUNTERS.first(json, LIKES),
        COUNTERS.first(json, QUOTES),
        COUNTERS.first(json, VIEWS),
        COUNTERS.first(json, BOOKMARKS));
  }

  private static Tweet.@Nullable Author author(JsonNode json) {
    String id = text(json, "id", "id_str");
    if (id == null || id.isEmpty()) {
      return null;
    }
    if (!AUTHOR_ID.matcher(id).matches()) {
      OddValues.count(SOURCE, "author.id", id);
      return null;
    }
    String bio = text(json.path("profile_bio"), "description");
    return new Tweet.Author(
        id,
        Optional.ofNullable(text(json, "userName", "user_name", "screen_name", "username"))
            .orElse(""),
        text(json, "name"),
        COUNTERS.first(json, "followers", "followers_count"),
        COUNTERS.first(json, "following", "following_count", "friends_count"),
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
    return value == null || !value.isValueNode()
        ? null
        : ForeignText.kept(value.asText(), ForeignText.LONGEST_FIELD);
  }

  private static @Nullable Boolean flag(JsonNode json, String... names) {
    JsonNode value = first(json, names);
    return value != null && value.isBoolean() ? Boolean.valueOf(value.booleanValue()) : null;
  }
}
