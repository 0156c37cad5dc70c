package io.tidemark.simulator.faults;

import com.fasterxml.jackson.databind.annotation.EnumNaming;
import io.tidemark.simulator.naming.EnumNames;

/**
 * The two spellings of X API v2: OpenAPI 2.167 (July 2026) renamed tweets to posts. Problem types
 * moved to another host at about the same time.
 */
@EnumNaming(EnumNames.SnakeCase.class)
public enum XDialect {
  OLD,
  NEW;

  public String fieldsParameter() {
    return this == OLD ? "tweet.fields" : "post.fields";
  }

  public String retweetCount() {
    return this == OLD ? "retweet_count" : "repost_count";
  }

  public String editHistory() {
    return this == OLD ? "edit_history_tweet_ids" : "edit_history_post_ids";
  }

  /** The field that holds the whole text of a long post. */
  public String note() {
    return this == OLD ? "note_tweet" : "note_post";
  }

  public String postsOfUser() {
    return this == OLD ? "tweet_count" : "post_count";
  }

  /** As in {@code resource_type}. */
  public String resource() {
    return this == OLD ? "tweet" : "post";
  }

  /** The type of a problem, for example {@code resource-not-found}. */
  public String problem(String kind) {
    return "https://api.%s.com/2/problems/%s".formatted(this == OLD ? "twitter" : "x", kind);
  }
}
