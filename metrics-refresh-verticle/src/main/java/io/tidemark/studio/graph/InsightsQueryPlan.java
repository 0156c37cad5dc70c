package io.tidemark.studio.graph;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.studio.platforms.StudioSource.Asked;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rounds of one query for insights. A refused metric fails its whole question: the next round
 * asks about the post without the metric, or bisects the metrics where the refusal names none. Only
 * one post of a media type is bisected at a time; the others wait for the result.
 *
 * <p>Not thread-safe: rounds run one after the other.
 */
final class InsightsQueryPlan {

  /**
   * @param part whether it is part of a bisection, for which other posts of the type wait
   */
  record Question(Asked post, List<String> metrics, boolean part) {}

  private final List<String> metrics;
  private final UnsupportedMetrics learned;
  private final Map<Long, List<JsonNode>> data = new HashMap<>();
  private final Map<Long, Finding> ended = new LinkedHashMap<>();
  private final Map<Long, String> lacking = new HashMap<>();
  private List<Question> next = new ArrayList<>();
  private List<Asked> waiting = new ArrayList<>();

  InsightsQueryPlan(List<Asked> posts, List<String> metrics, UnsupportedMetrics learned) {
    this.metrics = metrics;
    this.learned = learned;
    askAll(posts, false);
  }

  /**
   * Plans the questions about posts; suspect metrics get questions of their own, after the others.
   *
   * @param halved whether a bisection has just found the refused metrics of the type
   */
  private void askAll(List<Asked> posts, boolean halved) {
    List<Question> alone = new ArrayList<>();
    for (Asked post : posts) {
      List<String> sure = new ArrayList<>();
      List<String> worth = learned.worthAsking(post, metrics);
      for (String metric : worth) {
        if (learned.isSuspect(post, metric, halved)) {
          alone.add(new Question(post, List.of(metric), false));
        } else {
          sure.add(metric);
        }
      }
      if (worth.isEmpty()) {
        ended.putIfAbsent(post.id(), new Finding.AllRefused());
      } else if (!sure.isEmpty()) {
        next.add(new Question(post, List.copyOf(sure), false));
      }
    }
    next.addAll(alone);
  }

  /** The questions of the next round, at most so many; empty when all posts are answered. */
  List<Question> next(int most) {
    Set<String> halved = new HashSet<>();
    next.stream()
        .filter(Question::part)
        .forEach(part -> halved.add(UnsupportedMetrics.type(part.post())));
    List<Asked> still = new ArrayList<>();
    List<Asked> ready = new ArrayList<>();
    for (Asked post : waiting) {
      (halved.contains(UnsupportedMetrics.type(post)) ? still : ready).add(post);
    }
    waiting = still;
    askAll(ready, true);
    List<Question> now = new ArrayList<>(next.subList(0, Math.min(most, next.size())));
    next = new ArrayList<>(next.subList(now.size(), next.size()));
    return now;
  }

  void told(List<Question> questions, List<Part> parts) {
    Set<String> halved = new HashSet<>();
    questions.stream()
        .filter(Question::part)
        .forEach(q -> halved.add(UnsupportedMetrics.type(q.post())));
    for (int i = 0; i < questions.size(); i++) {
      Question question = questions.get(i);
      switch (parts.get(i)) {
        case Part.Told told -> {
          learned.accepted(question.post(), question.metrics());
          told.body()
              .path("data")
              .forEach(
                  entry ->
                      data.computeIfAbsent(question.post().id(), first -> new ArrayList<>())
                          .add(entry));
        }
        case Part.Silent silent -> {
          ended.put(question.post().id(), new Finding.Nothing(silent.why()));
          lacks(question, silent.why());
        }
        case Part.Failed failed -> failed(question, failed.error(), halved);
      }
    }
  }

  private void failed(Question question, GraphError error, Set<String> halved) {
    if (error.meaning() != GraphError.Meaning.BAD_METRIC) {
      ended.put(question.post().id(), new Finding.Failed(error));
      lacks(question, error.said());
      return;
    }
    List<String> asked = question.metrics();
    List<String> refused = RefusedMetricNames.of(error.message(), asked);
    if (refused.isEmpty() && asked.size() == 1) {
      refused = asked;
    }
    if (!refused.isEmpty()) {
      learned.refused(question.post(), refused, error.said());
      List<String> rest = learned.worthAsking(question.post(), asked);
      if (!rest.isEmpty()) {
        next.add(new Question(question.post(), rest, question.part()));
      }
    } else if (question.part() || halved.add(UnsupportedMetrics.type(question.post()))) {
      int half = asked.size() / 2;
      next.add(new Question(question.post(), asked.subList(0, half), true));
      next.add(new Question(question.post(), asked.subList(half, asked.size()), true));
    } else {
      waiting.add(question.post());
    }
  }

  private void lacks(Question question, String why) {
    lacking.merge(
        question.post().id(),
        String.join(", ", question.metrics()) + ": " + why,
        (first, more) -> first + "; " + more);
  }

  /** Ends the query; open posts get the given reason. */
  void end(List<Question> open, String why) {
    List<Asked> posts = new ArrayList<>(waiting);
    List<Question> left = new ArrayList<>(open);
    left.addAll(next);
    left.forEach(question -> posts.add(question.post()));
    left.forEach(question -> lacks(question, why));
    posts.forEach(post -> ended.putIfAbsent(post.id(), new Finding.Nothing(why)));
  }

  boolean nothingSaid() {
    return data.isEmpty() && ended.isEmpty();
  }

  Map<Long, Finding> findings(List<Asked> posts) {
    Map<Long, Finding> findings = new HashMap<>();
    for (Asked post : posts) {
      List<JsonNode> given = data.get(post.id());
      Finding end = ended.get(post.id());
      if (given != null) {
        findings.put(post.id(), new Finding.Given(given, lacking.getOrDefault(post.id(), "")));
      } else if (end != null) {
        findings.put(post.id(), end);
      } else if (learned.worthAsking(post, metrics).isEmpty()) {
        findings.put(post.id(), new Finding.AllRefused());
      } else {
        findings.put(post.id(), new Finding.Empty());
      }
    }
    return findings;
  }
}
