package io.tidemark.studio.graph;

import io.tidemark.studio.graph.Capabilities.KnownRefusals;
import io.tidemark.studio.graph.Capabilities.NewRefusal;
import io.tidemark.studio.graph.Capabilities.Refusal;
import io.tidemark.studio.graph.GraphBatch.Requester;
import io.tidemark.studio.graph.InsightsQueryPlan.Query;
import io.tidemark.studio.platforms.StudioSource.PostRef;
import io.tidemark.upstream.CallOutcome;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads insights of posts; metrics known to be refused are not requested. */
public final class Insights {

  /** Enough to bisect seven metrics, and to repeat the queries without the refused ones. */
  private static final int MOST_ROUNDS = 16;

  private final GraphApi api;
  private final String edge;
  private final List<String> metrics;

  /**
   * @param edge of a post that has the metrics: {@code insights}, {@code video_insights}
   */
  public Insights(GraphApi api, String edge, List<String> metrics) {
    this.api = api;
    this.edge = edge;
    this.metrics = metrics;
  }

  /** Whether the settings name no metric. */
  public boolean areNone() {
    return metrics.isEmpty();
  }

  /**
   * @return a result for each post if at least one was answered; never fails
   */
  public Future<CallOutcome<Map<Long, GraphResult>>> read(
      Requester requester, List<PostRef> posts) {
    Set<String> types = posts.stream().map(UnsupportedMetrics::type).collect(Collectors.toSet());
    return api.capabilities()
        .known(
            api.platform(),
            types,
            posts.stream().map(UnsupportedMetrics::self).toList(),
            requester.id(),
            api.now())
        .compose(known -> read(requester, posts, known));
  }

  private Future<CallOutcome<Map<Long, GraphResult>>> read(
      Requester requester, List<PostRef> posts, KnownRefusals known) {
    Map<Long, GraphResult> without = new HashMap<>();
    List<PostRef> with = new ArrayList<>();
    for (PostRef post : posts) {
      if (known.refused().contains(noEdge(post))) {
        without.put(post.id(), new GraphResult.NoEdge());
      } else {
        with.add(post);
      }
    }
    var learned =
        new UnsupportedMetrics(
            requester.id(),
            known,
            ofType -> api.capabilities().wasAccepted(api.platform(), ofType, api.now()));
    var plan = new InsightsQueryPlan(with, metrics, learned);
    return round(requester, plan, 1)
        .compose(
            end -> {
              Map<Long, GraphResult> results = new HashMap<>(without);
              if (end instanceof CallOutcome.Answered) {
                results.putAll(plan.results(with));
              }
              List<NewRefusal> edges = edges(requester, with, results);
              return remember(learned, edges)
                  .map(
                      remembered ->
                          end instanceof CallOutcome.Answered || !without.isEmpty()
                              ? new CallOutcome.Answered<>(all(posts, results, end))
                              : end.unanswered());
            });
  }

  /** Adds the reason for posts without an answer. */
  private static Map<Long, GraphResult> all(
      List<PostRef> posts, Map<Long, GraphResult> results, CallOutcome<Void> end) {
    posts.forEach(
        post -> results.computeIfAbsent(post.id(), none -> new GraphResult.Unanswered(end.why())));
    return results;
  }

  private Refusal noEdge(PostRef post) {
    return new Refusal(UnsupportedMetrics.self(post), "edge:" + edge);
  }

  /** Posts without this edge: the error names it. */
  private List<NewRefusal> edges(
      Requester requester, List<PostRef> posts, Map<Long, GraphResult> results) {
    List<NewRefusal> newRefusals = new ArrayList<>();
    for (PostRef post : posts) {
      if (results.get(post.id()) instanceof GraphResult.Failed failed
          && failed.error().field().filter(edge::equals).isPresent()) {
        results.put(post.id(), new GraphResult.NoEdge());
        newRefusals.add(
            new NewRefusal(
                noEdge(post),
                UnsupportedMetrics.type(post),
                requester.id(),
                failed.error().sentence()));
      }
    }
    return newRefusals;
  }

  private Future<CallOutcome<Void>> round(Requester requester, InsightsQueryPlan plan, int number) {
    List<Query> queries = plan.next(GraphBatch.MOST_PARTS);
    if (queries.isEmpty() || number > MOST_ROUNDS) {
      plan.end(queries, "too many of its metrics were refused");
      return Future.succeededFuture(new CallOutcome.Answered<>(null));
    }
    return api.batch()
        .ask(requester, queries.stream().map(this::url).toList())
        .compose(
            outcome -> {
              if (outcome instanceof CallOutcome.Answered<List<Part>> answered) {
                plan.answered(queries, answered.content());
                return round(requester, plan, number + 1);
              }
              if (outcome instanceof CallOutcome.AuthDead || plan.isUnanswered()) {
                return Future.succeededFuture(outcome.unanswered());
              }
              // The results of earlier rounds are kept.
              plan.end(queries, outcome.why());
              return Future.succeededFuture(new CallOutcome.Answered<>(null));
            });
  }

  private String url(Query query) {
    return "%s/%s/%s?metric=%s"
        .formatted(
            api.version(),
            GraphBatch.encoded(query.post().externalId()),
            edge,
            String.join(",", query.metrics()));
  }

  private Future<Void> remember(UnsupportedMetrics learned, List<NewRefusal> edges) {
    List<NewRefusal> newRefusals = new ArrayList<>(edges);
    newRefusals.addAll(learned.newRefusals());
    return api.capabilities()
        .remember(
            api.platform(),
            newRefusals,
            learned.disproved(),
            learned.accepted(),
            learned.contested(),
            api.now());
  }
}
