package io.tidemark.studio.facebook;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidemark.clock.WorldClock;
import io.tidemark.studio.graph.Finding;
import io.tidemark.studio.graph.GraphBatch;
import io.tidemark.studio.graph.GraphBatch.Asker;
import io.tidemark.studio.graph.GraphError;
import io.tidemark.studio.graph.GraphOutcomes;
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
  private record Found(Map<Long, Finding> insights, Map<Long, String> lacking) {}

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
      Account account, List<Asked> posts) {
    return tokens == null
        ? read(account.accessToken(), account, posts)
        : tokens.call(account.id(), token -> read(token, account, posts));
  }

  private Future<CallOutcome<Map<Long, PostOutcome<Metrics>>>> read(
      String token, Account account, List<Asked> posts) {
    var asker = new Asker(token, account.workspace(), account.id());
    return nodes
        .read(asker, posts)
        .compose(
            outcome -> {
              if (outcome instanceof CallOutcome.Answered<Map<Long, Finding>> answered) {
                Map<Long, Finding> found = answered.content();
                return insights(asker, posts, found)
                    .map(insights -> outcomes(posts, found, insights));
              }
              return Future.succeededFuture(outcome.unanswered());
            });
  }

  private Future<Found> insights(Asker asker, List<Asked> posts, Map<Long, Finding> found) {
    List<Asked> due =
        posts.stream()
            .filter(post -> found.get(post.id()) instanceof Finding.Given)
            .filter(post -> isDue(post.id()))
            .toList();
    if (due.isEmpty() || insights.areNone()) {
      return Future.succeededFuture(new Found(Map.of(), Map.of()));
    }
    var all = new Found(new HashMap<>(), new HashMap<>());
    return read(insights, asker, due, all)
        .compose(
            read -> {
              List<Asked> reels =
                  due.stream()
                      .filter(post -> all.insights().get(post.id()) instanceof Finding.NoEdge)
                      .toList();
              return reels.isEmpty()
                  ? Future.succeededFuture(all)
                  : read(ofReels, asker, reels, all);
            });
  }

  private Future<Found> read(Insights insights, Asker asker, List<Asked> posts, Found all) {
    return insights
        .read(asker, posts)
        .map(
            outcome -> {
              if (outcome instanceof CallOutcome.Answered<Map<Long, Finding>> answered) {
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
      List<Asked> posts, Map<Long, Finding> found, Found insights) {
    Map<Long, PostOutcome<Metrics>> said = new HashMap<>();
    Map<Long, GraphError> failed = new HashMap<>();
    for (Asked post : posts) {
      switch (found.get(post.id())) {
        case Finding.Given node ->
            said.put(
                post.id(),
                PagePost.outcome(
                    post,
                    node.data().get(0),
                    node.unasked(),
                    data(post.id(), insights),
                    lacking(post.id(), insights)));
        case Finding.Nothing nothing ->
            said.put(post.id(), new PostOutcome.Unknown<>(nothing.why()));
        case Finding.AllRefused refused ->
            said.put(post.id(), new PostOutcome.Unknown<>("nothing was asked"));
        case Finding.Empty empty -> said.put(post.id(), new PostOutcome.Unknown<>(NO_DATA));
        case Finding.NoEdge none ->
            said.put(post.id(), new PostOutcome.Unknown<>("nothing was asked"));
        case Finding.Failed failure -> failed.put(post.id(), failure.error());
      }
    }
    return GraphOutcomes.of(said, failed);
  }

  private List<JsonNode> data(long post, Found found) {
    if (found.insights().get(post) instanceof Finding.Given given) {
      insightsAt.put(post, clock.instant());
      return given.data();
    }
    return List.of();
  }

  /** Why insights are lacking; a metric that the platform does not have is not lacking. */
  private static String lacking(long post, Found found) {
    String why = found.lacking().getOrDefault(post, "");
    Finding finding = found.insights().get(post);
    if (finding == null) {
      return why;
    }
    return switch (finding) {
      case Finding.Given given -> given.lacking();
      case Finding.Nothing nothing -> INSIGHTS + nothing.why();
      case Finding.Failed failure -> INSIGHTS + failure.error().said();
      case Finding.Empty empty ->
          INSIGHTS + "the platform gives none; pages with fewer than 100 likes have none";
      case Finding.AllRefused refused -> why;
      case Finding.NoEdge none -> why;
    };
  }
}
