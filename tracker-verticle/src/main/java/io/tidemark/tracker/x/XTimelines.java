package io.tidemark.tracker.x;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.budget.BillableUsage;
import io.tidemark.budget.Cost;
import io.tidemark.tracker.tweets.CreationTimes;
import io.tidemark.tracker.tweets.EditHistories;
import io.tidemark.tracker.tweets.Tweet;
import io.tidemark.tracker.tweets.TweetIds;
import io.tidemark.tracker.tweets.TweetTexts;
import io.tidemark.tracker.x.XClient.Field;
import io.tidemark.tracker.x.XClient.XRequest;
import io.tidemark.upstream.Answers;
import io.tidemark.upstream.CallOutcome;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /2/users/:id/tweets} (X API v2 reference, Get Posts): an account's own posts, newest
 * first, with their counters. Retweets are left out: they carry the counters of another account's
 * post.
 */
public final class XTimelines {

  /** Posts of a full page. */
  public static final int MOST_POSTS = 100;

  /** The smallest page size that X accepts. */
  public static final int FEWEST_POSTS = 5;

  /** The content of one page. */
  public sealed interface Page {

    /**
     * @param posts each once, in the order of their ids
     * @param unreadable posts without a usable id or time
     * @param next the token of the page after it; null on the last one
     */
    record Posts(List<Tweet> posts, int unreadable, @Nullable String next) implements Page {
      public Posts {
        posts = List.copyOf(posts);
      }
    }

    /**
     * X states that the timeline does not exist or may not be seen.
     *
     * @param gone whether the account itself is gone, not only hidden
     */
    record None(String why, boolean gone) implements Page {}
  }

  private final XClient x;

  public XTimelines(XClient x) {
    this.x = x;
  }

  /**
   * Asks for one page.
   *
   * @param since older posts are left out; X takes whole seconds
   * @param token of a later page; null for the first
   * @param size the most posts of the page
   * @param tenant the tenant of the call; tenants take turns
   * @param sent called for every request that is sent
   * @return never fails
   */
  public Future<CallOutcome<Page>> page(
      String userId,
      Instant since,
      @Nullable String token,
      int size,
      String tenant,
      Runnable sent) {
    Map<String, String> query = new HashMap<>();
    query.put("max_results", Integer.toString(size));
    query.put("start_time", since.truncatedTo(ChronoUnit.SECONDS).toString());
    query.put("exclude", "retweets");
    if (token != null) {
      query.put("pagination_token", token);
    }
    return x.get(
        new XRequest(
            "/2/users/" + userId + "/tweets",
            query,
            List.of(Field.CREATED, Field.COUNTERS, Field.NOTE, Field.EDITS),
            "pagination_token",
            Cost.items(size).at("timelines"),
            true),
        tenant,
        sent,
        body -> content(body, userId),
        XTimelines::billed);
  }

  private static BillableUsage billed(Page page) {
    return switch (page) {
      case Page.Posts posts -> {
        List<String> ids = posts.posts().stream().map(Tweet::tweetId).toList();
        yield new BillableUsage(ids.size() + posts.unreadable(), ids);
      }
      case Page.None none -> BillableUsage.NOTHING;
    };
  }

  private static CallOutcome<Page> content(JsonNode body, String userId) {
    if (body.has("data") || body.has("meta")) {
      return new CallOutcome.Answered<>(posts(body));
    }
    Page.@Nullable None none = null;
    String other = " without a timeline";
    for (JsonNode error : body.path("errors")) {
      String about = error.path("resource_id").asText(error.path("value").asText());
      String why = Answers.text(error, "an error without a text", "detail", "title");
      if (about.equals(userId) && (XErrors.isAbsence(error) || XErrors.isHidden(error))) {
        // An account that is stated both as gone and as hidden counts as hidden, so that its id is
        // kept.
        none =
            none == null || XErrors.isHidden(error)
                ? new Page.None(why, XErrors.isAbsence(error))
                : none;
      } else {
        other = ": " + why;
      }
    }
    return none != null
        ? new CallOutcome.Answered<>(none)
        : new CallOutcome.Transient<>("X API answered 200" + other, false);
  }

  private static Page posts(JsonNode body) {
    Map<String, Tweet> posts = new TreeMap<>();
    int unreadable = 0;
    for (JsonNode json : body.path("data")) {
      Optional<Tweet> post = post(json);
      post.ifPresent(readable -> posts.merge(readable.tweetId(), readable, Tweet::highest));
      unreadable += post.isEmpty() ? 1 : 0;
    }
    String next = body.path("meta").path("next_token").asText("");
    return new Page.Posts(List.copyOf(posts.values()), unreadable, next.isBlank() ? null : next);
  }

  private static Optional<Tweet> post(JsonNode json) {
    JsonNode createdAt = json.get("created_at");
    return TweetIds.canonical(json.path("id"))
        .flatMap(
            id ->
                CreationTimes.of(createdAt, id, "x", "created_at")
                    .map(
                        created ->
                            new Tweet(
                                id,
                                null,
                                TweetTexts.of(json),
                                null,
                                null,
                                created.at(),
                                created.from(),
                                XApi.counters(json),
                                EditHistories.of(json, id, "x"),
                                created.text(),
                                List.of())));
  }
}
