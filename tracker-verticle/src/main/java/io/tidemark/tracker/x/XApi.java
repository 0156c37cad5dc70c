package io.tidemark.tracker.x;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.budget.BillableUsage;
import io.tidemark.budget.Cost;
import io.tidemark.counters.CounterReader;
import io.tidemark.tracker.polling.TweetEntries;
import io.tidemark.tracker.polling.TweetOutcomes;
import io.tidemark.tracker.polling.TweetSource;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.tracker.tweets.TweetIds;
import io.tidemark.tracker.x.XClient.Field;
import io.tidemark.tracker.x.XClient.XRequest;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.Pauses.Pause;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code GET /2/tweets} (X API v2 reference, Get Posts by IDs). X states which tweets are gone and
 * which may not be seen. An id about which X says nothing is polled again.
 */
public final class XApi implements TweetSource {

  private static final CounterReader COUNTERS = CounterReader.of("x");

  private final XClient x;
  private final String tenant;

  /**
   * @param tenant the tenant of the calls; tenants take turns, and each may have a share of the
   *     budget
   */
  public XApi(XClient x, String tenant) {
    this.x = x;
    this.tenant = tenant;
  }

  @Override
  public Future<Optional<Pause>> pause() {
    return x.pause();
  }

  @Override
  public Future<CallOutcome<TweetOutcomes>> read(List<String> tweetIds) {
    return read(tweetIds, () -> {});
  }

  /**
   * @param sent called for every request that is sent
   */
  public Future<CallOutcome<TweetOutcomes>> read(List<String> tweetIds, Runnable sent) {
    return x.get(
        new XRequest(
            "/2/tweets",
            Map.of("ids", String.join(",", tweetIds)),
            List.of(Field.COUNTERS, Field.EDITS),
            "ids",
            Cost.posts(tweetIds).at("tweets")),
        tenant,
        sent,
        body -> content(body, tweetIds),
        XApi::billed);
  }

  /**
   * X charges for the posts it returned. An entry without counters may have been a post, so it is
   * charged; reading it again is charged as well.
   */
  private static BillableUsage billed(TweetOutcomes outcomes) {
    List<String> shown =
        outcomes.of().entrySet().stream()
            .filter(outcome -> outcome.getValue() instanceof PostOutcome.Present)
            .map(Map.Entry::getKey)
            .toList();
    long unknown =
        outcomes.of().values().stream().filter(PostOutcome.Unknown.class::isInstance).count();
    return new BillableUsage(shown.size() + (int) unknown, shown);
  }

  private static CallOutcome<TweetOutcomes> content(JsonNode body, List<String> tweetIds) {
    if (!body.isObject() || !(body.has("data") || body.has("errors"))) {
      return new CallOutcome.Transient<>("X API answered 200 without data", false);
    }
    var entries = new TweetEntries("x", tweetIds);
    for (JsonNode post : body.path("data")) {
      Counters counters = counters(post);
      PostOutcome<Counters> shown =
          counters.hasEngagement()
              ? new PostOutcome.Present<>(counters)
              : new PostOutcome.Unknown<>("the answer held no counters");
      TweetIds.canonical(post.path("id"))
          .ifPresentOrElse(id -> entries.add(id, post, shown), entries::addUnreadable);
    }
    Map<String, PostOutcome<Counters>> stated = XErrors.ofPosts(body, Set.copyOf(tweetIds));
    for (String id : tweetIds) {
      if (!entries.has(id)) {
        stated.putIfAbsent(id, new PostOutcome.Unknown<>("neither in data nor in errors"));
      }
    }
    return new CallOutcome.Answered<>(entries.with(stated));
  }

  /** A post's counters, in either dialect. */
  static Counters counters(JsonNode post) {
    JsonNode metrics = post.path("public_metrics");
    return new Counters(
        COUNTERS.first(metrics, "retweet_count", "repost_count"),
        COUNTERS.first(metrics, "reply_count"),
        COUNTERS.first(metrics, "like_count"),
        COUNTERS.first(metrics, "quote_count"),
        COUNTERS.first(metrics, "impression_count"),
        COUNTERS.first(metrics, "bookmark_count"));
  }
}
