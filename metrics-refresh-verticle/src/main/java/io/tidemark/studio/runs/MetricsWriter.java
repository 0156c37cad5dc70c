package io.tidemark.studio.runs;

import io.tidemark.jobs.JobContext;
import io.tidemark.studio.accounts.Accounts;
import io.tidemark.studio.platforms.Metrics;
import io.tidemark.studio.platforms.StudioSource;
import io.tidemark.studio.platforms.StudioSource.PostRef;
import io.tidemark.studio.posts.PostMetrics;
import io.tidemark.studio.posts.Posts;
import io.tidemark.studio.posts.Posts.Before;
import io.tidemark.upstream.PostOutcome;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the results of a batch in one transaction, fenced by the run's claim. Snapshots, failures
 * and progress therefore always agree, and a process that lost the claim writes nothing.
 */
final class MetricsWriter {

  private MetricsWriter() {}

  /** A doubted post is asked about again after this time. */
  private static final Duration ASK_AGAIN = Duration.ofMinutes(5);

  /** The rows to write for a batch. */
  private static final class BatchRows {
    final Map<Long, Metrics> read = new LinkedHashMap<>();
    final Map<Long, Metrics> doubtful = new LinkedHashMap<>();
    final Map<Long, String> problems = new LinkedHashMap<>();
    final Map<Long, String> lacking = new LinkedHashMap<>();
    final List<String> lines = new ArrayList<>();
    final List<String> notes = new ArrayList<>();
    Map<Long, String> doubts = Map.of();
    int noData;
  }

  /**
   * @param outcomes by post; a missing post is unknown
   * @return false when the account no longer takes part in the run
   */
  static Future<Boolean> batch(
      JobContext job, long account, List<PostRef> posts, Map<Long, PostOutcome<Metrics>> outcomes) {
    Instant now = job.now();
    long run = job.claim().subject();
    Map<Long, PostOutcome<Metrics>> all = new LinkedHashMap<>();
    posts.forEach(post -> all.put(post.id(), outcome(outcomes, post)));
    return job.write(
        transaction ->
            Posts.before(transaction, posts, now)
                .map(before -> sorted(posts, all, before))
                .compose(written -> write(transaction, run, account, written, now)));
  }

  private static BatchRows sorted(
      List<PostRef> posts, Map<Long, PostOutcome<Metrics>> outcomes, Map<Long, Before> before) {
    var written = new BatchRows();
    written.doubts = RunDoubts.of(outcomes, before);
    boolean allMissing = RunDoubts.allMissing(outcomes);
    for (PostRef post : posts) {
      PostOutcome<Metrics> outcome = outcomes.get(post.id());
      String doubt = written.doubts.get(post.id());
      if (doubt != null) {
        if (outcome instanceof PostOutcome.Present<Metrics> present) {
          written.doubtful.put(post.id(), present.counters());
        }
        written.notes.add(line(post, "not believed yet: " + doubt));
        continue;
      }
      String problem =
          switch (outcome) {
            case PostOutcome.Present<Metrics> present -> {
              if (!present.counters().doubt().isEmpty()) {
                yield present.counters().doubt();
              }
              written.read.put(post.id(), present.counters());
              if (!present.counters().lacking().isEmpty()) {
                written.lacking.put(post.id(), present.counters().lacking());
                written.notes.add(line(post, "without " + present.counters().lacking()));
              }
              yield "";
            }
            case PostOutcome.Gone<Metrics> gone -> "it does not exist any more";
            case PostOutcome.NotVisible<Metrics> hidden -> "the account may not see it";
            case PostOutcome.Absent<Metrics> absent ->
                allMissing && wasRead(before, post)
                    ? StudioSource.CANNOT_TELL
                    : "the answer left it out";
            case PostOutcome.Unknown<Metrics> unknown -> {
              if (unknown.why().equals(StudioSource.NO_DATA)) {
                written.noData++;
                written.notes.add(line(post, StudioSource.NO_DATA));
                yield "";
              }
              yield unknown.why();
            }
            case PostOutcome.Refused<Metrics> refused -> refused.why();
          };
      written.problems.put(post.id(), problem);
      if (!problem.isEmpty()) {
        written.lines.add(line(post, problem));
      }
    }
    return written;
  }

  private static boolean wasRead(Map<Long, Before> before, PostRef post) {
    Before was = before.get(post.id());
    return was != null && was.last() != null;
  }

  private static String line(PostRef post, String said) {
    return "Post %s: %s".formatted(post.externalId(), said);
  }

  private static Future<Boolean> write(
      SqlConnection transaction, long run, long account, BatchRows written, Instant now) {
    return RunAccounts.advance(
            transaction,
            run,
            account,
            new RunAccounts.Progress(
                written.read.size(),
                written.noData,
                written.lacking.size(),
                written.lines,
                written.notes))
        .compose(
            ours ->
                ours
                    ? Posts.recordAnswers(transaction, run, written.problems, written.lacking, now)
                        .compose(
                            noted -> PostMetrics.write(transaction, written.read, Map.of(), now))
                        .compose(
                            noted ->
                                PostMetrics.write(
                                    transaction, written.doubtful, written.doubts, now))
                        .compose(
                            noted ->
                                Posts.doubted(
                                    transaction, written.doubts, now, now.plus(ASK_AGAIN)))
                        .compose(
                            noted ->
                                written.read.isEmpty()
                                    ? Future.<Void>succeededFuture()
                                    : Accounts.clearDoubt(transaction, account))
                        .map(true)
                    : Future.succeededFuture(false));
  }

  static PostOutcome<Metrics> outcome(Map<Long, PostOutcome<Metrics>> outcomes, PostRef post) {
    return outcomes.getOrDefault(post.id(), new PostOutcome.Unknown<>("the answer left it out"));
  }
}
