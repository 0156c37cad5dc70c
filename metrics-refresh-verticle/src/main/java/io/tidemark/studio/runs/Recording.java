package io.tidemark.studio.runs;

import io.tidemark.studio.platforms.Metrics;
import io.tidemark.studio.platforms.StudioSource.Asked;
import io.tidemark.studio.posts.PostMetrics;
import io.tidemark.studio.posts.Posts;
import io.tidemark.timers.Claim;
import io.tidemark.timers.LateWriter;
import io.tidemark.timers.Timers;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Writes what a run learned, fenced by the run's claim: one transaction a batch, so that readings,
 * failures and progress never disagree, and a pod that lost the run writes nothing.
 */
final class Recording {

  private final Pool pool;
  private final Timers timers;

  Recording(Pool pool, Timers timers) {
    this.pool = pool;
    this.timers = timers;
  }

  /**
   * @param outcomes by post; a post that is missing counts as not answered
   * @return false when the account is no longer the run's to ask about
   */
  Future<Boolean> batch(
      Claim run,
      long account,
      List<Asked> posts,
      Map<Long, PostOutcome<Metrics>> outcomes,
      Instant now) {
    Map<Long, Metrics> read = new LinkedHashMap<>();
    Map<Long, String> problems = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>();
    for (Asked post : posts) {
      PostOutcome<Metrics> outcome = outcome(outcomes, post);
      String problem =
          switch (outcome) {
            case PostOutcome.Present<Metrics> present -> {
              read.put(post.id(), present.reading());
              yield "";
            }
            case PostOutcome.Gone<Metrics> gone -> "it does not exist any more";
            case PostOutcome.NotVisible<Metrics> hidden -> "the account may not see it";
            case PostOutcome.Absent<Metrics> absent -> "the answer left it out";
            case PostOutcome.Unknown<Metrics> unknown -> unknown.why();
            case PostOutcome.Refused<Metrics> refused -> refused.why();
          };
      problems.put(post.id(), problem);
      if (!problem.isEmpty()) {
        lines.add("Post %s: %s".formatted(post.externalId(), problem));
      }
    }
    return fenced(
        run,
        transaction ->
            RunAccounts.advance(transaction, run.subject(), account, read.size(), lines)
                .compose(
                    ours ->
                        ours
                            ? Posts.asked(transaction, run.subject(), problems, now)
                                .compose(noted -> PostMetrics.write(transaction, read, now))
                                .map(true)
                            : Future.succeededFuture(false)));
  }

  static PostOutcome<Metrics> outcome(Map<Long, PostOutcome<Metrics>> outcomes, Asked post) {
    return outcomes.getOrDefault(post.id(), new PostOutcome.Unknown<>("the answer left it out"));
  }

  /**
   * Writes in one transaction for as long as the run's claim stands.
   *
   * @return fails with {@link LateWriter} when it does not any more
   */
  <T> Future<T> fenced(Claim run, Function<SqlConnection, Future<T>> write) {
    return pool.withTransaction(
        transaction ->
            timers
                .hold(transaction, List.of(run))
                .compose(
                    held ->
                        held.isEmpty()
                            ? Future.failedFuture(new LateWriter(Runs.TIMER, 1))
                            : write.apply(transaction)));
  }
}
