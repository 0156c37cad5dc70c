package io.tidemark.studio.graph;

import io.tidemark.studio.calls.Outcomes;
import io.tidemark.studio.graph.GraphBatch.Asker;
import io.tidemark.studio.platforms.StudioSource.Asked;
import io.tidemark.upstream.CallOutcome;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Posts as nodes of the graph, with some of their fields. */
public final class Nodes {

  private final GraphBatch batch;
  private final String version;
  private final String fields;

  public Nodes(GraphBatch batch, String version, String fields) {
    this.batch = batch;
    this.version = version;
    this.fields = fields;
  }

  /**
   * @param posts at most as many as a batch has parts
   * @return a finding for each, the node being its only entry; never fails
   */
  public Future<CallOutcome<Map<Long, Finding>>> read(Asker asker, List<Asked> posts) {
    return batch
        .ask(asker, posts.stream().map(this::url).toList())
        .map(
            outcome ->
                outcome instanceof CallOutcome.Answered<List<Part>> answered
                    ? new CallOutcome.Answered<>(findings(posts, answered.content()))
                    : Outcomes.notAnswered(outcome));
  }

  private String url(Asked post) {
    return "%s/%s?fields=%s".formatted(version, GraphBatch.encoded(post.externalId()), fields);
  }

  private static Map<Long, Finding> findings(List<Asked> posts, List<Part> parts) {
    Map<Long, Finding> findings = new HashMap<>();
    for (int i = 0; i < posts.size(); i++) {
      findings.put(
          posts.get(i).id(),
          switch (parts.get(i)) {
            case Part.Told told -> new Finding.Given(List.of(told.body()));
            case Part.Failed failed -> new Finding.Failed(failed.error());
            case Part.Silent silent -> new Finding.Nothing(silent.why());
          });
    }
    return findings;
  }
}
