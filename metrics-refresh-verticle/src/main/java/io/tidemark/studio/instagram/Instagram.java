package io.tidemark.studio.instagram;

import io.tidemark.studio.graph.GraphBatch;
import io.tidemark.studio.graph.GraphError;
import io.tidemark.studio.graph.GraphOutcomes;
import io.tidemark.studio.graph.GraphResult;
import io.tidemark.studio.graph.InsightValues;
import io.tidemark.studio.graph.Insights;
import io.tidemark.studio.platforms.Metric;
import io.tidemark.studio.platforms.Metrics;
import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.studio.platforms.StudioSource;
import io.tidemark.studio.tokens.AccountTokens;
import io.tidemark.upstream.Answers;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.Future;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Insights of Instagram media (Instagram Platform reference, Media Insights). */
public final class Instagram implements StudioSource {

  /** The names of Instagram, which has no clicks. */
  private static final Map<Metric, String> NAMES =
      Map.of(
          Metric.IMPRESSIONS, "impressions",
          Metric.REACH, "reach",
          Metric.VIEWS, "views",
          Metric.LIKES, "likes",
          Metric.COMMENTS, "comments",
          Metric.SHARES, "shares",
          Metric.SAVES, "saved",
          Metric.TOTAL_INTERACTIONS, "total_interactions");

  private final Insights insights;
  private final AccountTokens tokens;

  public Instagram(Insights insights, AccountTokens tokens) {
    this.insights = insights;
    this.tokens = tokens;
  }

  @Override
  public StudioPlatform platform() {
    return StudioPlatform.INSTAGRAM;
  }

  @Override
  public int mostPosts() {
    return GraphBatch.MOST_PARTS;
  }

  @Override
  public Future<CallOutcome<Map<Long, PostOutcome<Metrics>>>> read(
      Account account, List<PostRef> posts) {
    return tokens.call(account.id(), token -> read(token, account, posts));
  }

  private Future<CallOutcome<Map<Long, PostOutcome<Metrics>>>> read(
      String token, Account account, List<PostRef> posts) {
    return insights
        .read(new GraphBatch.Requester(token, account.workspace(), account.id()), posts)
        .map(
            outcome ->
                outcome instanceof CallOutcome.Answered<Map<Long, GraphResult>> answered
                    ? outcomes(answered.content())
                    : outcome.unanswered());
  }

  private static CallOutcome<Map<Long, PostOutcome<Metrics>>> outcomes(
      Map<Long, GraphResult> results) {
    Map<Long, PostOutcome<Metrics>> said = new HashMap<>();
    Map<Long, GraphError> failed = new HashMap<>();
    results.forEach(
        (post, result) -> {
          switch (result) {
            case GraphResult.Values given -> said.put(post, outcome(given));
            case GraphResult.NoValues empty -> said.put(post, new PostOutcome.Unknown<>(NO_DATA));
            case GraphResult.Unanswered nothing ->
                said.put(post, new PostOutcome.Unknown<>(nothing.why()));
            case GraphResult.AllRefused refused ->
                said.put(post, new PostOutcome.Refused<>("none of the metrics is given for it"));
            case GraphResult.NoEdge none ->
                said.put(post, new PostOutcome.Refused<>("such a media has no insights"));
            case GraphResult.Failed failure -> failed.put(post, failure.error());
          }
        });
    return GraphOutcomes.of(said, failed);
  }

  private static PostOutcome<Metrics> outcome(GraphResult.Values given) {
    var values = new InsightValues(given.data());
    if (values.isEmpty()) {
      return new PostOutcome.Unknown<>(given.lacking().isEmpty() ? NO_DATA : given.lacking());
    }
    Map<Metric, Long> counters = new EnumMap<>(Metric.class);
    NAMES.forEach((metric, name) -> counters.put(metric, values.count(name)));
    return new PostOutcome.Present<>(
        new Metrics(counters, Answers.object(values.raw()), Map.of(), given.lacking(), ""));
  }
}
