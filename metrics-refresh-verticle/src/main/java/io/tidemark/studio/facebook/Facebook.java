package io.tidemark.studio.facebook;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidemark.clock.WorldClock;
import io.tidemark.studio.graph.GraphBatch;
import io.tidemark.studio.graph.GraphBatch.Requester;
import io.tidemark.studio.graph.GraphError;
import io.tidemark.studio.graph.GraphOutcomes;
import io.tidemark.studio.graph.GraphResult;
import io.tidemark.studio.graph.Insights;
import io.tidemark.studio.graph.Nodes;
import io.tidemark.studio.platforms.Metrics;
import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.studio.platforms.StudioSource;
import io.tidemark.studio.tokens.AccountTokens;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the counters of the posts themselves, then insights of those that exist. Insights that are
 * absent (small pages have none) or fail do not affect the counters.
 */
public final class Facebook implements StudioSource {

  private static final Logger log = LoggerFactory.getLogger(Facebook.class);

  private static final String INSIGHTS = "views, reach, clicks: ";

  private final Nodes nodes;
  private final Insights insights;
  private final Insights ofReels;
  private final @Nullable AccountTokens tokens;
  private final WorldClock clock;
  private final Duration insightsEvery;

  /** When a post's insights were read; a new process asks for all of them. */
  private final Cache<Long, Instant> insightsAt =
      Caffeine.newBuilder().maximumSize(100_000).build();

  /** The insights by post, and why some are lacking. */
  private record InsightResults(Map<Long, GraphResult> insights, Map<Long, String> lacking) {}

  /**
   * @param ofReels insights of reels, which have none as posts
   * @param tokens null: tokens are never renewed
   * @param insightsEvery how often at most a post's insights are asked for
   */
  public Facebook(
      Nodes nodes,
      Insights insights,
      Insights ofReels,
      @Nullable AccountTokens tokens,
      WorldClock clock,
      Duration insightsEvery) {
    this.nodes = nodes;
    this.insights = insights;
    this.ofReels = ofReels;
    this.tokens = tokens;
    this.clock = clock;
    this.insightsEvery = insightsEvery;
  }

  @Override
  public StudioPlatform platform() {
    return StudioPlatform.FACEBOOK;
  }

  @Override
  public int mostPosts() {
    return GraphBatch.MOST_PARTS;
  }

  @Override
  public Future<CallOutcome<Map<Long, PostOutcome<Metrics>>>> read(
      Account account, List<PostRef> posts) {
    return tokens == null
        ? read(account.accessToken(), account, posts)
        : tokens.call(account.id(), token -> read(token, account, posts));
  }

  private Future<CallOutcome<Map<Long, PostOutcome<Metrics>>>> read(
      String token, Account account, List<PostRef> posts) {
    var requester = new Requester(token, account.workspace(), account.id());
    return nodes
        .read(requester, posts)
        .compose(
            outcome -> {
              if (outcome instanceof CallOutcome.Answered<Map<Long, GraphResult>> answered) {
                Map<Long, GraphResult> found = answered.content();
                return insights(requester, posts, found)
                    .map(insights -> outcomes(posts, found, insights));
              }
              return Future.succeededFuture(outcome.unanswered());
            });
  }

  private Future<InsightResults> insights(
      Requester requester, List<PostRef> posts, Map<Long, GraphResult> found) {
    List<PostRef> due =
        posts.stream()
            .filter(post -> found.get(post.id()) instanceof GraphResult.Values)
            .filter(post -> isDue(post.id()))
            .toList();
    if (due.isEmpty() || insights.areNone()) {
      return Future.succeededFuture(new InsightResults(Map.of(), Map.of()));
    }
    var all = new InsightResults(new HashMap<>(), new HashMap<>());
    return read(insights, requester, due, all)
        .compose(
            read -> {
              List<PostRef> reels =
                  due.stream()
                      .filter(post -> all.insights().get(post.id()) instanceof GraphResult.NoEdge)
                      .toList();
              return reels.isEmpty()
                  ? Future.succeededFuture(all)
                  : read(ofReels, requester, reels, all);
            });
  }

  private Future<InsightResults> read(
      Insights insights, Requester requester, List<PostRef> posts, InsightResults all) {
    return insights
        .read(requester, posts)
        .map(
            outcome -> {
              if (outcome instanceof CallOutcome.Answered<Map<Long, GraphResult>> answered) {
                all.insights().putAll(answered.content());
                return all;
              }
              String why = outcome.why();
              log.atInfo()
                  .addKeyValue("platform", platform().word())
                  .addKeyValue("reason", why)
                  .log("Insights of posts could not be read; their counters are kept");
              posts.forEach(post -> all.lacking().put(post.id(), INSIGHTS + why));
              return all;
            });
  }

  private boolean isDue(long post) {
    Instant last = insightsAt.getIfPresent(post);
    return last == null || !last.plus(insightsEvery).isAfter(clock.instant());
  }

  private CallOutcome<Map<Long, PostOutcome<Metrics>>> outcomes(
      List<PostRef> posts, Map<Long, GraphResult> found, InsightResults insights) {
    Map<Long, PostOutcome<Metrics>> said = new HashMap<>();
    Map<Long, GraphError> failed = new HashMap<>();
    for (PostRef post : posts) {
      switch (found.get(post.id())) {
        case GraphResult.Values node ->
            said.put(
                post.id(),
                PagePost.outcome(
                    post,
                    node.data().get(0),
                    node.unasked(),
                    data(post.id(), insights),
                    lacking(post.id(), insights)));
        case GraphResult.Unanswered nothing ->
            said.put(post.id(), new PostOutcome.Unknown<>(nothing.why()));
        case GraphResult.AllRefused refused ->
            said.put(post.id(), new PostOutcome.Unknown<>("nothing was asked"));
        case GraphResult.NoValues empty -> said.put(post.id(), new PostOutcome.Unknown<>(NO_DATA));
        case GraphResult.NoEdge none ->
            said.put(post.id(), new PostOutcome.Unknown<>("nothing was asked"));
        case GraphResult.Failed failure -> failed.put(post.id(), failure.error());
      }
    }
    return GraphOutcomes.of(said, failed);
  }

  private List<JsonNode> data(long post, InsightResults found) {
    if (found.insights().get(post) instanceof GraphResult.Values given) {
      insightsAt.put(post, clock.instant());
      return given.data();
    }
    return List.of();
  }

  /** Why insights are lacking; a metric that the platform does not have is not lacking. */
  private static String lacking(long post, InsightResults found) {
    String why = found.lacking().getOrDefault(post, "");
    GraphResult result = found.insights().get(post);
    if (result == null) {
      return why;
    }
    return switch (result) {
      case GraphResult.Values given -> given.lacking();
      case GraphResult.Unanswered nothing -> INSIGHTS + nothing.why();
      case GraphResult.Failed failure -> INSIGHTS + failure.error().sentence();
      case GraphResult.NoValues empty ->
          INSIGHTS + "the platform gives none; pages with fewer than 100 likes have none";
      case GraphResult.AllRefused refused -> why;
      case GraphResult.NoEdge none -> why;
    };
  }
}
