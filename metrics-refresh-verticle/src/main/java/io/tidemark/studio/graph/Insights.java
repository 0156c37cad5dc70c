package io.tidemark.studio.graph;

import io.tidemark.clock.WorldClock;
import io.tidemark.studio.calls.Outcomes;
import io.tidemark.studio.graph.GraphBatch.Asker;
import io.tidemark.studio.graph.MetricRounds.Question;
import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.studio.platforms.StudioSource.Asked;
import io.tidemark.upstream.CallOutcome;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The insights of posts, without the metrics that are known to be refused (UPSTREAMS 3.1). */
public final class Insights {

  private static final Logger log = LoggerFactory.getLogger(Insights.class);

  /** Three halvings of seven metrics, and as many questions without what was found. */
  private static final int MOST_ROUNDS = 16;

  private final GraphBatch batch;
  private final Capabilities capabilities;
  private final WorldClock clock;
  private final StudioPlatform platform;
  private final String version;
  private final List<String> metrics;

  public Insights(
      GraphBatch batch,
      Capabilities capabilities,
      WorldClock clock,
      StudioPlatform platform,
      String version,
      List<String> metrics) {
    this.batch = batch;
    this.capabilities = capabilities;
    this.clock = clock;
    this.platform = platform;
    this.version = version;
    this.metrics = metrics;
  }

  /** Whether no metric is to be asked for. */
  public boolean areNone() {
    return metrics.isEmpty();
  }

  /**
   * @return a finding for each post as soon as anything was said of one; never fails
   */
  public Future<CallOutcome<Map<Long, Finding>>> read(Asker asker, List<Asked> posts) {
    List<String> subjects = new ArrayList<>();
    posts.forEach(post -> subjects.addAll(List.of(Learned.type(post), Learned.self(post))));
    return capabilities
        .refused(platform, subjects, clock.instant())
        .otherwise(
            problem -> {
              log.atWarn()
                  .addKeyValue("platform", platform.word())
                  .setCause(problem)
                  .log("Refused metrics cannot be looked up; all are asked for");
              return Set.of();
            })
        .compose(
            known -> {
              var rounds = new MetricRounds(posts, metrics, new Learned(known));
              return round(asker, rounds, 1)
                  .compose(
                      end ->
                          remember(rounds)
                              .map(
                                  remembered ->
                                      end instanceof CallOutcome.Answered
                                          ? new CallOutcome.Answered<>(rounds.findings(posts))
                                          : Outcomes.notAnswered(end)));
            });
  }

  private Future<CallOutcome<Void>> round(Asker asker, MetricRounds rounds, int number) {
    List<Question> questions = rounds.next(GraphBatch.MOST_PARTS);
    if (questions.isEmpty() || number > MOST_ROUNDS) {
      rounds.end(questions, "too many of its metrics were refused");
      return Future.succeededFuture(new CallOutcome.Answered<>(null));
    }
    return batch
        .ask(asker, questions.stream().map(this::url).toList())
        .compose(
            outcome -> {
              if (outcome instanceof CallOutcome.Answered<List<Part>> answered) {
                rounds.told(questions, answered.content());
                return round(asker, rounds, number + 1);
              }
              if (outcome instanceof CallOutcome.AuthDead || rounds.nothingSaid()) {
                return Future.succeededFuture(Outcomes.notAnswered(outcome));
              }
              // What the rounds before gave is good.
              rounds.end(questions, Outcomes.why(outcome));
              return Future.succeededFuture(new CallOutcome.Answered<>(null));
            });
  }

  private String url(Question question) {
    return "%s/%s/insights?metric=%s"
        .formatted(
            version,
            GraphBatch.encoded(question.post().externalId()),
            String.join(",", question.metrics()));
  }

  private Future<Void> remember(MetricRounds rounds) {
    return capabilities
        .remember(platform, rounds.news(), clock.instant())
        .otherwise(
            problem -> {
              log.atWarn()
                  .addKeyValue("platform", platform.word())
                  .setCause(problem)
                  .log("Refused metrics cannot be remembered; they will be asked for again");
              return null;
            });
  }
}
