package io.tidemark.studio.graph;

import io.tidemark.studio.graph.Capabilities.NewRefusal;
import io.tidemark.studio.graph.Capabilities.Refusal;
import io.tidemark.studio.graph.GraphBatch.Requester;
import io.tidemark.studio.platforms.StudioSource.PostRef;
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
      Requester requester,
      Map<Long, Set<String>> lacked,
      Map<Long, GraphResult> results,
      List<NewRefusal> newRefusals) {}

  /**
   * @param posts at most as many as a batch has parts
   * @return a result for each post, with the node as its only entry; never fails
   */
  public Future<CallOutcome<Map<Long, GraphResult>>> read(
      Requester requester, List<PostRef> posts) {
    return api.capabilities()
        .known(
            api.platform(),
            Set.of(),
            posts.stream().map(UnsupportedMetrics::self).toList(),
            requester.id(),
            api.now())
        .compose(
            known -> {
              var query = new Query(requester, new HashMap<>(), new HashMap<>(), new ArrayList<>());
              for (PostRef post : posts) {
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

  private static Refusal refusal(PostRef post, String field) {
    return new Refusal(UnsupportedMetrics.self(post), "field:" + field);
  }

  private Future<CallOutcome<Map<Long, GraphResult>>> round(Query query, List<PostRef> posts) {
    return api.batch()
        .ask(query.requester(), posts.stream().map(post -> url(query, post)).toList())
        .compose(
            outcome -> {
              if (!(outcome instanceof CallOutcome.Answered<List<Part>> answered)) {
                if (outcome instanceof CallOutcome.AuthDead || query.results().isEmpty()) {
                  return Future.succeededFuture(outcome.unanswered());
                }
                posts.forEach(
                    post ->
                        query.results().put(post.id(), new GraphResult.Unanswered(outcome.why())));
                return ended(query);
              }
              List<PostRef> again = again(query, posts, answered.content());
              return again.isEmpty() ? ended(query) : round(query, again);
            });
  }

  private Future<CallOutcome<Map<Long, GraphResult>>> ended(Query query) {
    return api.capabilities()
        .remember(api.platform(), query.newRefusals(), Set.of(), Set.of(), Set.of(), api.now())
        .map(remembered -> new CallOutcome.Answered<>(query.results()));
  }

  private String url(Query query, PostRef post) {
    Set<String> lacked = query.lacked().getOrDefault(post.id(), Set.of());
    List<String> asked = fields.stream().filter(field -> !lacked.contains(name(field))).toList();
    return "%s/%s?fields=%s"
        .formatted(
            api.version(),
            GraphBatch.encoded(post.externalId()),
            asked.isEmpty() ? "id" : String.join(",", asked));
  }

  /** Posts to ask again, each with one field less, so the rounds end. */
  private List<PostRef> again(Query query, List<PostRef> posts, List<Part> parts) {
    List<PostRef> again = new ArrayList<>();
    for (int i = 0; i < posts.size(); i++) {
      PostRef post = posts.get(i);
      switch (parts.get(i)) {
        case Part.Answered answered ->
            query
                .results()
                .put(
                    post.id(),
                    new GraphResult.Values(
                        List.of(answered.body()),
                        "",
                        Set.copyOf(query.lacked().getOrDefault(post.id(), Set.of()))));
        case Part.Failed failed -> {
          if (isWithout(query, post, failed.error())) {
            again.add(post);
          } else {
            query.results().put(post.id(), new GraphResult.Failed(failed.error()));
          }
        }
        case Part.Unanswered silent ->
            query.results().put(post.id(), new GraphResult.Unanswered(silent.why()));
      }
    }
    return again;
  }

  private boolean isWithout(Query query, PostRef post, GraphError error) {
    Optional<String> named = error.field();
    if (named.isEmpty() || fields.stream().noneMatch(field -> name(field).equals(named.get()))) {
      return false;
    }
    if (!query.lacked().get(post.id()).add(named.get())) {
      return false; // it was not asked for
    }
    query
        .newRefusals()
        .add(
            new NewRefusal(
                refusal(post, named.get()),
                UnsupportedMetrics.type(post),
                query.requester().id(),
                error.sentence()));
    return true;
  }
}
