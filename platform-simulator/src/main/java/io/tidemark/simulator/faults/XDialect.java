package io.tidemark.simulator.faults;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The two spellings of X API v2: OpenAPI 2.167 (July 2026) renamed tweets to posts. Problem types
 * moved to another host at about the same time.
 */
public enum XDialect {
  @JsonProperty("old")
  OLD(
      "tweet.fields",
      "retweet_count",
      "edit_history_tweet_ids",
      "note_tweet",
      "tweet_count",
      "tweet",
      "https://api.twitter.com/2/problems/"),
  @JsonProperty("new")
  NEW(
      "post.fields",
      "repost_count",
      "edit_history_post_ids",
      "note_post",
      "post_count",
      "post",
      "https://api.x.com/2/problems/");

  private final String fieldsParameter;
  private final String retweetCount;
  private final String editHistory;
  private final String note;
  private final String postsOfUser;
  private final String resource;
  private final String problems;

  XDialect(
      String fieldsParameter,
      String retweetCount,
      String editHistory,
      String note,
      String postsOfUser,
      String resource,
      String problems) {
    this.fieldsParameter = fieldsParameter;
    this.retweetCount = retweetCount;
    this.editHistory = editHistory;
    this.note = note;
    this.postsOfUser = postsOfUser;
    this.resource = resource;
    this.problems = problems;
  }

  public String fieldsParameter() {
    return fieldsParameter;
  }

  public String retweetCount() {
    return retweetCount;
  }

  public String editHistory() {
    return editHistory;
  }

  /** The field that holds the whole text of a long post. */
  public String note() {
    return note;
  }

  public String postsOfUser() {
    return postsOfUser;
  }

  /** As in {@code resource_type}. */
  public String resource() {
    return resource;
  }

  /** The type of a problem, for example {@code resource-not-found}. */
  public String problem(String kind) {
    return problems + kind;
  }
}
