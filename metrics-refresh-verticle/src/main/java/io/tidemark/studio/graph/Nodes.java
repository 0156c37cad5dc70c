package io.tidemark.studio.graph;

import io.tidemark.studio.graph.Capabilities.News;
import io.tidemark.studio.graph.Capabilities.Refusal;
import io.tidemark.studio.graph.GraphBatch.Asker;
import io.tidemark.studio.platforms.StudioSource.Asked;
import io.tidemark.upstream.CallOutcome;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads fields of posts, which are nodes of the graph. A node that lacks a field refuses the whole
 * question and names the field: the node is asked again without it, and the field is remembered.
 */
public final class Nodes {

  private final GraphApi api;
  private final List<String> fields;

  /**
   * @param fields names with their modifiers, such as {@code comments.limit(0)}
   */
  public Nodes(GraphApi api, List<String> fields) {
    this.api = api;
    this.fields = List.copyOf(fields);
  }

  /** Not thread-safe: rounds run one after the other. */
  private record Query(
      Asker asker, Map<Long, Set<String>> lacked, Map<Long, Finding> findings, List<News> news) {}

  /**
   * @param posts at most as many as a batch has parts
   * @return a finding for each post, with the node as its only entry; never fails
   */
  public Future<CallOutcome<Map<Long, Finding>>> read(Asker asker, List<Asked> posts) {
    return api.capabilities()
        .known(
            api.platform(),
            Set.of(),
            posts.stream().map(UnsupportedMetrics::self).toList(),
            asker.id(),
            api.now())
        .compose(
            known -> {
              var query = new Query(asker, new HashMap<>(), new HashMap<>(), new ArrayList<>());
              for (Asked post : posts) {
                Set<String> lacked = new HashSet<>();
                for (String field : fields) {
                  if (known.refused().contains(refusal(post, name(field)))) {
                    lacked.add(name(field));
                  }
                }
                query.lacked().put(post.id(), lacked);
              }
              return round(query, posts);
            });
  }

  private static String name(String field) {
    return field.replaceFirst("[.{(].*", "");
  }

  private static Refusal refusal(Asked post, String field) {
    return new Refusal(UnsupportedMetrics.self(post), "field:" + field);
  }

  private Future<CallOutcome<Map<Long, Finding>>> round(Query query, List<Asked> posts) {
    return api.batch()
        .ask(query.asker(), posts.stream().map(post -> url(query, post)).toList())
        .compose(
            outcome -> {
              if (!(outcome instanceof CallOutcome.Answered<List<Part>> answered)) {
                if (outcome instanceof CallOutcome.AuthDead || query.findings().isEmpty()) {
                  return Future.succeededFuture(outcome.unanswered());
                }
                posts.forEach(
                    post -> query.findings().put(post.id(), new Finding.Nothing(outcome.why())));
                return ended(query);
              }
              List<Asked> again = again(query, posts, answered.content());
              return again.isEmpty() ? ended(query) : round(query, again);
            });
  }

  private Future<CallOutcome<Map<Long, Finding>>> ended(Query query) {
    return api.capabilities()
        .remember(api.platform(), query.news(), Set.of(), Set.of(), Set.of(), api.now())
        .map(remembered -> new CallOutcome.Answered<>(query.findings()));
  }

  private String url(Query query, Asked post) {
    Set<String> lacked = query.lacked().getOrDefault(post.id(), Set.of());
    List<String> asked = fields.stream().filter(field -> !lacked.contains(name(field))).toList();
    return "%s/%s?fields=%s"
        .formatted(
            api.version(),
            GraphBatch.encoded(post.externalId()),
            asked.isEmpty() ? "id" : String.join(",", asked));
  }

  /** Posts to ask again, each with one field less, so the rounds end. */
  private List<Asked> again(Query query, List<Asked> posts, List<Part> parts) {
    List<Asked> again = new ArrayList<>();
    for (int i = 0; i < posts.size(); i++) {
      Asked post = posts.get(i);
      switch (parts.get(i)) {
        case Part.Told told ->
            query
                .findings()
                .put(
                    post.id(),
                    new Finding.Given(
                        List.of(told.body()),
                        "",
                        Set.copyOf(query.lacked().getOrDefault(post.id(), Set.of()))));
        case Part.Failed failed -> {
          if (isWithout(query, post, failed.error())) {
            again.add(post);
          } else {
            query.findings().put(post.id(), new Finding.Failed(failed.error()));
          }
        }
        case Part.Silent silent ->
            query.findings().put(post.id(), new Finding.Nothing(silent.why()));
      }
    }
    return again;
  }

  private boolean isWithout(Query query, Asked post, GraphError error) {
    Optional<String> named = error.field();
    if (named.isEmpty() || fields.stream().noneMatch(field -> name(field).equals(named.get()))) {
      return false;
    }
    if (!query.lacked().get(post.id()).add(named.get())) {
      return false; // it was not asked for
    }
    query
        .news()
        .add(
            new News(
                refusal(post, named.get()),
                UnsupportedMetrics.type(post),
                query.asker().id(),
                error.said()));
    return true;
  }
}
