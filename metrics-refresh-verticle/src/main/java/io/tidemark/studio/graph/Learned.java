package io.tidemark.studio.graph;

import io.tidemark.studio.graph.Capabilities.Refusal;
import io.tidemark.studio.platforms.StudioSource.Asked;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which metrics are refused for which posts. What is refused for one post is refused for that post;
 * for its whole type when two posts say so and none of the type is given it: one odd media must not
 * cost the others a metric.
 */
final class Learned {

  private static final int POSTS_FOR_A_TYPE = 2;

  private final Set<Refusal> known;
  private final Map<Refusal, Set<String>> refusedTo = new HashMap<>();
  private final Set<Refusal> accepted = new HashSet<>();

  Learned(Set<Refusal> known) {
    this.known = known;
  }

  static String type(Asked post) {
    return post.mediaType() == null || post.mediaType().isBlank() ? "any" : post.mediaType();
  }

  static String self(Asked post) {
    return "post:" + post.externalId();
  }

  void refused(Asked post, List<String> metrics) {
    for (String metric : metrics) {
      refusedTo
          .computeIfAbsent(new Refusal(type(post), metric), first -> new HashSet<>())
          .add(self(post));
    }
  }

  void accepted(Asked post, List<String> metrics) {
    metrics.forEach(metric -> accepted.add(new Refusal(type(post), metric)));
  }

  /** What of these is worth asking of the post. */
  List<String> worthAsking(Asked post, List<String> metrics) {
    return metrics.stream().filter(metric -> !isRefused(post, metric)).toList();
  }

  private boolean isRefused(Asked post, String metric) {
    var ofType = new Refusal(type(post), metric);
    return known.contains(ofType)
        || known.contains(new Refusal(self(post), metric))
        || isOfType(ofType)
        || refusedTo.getOrDefault(ofType, Set.of()).contains(self(post));
  }

  private boolean isOfType(Refusal ofType) {
    return !accepted.contains(ofType)
        && refusedTo.getOrDefault(ofType, Set.of()).size() >= POSTS_FOR_A_TYPE;
  }

  /** What was not known before. */
  Set<Refusal> news() {
    Set<Refusal> news = new HashSet<>();
    refusedTo.forEach(
        (ofType, posts) -> {
          if (isOfType(ofType)) {
            news.add(ofType);
          } else {
            posts.forEach(post -> news.add(new Refusal(post, ofType.metric())));
          }
        });
    return news;
  }
}
