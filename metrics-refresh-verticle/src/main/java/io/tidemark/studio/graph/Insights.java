package io.tidemark.studio.graph;

import io.tidemark.studio.graph.Capabilities.Known;
import io.tidemark.studio.graph.Capabilities.News;
import io.tidemark.studio.graph.Capabilities.Refusal;
import io.tidemark.studio.graph.GraphBatch.Asker;
import io.tidemark.studio.graph.InsightsQueryPlan.Question;
import io.tidemark.studio.platforms.StudioSource.Asked;
import io.tidemark.upstream.CallOutcome;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads insights of posts; metrics known to be refused are not requested (UPSTREAMS 3.1). */
public final class Insights {

  /** Enough to bisect seven metrics, and to repeat the questions without the refused ones. */
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
   * @return a finding for each post if at least one was answered; never fails
   */
  public Future<CallOutcome<Map<Long, Finding>>> read(Asker asker, List<Asked> posts) {
    Set<String> types = posts.stream().map(UnsupportedMetrics::type).collect(Collectors.toSet());
    return api.capabilities()
        .known(
            api.platform(),
            types,
            posts.stream().map(UnsupportedMetrics::self).toList(),
            asker.id(),
            api.now())
        .compose(known -> read(asker, posts, known));
  }

  private Future<CallOutcome<Map<Long, Finding>>> read(
      Asker asker, List<Asked> posts, Known known) {
    Map<Long, Finding> without = new HashMap<>();
    List<Asked> with = new ArrayList<>();
    for (Asked post : posts) {
      if (known.refused().contains(noEdge(post))) {
        without.put(post.id(), new Finding.NoEdge());
      } else {
        with.add(post);
      }
    }
    var learned =
        new UnsupportedMetrics(
            asker.id(),
            known,
            ofType -> api.capabilities().wasAccepted(api.platform(), ofType, api.now()));
    var rounds = new InsightsQueryPlan(with, metrics, learned);
    return round(asker, rounds, 1)
        .compose(
            end -> {
              Map<Long, Finding> findings = new HashMap<>(without);
              if (end instanceof CallOutcome.Answered) {
                findings.putAll(rounds.findings(with));
              }
              List<News> edges = edges(asker, with, findings);
              return remember(learned, edges)
                  .map(
                      remembered ->
                          end instanceof CallOutcome.Answered || !without.isEmpty()
                              ? new CallOutcome.Answered<>(all(posts, findings, end))
                              : end.unanswered());
            });
  }

  /** Adds the reason for posts without an answer. */
  private static Map<Long, Finding> all(
      List<Asked> posts, Map<Long, Finding> findings, CallOutcome<Void> end) {
    posts.forEach(
        post -> findings.computeIfAbsent(post.id(), none -> new Finding.Nothing(end.why())));
    return findings;
  }

  private Refusal noEdge(Asked post) {
    return new Refusal(UnsupportedMetrics.self(post), "edge:" + edge);
  }

  /** Posts without this edge: the error names it. */
  private List<News> edges(Asker asker, List<Asked> posts, Map<Long, Finding> findings) {
    List<News> news = new ArrayList<>();
    for (Asked post : posts) {
      if (findings.get(post.id()) instanceof Finding.Failed failed
          && failed.error().field().filter(edge::equals).isPresent()) {
        findings.put(post.id(), new Finding.NoEdge());
        news.add(
            new News(
                noEdge(post), UnsupportedMetrics.type(post), asker.id(), failed.error().said()));
      }
    }
    return news;
  }

  private Future<CallOutcome<Void>> round(Asker asker, InsightsQueryPlan rounds, int number) {
    List<Question> questions = rounds.next(GraphBatch.MOST_PARTS);
    if (questions.isEmpty() || number > MOST_ROUNDS) {
      rounds.end(questions, "too many of its metrics were refused");
      return Future.succeededFuture(new CallOutcome.Answered<>(null));
    }
    return api.batch()
        .ask(asker, questions.stream().map(this::url).toList())
        .compose(
            outcome -> {
              if (outcome instanceof CallOutcome.Answered<List<Part>> answered) {
                rounds.told(questions, answered.content());
                return round(asker, rounds, number + 1);
              }
              if (outcome instanceof CallOutcome.AuthDead || rounds.nothingSaid()) {
                return Future.succeededFuture(outcome.unanswered());
              }
              // The results of earlier rounds are kept.
              rounds.end(questions, outcome.why());
              return Future.succeededFuture(new CallOutcome.Answered<>(null));
            });
  }

  private String url(Question question) {
    return "%s/%s/%s?metric=%s"
        .formatted(
            api.version(),
            GraphBatch.encoded(question.post().externalId()),
            edge,
            String.join(",", question.metrics()));
  }

  private Future<Void> remember(UnsupportedMetrics learned, List<News> edges) {
    List<News> news = new ArrayList<>(edges);
    news.addAll(learned.news());
    return api.capabilities()
        .remember(
            api.platform(),
            news,
            learned.disproved(),
            learned.accepted(),
            learned.contested(),
            api.now());
  }
}
