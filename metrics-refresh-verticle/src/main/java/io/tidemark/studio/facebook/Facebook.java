package io.tidemark.studio.facebook;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidemark.clock.WorldClock;
import io.tidemark.studio.calls.Outcomes;
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
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counters of the posts themselves, then insights of those that are there. Insights that are not
 * given (small pages have none) or fail take nothing from the counters.
 */
public final class Facebook implements StudioSource {

  private static final Logger log = LoggerFactory.getLogger(Facebook.class);

  private final Nodes nodes;
  private final Insights insights;
  private final WorldClock clock;
  private final Duration insightsEvery;

  /** When a post's insights were given; a process that begins asks for all of them. */
  private final Cache<Long, Instant> insightsAt =
      Caffeine.newBuilder().maximumSize(100_000).build();

  /**
   * @param insightsEvery how often at most a post's insights are asked for
   */
  public Facebook(
      GraphBatch batch,
      String version,
      Insights insights,
      WorldClock clock,
      Duration insightsEvery) {
    this.nodes = new Nodes(batch, version, PagePost.FIELDS);
    this.insights = insights;
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
    var asker = new Asker(account.accessToken(), account.workspace());
    return nodes
        .read(asker, posts)
        .compose(
            outcome -> {
              if (outcome instanceof CallOutcome.Answered<Map<Long, Finding>> answered) {
                Map<Long, Finding> found = answered.content();
                return insights(asker, posts, found)
                    .map(insights -> outcomes(posts, found, insights));
              }
              return Future.succeededFuture(Outcomes.notAnswered(outcome));
            });
  }

  private Future<Map<Long, Finding>> insights(
      Asker asker, List<Asked> posts, Map<Long, Finding> found) {
    List<Asked> due =
        posts.stream()
            .filter(post -> found.get(post.id()) instanceof Finding.Given)
            .filter(post -> isDue(post.id()))
            .toList();
    if (due.isEmpty() || insights.areNone()) {
      return Future.succeededFuture(Map.of());
    }
    return insights
        .read(asker, due)
        .map(
            outcome -> {
              if (outcome instanceof CallOutcome.Answered<Map<Long, Finding>> answered) {
                return answered.content();
              }
              log.atInfo()
                  .addKeyValue("platform", platform().word())
                  .addKeyValue("reason", Outcomes.why(outcome))
                  .log("The counters of posts come without their insights");
              return Map.of();
            });
  }

  private boolean isDue(long post) {
    Instant last = insightsAt.getIfPresent(post);
    return last == null || !last.plus(insightsEvery).isAfter(clock.instant());
  }

  private CallOutcome<Map<Long, PostOutcome<Metrics>>> outcomes(
      List<Asked> posts, Map<Long, Finding> found, Map<Long, Finding> insights) {
    Map<Long, PostOutcome<Metrics>> said = new HashMap<>();
    Map<Long, GraphError> failed = new HashMap<>();
    for (Asked post : posts) {
      switch (found.get(post.id())) {
        case Finding.Given node ->
            said.put(
                post.id(), PagePost.reading(post, node.data().get(0), data(post.id(), insights)));
        case Finding.Nothing nothing ->
            said.put(post.id(), new PostOutcome.Unknown<>(nothing.why()));
        case Finding.AllRefused refused ->
            said.put(post.id(), new PostOutcome.Unknown<>("nothing was asked"));
        case Finding.Failed failure -> failed.put(post.id(), failure.error());
      }
    }
    return GraphOutcomes.of(said, failed);
  }

  private List<JsonNode> data(long post, Map<Long, Finding> insights) {
    if (insights.get(post) instanceof Finding.Given given) {
      insightsAt.put(post, clock.instant());
      return given.data();
    }
    return List.of();
  }
}
