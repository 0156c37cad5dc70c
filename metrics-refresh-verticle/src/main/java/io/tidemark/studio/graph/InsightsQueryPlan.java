package io.tidemark.studio.graph;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.studio.platforms.StudioSource.PostRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rounds of one read of insights. A refused metric fails its whole query: the next round asks
 * about the post without the metric, or bisects the metrics where the refusal names none. Only one
 * post of a media type is bisected at a time; the others wait for the result.
 *
 * <p>Not thread-safe: rounds run one after the other.
 */
final class InsightsQueryPlan {

  /**
   * @param part whether it is part of a bisection, for which other posts of the type wait
   */
  record Query(PostRef post, List<String> metrics, boolean part) {}

  private final List<String> metrics;
  private final UnsupportedMetrics learned;
  private final Map<Long, List<JsonNode>> data = new HashMap<>();
  private final Map<Long, GraphResult> ended = new LinkedHashMap<>();
  private final Map<Long, String> lacking = new HashMap<>();
  private List<Query> next = new ArrayList<>();
  private List<PostRef> waiting = new ArrayList<>();

  InsightsQueryPlan(List<PostRef> posts, List<String> metrics, UnsupportedMetrics learned) {
    this.metrics = metrics;
    this.learned = learned;
    askAll(posts, false);
  }

  /**
   * Plans the queries about posts; suspect metrics get queries of their own, after the others.
   *
   * @param halved whether a bisection has just found the refused metrics of the type
   */
  private void askAll(List<PostRef> posts, boolean halved) {
    List<Query> alone = new ArrayList<>();
    for (PostRef post : posts) {
      List<String> sure = new ArrayList<>();
      List<String> worth = learned.worthAsking(post, metrics);
      for (String metric : worth) {
        if (learned.isSuspect(post, metric, halved)) {
          alone.add(new Query(post, List.of(metric), false));
        } else {
          sure.add(metric);
        }
      }
      if (worth.isEmpty()) {
        ended.putIfAbsent(post.id(), new GraphResult.AllRefused());
      } else if (!sure.isEmpty()) {
        next.add(new Query(post, List.copyOf(sure), false));
      }
    }
    next.addAll(alone);
  }

  /** The queries of the next round, at most so many; empty when all posts are answered. */
  List<Query> next(int most) {
    Set<String> halved = new HashSet<>();
    next.stream()
        .filter(Query::part)
        .forEach(part -> halved.add(UnsupportedMetrics.type(part.post())));
    List<PostRef> still = new ArrayList<>();
    List<PostRef> ready = new ArrayList<>();
    for (PostRef post : waiting) {
      (halved.contains(UnsupportedMetrics.type(post)) ? still : ready).add(post);
    }
    waiting = still;
    askAll(ready, true);
    List<Query> now = new ArrayList<>(next.subList(0, Math.min(most, next.size())));
    next = new ArrayList<>(next.subList(now.size(), next.size()));
    return now;
  }

  void answered(List<Query> queries, List<Part> parts) {
    Set<String> halved = new HashSet<>();
    queries.stream()
        .filter(Query::part)
        .forEach(q -> halved.add(UnsupportedMetrics.type(q.post())));
    for (int i = 0; i < queries.size(); i++) {
      Query query = queries.get(i);
      switch (parts.get(i)) {
        case Part.Answered answered -> {
          learned.accepted(query.post(), query.metrics());
          answered
              .body()
              .path("data")
              .forEach(
                  entry ->
                      data.computeIfAbsent(query.post().id(), first -> new ArrayList<>())
                          .add(entry));
        }
        case Part.Unanswered silent -> {
          ended.put(query.post().id(), new GraphResult.Unanswered(silent.why()));
          lacks(query, silent.why());
        }
        case Part.Failed failed -> failed(query, failed.error(), halved);
      }
    }
  }

  private void failed(Query query, GraphError error, Set<String> halved) {
    if (error.meaning() != GraphError.Meaning.BAD_METRIC) {
      ended.put(query.post().id(), new GraphResult.Failed(error));
      lacks(query, error.sentence());
      return;
    }
    List<String> asked = query.metrics();
    List<String> refused = RefusedMetricNames.of(error.message(), asked);
    if (refused.isEmpty() && asked.size() == 1) {
      refused = asked;
    }
    if (!refused.isEmpty()) {
      learned.refused(query.post(), refused, error.sentence());
      List<String> rest = learned.worthAsking(query.post(), asked);
      if (!rest.isEmpty()) {
        next.add(new Query(query.post(), rest, query.part()));
      }
    } else if (query.part() || halved.add(UnsupportedMetrics.type(query.post()))) {
      int half = asked.size() / 2;
      next.add(new Query(query.post(), asked.subList(0, half), true));
      next.add(new Query(query.post(), asked.subList(half, asked.size()), true));
    } else {
      waiting.add(query.post());
    }
  }

  private void lacks(Query query, String why) {
    lacking.merge(
        query.post().id(),
        String.join(", ", query.metrics()) + ": " + why,
        (first, more) -> first + "; " + more);
  }

  /** Ends the query; open posts get the given reason. */
  void end(List<Query> open, String why) {
    List<PostRef> posts = new ArrayList<>(waiting);
    List<Query> left = new ArrayList<>(open);
    left.addAll(next);
    left.forEach(query -> posts.add(query.post()));
    left.forEach(query -> lacks(query, why));
    posts.forEach(post -> ended.putIfAbsent(post.id(), new GraphResult.Unanswered(why)));
  }

  boolean isUnanswered() {
    return data.isEmpty() && ended.isEmpty();
  }

  Map<Long, GraphResult> results(List<PostRef> posts) {
    Map<Long, GraphResult> results = new HashMap<>();
    for (PostRef post : posts) {
      List<JsonNode> given = data.get(post.id());
      GraphResult end = ended.get(post.id());
      if (given != null) {
        results.put(post.id(), new GraphResult.Values(given, lacking.getOrDefault(post.id(), "")));
      } else if (end != null) {
        results.put(post.id(), end);
      } else if (learned.worthAsking(post, metrics).isEmpty()) {
        results.put(post.id(), new GraphResult.AllRefused());
      } else {
        results.put(post.id(), new GraphResult.NoValues());
      }
    }
    return results;
  }
}
