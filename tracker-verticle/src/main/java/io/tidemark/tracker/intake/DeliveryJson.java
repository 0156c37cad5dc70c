package io.tidemark.tracker.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.tracker.intake.Delivery.BadTweet;
import io.tidemark.tracker.intake.Delivery.Pointers;
import io.tidemark.tracker.intake.Delivery.Unreadable;
import io.tidemark.tracker.tweets.Tweet;
import io.tidemark.tracker.twitterapi.TweetJson;
import io.tidemark.upstream.ForeignJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Parses a delivery in any of its forms: an object with {@code tweets}, with {@code results}, with
 * a single {@code tweet}, or a bare array.
 */
public final class DeliveryJson {

  private DeliveryJson() {}

  /**
   * @throws Unreadable when it is not JSON
   */
  public static JsonNode parse(byte[] body) {
    try {
      return ForeignJson.read(body);
    } catch (JsonProcessingException malformed) {
      throw new Unreadable(
          "",
          "the body is not JSON: %s (line %d, column %d)"
              .formatted(
                  malformed.getOriginalMessage(),
                  malformed.getLocation() == null ? 0 : malformed.getLocation().getLineNr(),
                  malformed.getLocation() == null ? 0 : malformed.getLocation().getColumnNr()));
    } catch (IOException e) {
      throw new Unreadable("", "the body is not JSON");
    }
  }

  /** Whether it is the platform's test of the webhook address. */
  public static boolean isTest(JsonNode json) {
    return json.isMissingNode() || "test_webhook_url".equals(json.path("event_type").asText());
  }

  /**
   * @throws Unreadable when it has none of these forms; names the field
   */
  public static Delivery read(JsonNode json) {
    List<JsonNode> tweets = tweets(json);
    // Sorted by id, so that deliveries of the same tweets lock them in the same order.
    Map<String, Tweet> byId = new TreeMap<>();
    Map<String, Tweet> originals = new TreeMap<>();
    Map<String, Integer> places = new HashMap<>();
    List<BadTweet> errors = new ArrayList<>();
    int retweets = 0;
    int usable = 0;
    for (int i = 0; i < tweets.size(); i++) {
      try {
        if (TweetJson.isRetweet(tweets.get(i))) {
          retweets++;
          Optional<Tweet> original = TweetJson.originalOf(tweets.get(i));
          if (original.isPresent()) {
            usable++;
            keep(original.get(), i, originals, places);
          }
        } else {
          keep(TweetJson.tweet(tweets.get(i)), i, byId, places);
        }
      } catch (TweetJson.BadTweet bad) {
        errors.add(new BadTweet(i, bad.field(), bad.getMessage()));
      }
    }
    return new Delivery(
        ruleId(json),
        tweets.size(),
        List.copyOf(byId.values()),
        new Pointers(retweets, usable, List.copyOf(originals.values())),
        places,
        errors);
  }

  private static void keep(
      Tweet tweet, int place, Map<String, Tweet> byId, Map<String, Integer> places) {
    byId.merge(tweet.tweetId(), tweet, Tweet::highest);
    places.putIfAbsent(tweet.tweetId(), place);
  }

  private static List<JsonNode> tweets(JsonNode json) {
    if (json.isArray()) {
      return list(json);
    }
    if (!json.isObject()) {
      throw new Unreadable("", "the body must be an object or an array");
    }
    for (String field : List.of("tweets", "results")) {
      JsonNode value = json.path(field);
      if (value.isArray()) {
        return list(value);
      }
      if (!value.isMissingNode() && !value.isNull()) {
        throw new Unreadable(field, "must be an array");
      }
    }
    JsonNode tweet = json.path("tweet");
    if (tweet.isObject()) {
      return List.of(tweet);
    }
    if (!tweet.isMissingNode() && !tweet.isNull()) {
      throw new Unreadable("tweet", "must be an object");
    }
    throw new Unreadable("tweets", "is missing (nor is there results or tweet)");
  }

  private static List<JsonNode> list(JsonNode array) {
    List<JsonNode> nodes = new ArrayList<>(array.size());
    array.forEach(nodes::add);
    return nodes;
  }

  private static Optional<String> ruleId(JsonNode json) {
    for (String field : List.of("rule_id", "ruleId")) {
      JsonNode value = json.path(field);
      if (value.isIntegralNumber() || (value.isTextual() && !value.asText().isBlank())) {
        return Optional.of(value.asText().strip());
      }
      if (!value.isMissingNode() && !value.isNull() && !value.isTextual()) {
        throw new Unreadable(field, "must be a text or a whole number");
      }
    }
    return Optional.empty();
  }
}
