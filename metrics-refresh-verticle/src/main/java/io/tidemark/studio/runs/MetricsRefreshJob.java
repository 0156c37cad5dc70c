package io.tidemark.studio.runs;

import io.tidemark.boot.AppContext;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.ChangeEvent;
import io.tidemark.flow.AsyncLoop;
import io.tidemark.jobs.JobContext;
import io.tidemark.jobs.JobHandler;
import io.tidemark.jobs.JobResult;
import io.tidemark.jobs.JobWorker;
import io.tidemark.jobs.LeaseLostException;
import io.tidemark.postgres.DatabaseErrors;
import io.tidemark.settings.StudioSettings;
import io.tidemark.studio.accounts.Accounts;
import io.tidemark.studio.accounts.TokenSeal;
import io.tidemark.studio.growth.PostChoice;
import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.studio.platforms.StudioSource;
import io.tidemark.studio.posts.Posts;
import io.tidemark.studio.runs.RunAccounts.Pending;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on a due run: on several of its accounts at once, workspaces in turn. When the process
 * stops, the process that claims the run next continues it.
 */
public final class MetricsRefreshJob implements JobHandler {

  private static final Logger log = LoggerFactory.getLogger(MetricsRefreshJob.class);

  private final RefreshContext context;
  private final Pool pool;
  private final Map<StudioPlatform, StudioSource> sources;

  private MetricsRefreshJob(AppContext app, List<StudioSource> sources) {
    StudioSettings settings = app.settings().studio();
    this.pool = app.pool();
    this.context =
        new RefreshContext(
            app.vertx(),
            app.clock(),
            settings,
            new Accounts(pool, new TokenSeal(settings.encryptionKeys())),
            new Posts(pool),
            new PostChoice(app.vertx(), pool),
            new RunMeters(app.meters()));
    this.sources =
        sources.stream().collect(Collectors.toMap(StudioSource::platform, Function.identity()));
  }

  /** A worker that handles one run at a time. */
  public static JobWorker worker(AppContext app, List<StudioSource> sources) {
    return new JobWorker(
        app.vertx(),
        app.clock(),
        app.jobStore(Runs.TIMER, app.settings().studio().lease()),
        Optional.of("a run over studio accounts"),
        new MetricsRefreshJob(app, sources));
  }

  @Override
  public JobResult handle(JobContext job) {
    long id = job.claim().subject();
    Optional<Run> run = Runs.find(pool, id).await();
    if (run.isEmpty() || !run.get().isUnfinished()) {
      return new JobResult.Done();
    }
    Runs.waits(pool, id, null).await();
    Queue<Pending> left = new ConcurrentLinkedQueue<>(RunAccounts.pending(pool, id).await());
    Queue<AccountResult> ends = new ConcurrentLinkedQueue<>();
    List<Future<Boolean>> lanes = new ArrayList<>();
    for (int lane = 0; lane < context.settings().accountsAtOnce(); lane++) {
      lanes.add(lane(job, run.get(), left, ends));
    }
    // Waits for all lanes, also after a failure: none may outlive the claim.
    Future.join(lanes).await();
    return finish(job, run.get(), List.copyOf(ends));
  }

  /** Handles one account after the other until none is left. */
  private Future<Boolean> lane(
      JobContext job, Run run, Queue<Pending> left, Queue<AccountResult> ends) {
    return AsyncLoop.until(
        () -> {
          Pending account = left.poll();
          return account == null
              ? Future.succeededFuture(Optional.of(true))
              : account(job, run, account)
                  .map(
                      end -> {
                        ends.add(end);
                        announce(run, account.workspace());
                        return Optional.empty();
                      });
        });
  }

  private Future<AccountResult> account(JobContext job, Run run, Pending account) {
    StudioSource source = sources.get(account.platform());
    if (source == null) {
      return new AccountResultWriter(context, job, account)
          .ends("skipped", "nothing here asks " + account.platform().word());
    }
    return new AccountRun(context, job, run, account, source)
        .begin()
        .recover(problem -> afterFailure(job, account, problem));
  }

  /** A permanent failure ends its account only; a passing one fails the job, which is retried. */
  private Future<AccountResult> afterFailure(JobContext job, Pending account, Throwable problem) {
    if (problem instanceof LeaseLostException || DatabaseErrors.isPassing(problem)) {
      return Future.failedFuture(problem);
    }
    log.atError()
        .addKeyValue("run", job.claim().subject())
        .addKeyValue("account", account.account())
        .setCause(problem)
        .log("An account could not be refreshed; the run goes on with the others");
    return new AccountResultWriter(context, job, account)
        .ends("failed", "could not be refreshed: " + problem.getMessage());
  }

  private JobResult finish(JobContext job, Run run, List<AccountResult> ends) {
    if (ends.stream().anyMatch(AccountResult.Stopped.class::isInstance)) {
      return new JobResult.Released();
    }
    List<AccountResult.Waits> waits =
        ends.stream()
            .filter(AccountResult.Waits.class::isInstance)
            .map(AccountResult.Waits.class::cast)
            .toList();
    JobResult result =
        job.complete(
                transaction ->
                    waits.isEmpty()
                        ? Runs.finish(transaction, run.id(), job.now()).map(new JobResult.Done())
                        : waits(transaction, job, run, waits))
            .await();
    Run now = Runs.find(pool, run.id()).await().orElse(run);
    if (!now.isUnfinished()) {
      context.meters().ended(now.status());
    }
    report(now);
    announce(run, run.workspace());
    return result;
  }

  private static Future<JobResult> waits(
      SqlConnection transaction, JobContext job, Run run, List<AccountResult.Waits> waits) {
    return RunAccounts.earliest(transaction, waits, job.now())
        .compose(
            until ->
                Runs.waits(transaction, run.id(), until)
                    .map(new JobResult.RetryAt(until, "accounts wait")));
  }

  /**
   * @param workspace null for a run over all workspaces
   */
  private void announce(Run run, @Nullable String workspace) {
    Address.CHANGES.publish(
        context.vertx().eventBus(), ChangeEvent.inWorkspace("studio-run", run.id(), workspace));
  }

  private static void report(Run run) {
    Coverage coverage = Coverage.of(run.items());
    log.atInfo()
        .addKeyValue("run", run.id())
        .addKeyValue("trigger", run.trigger())
        .addKeyValue("workspace", run.workspace())
        .addKeyValue("status", run.isUnfinished() ? "waiting" : run.status().word())
        .addKeyValue("accounts", run.items().size())
        .addKeyValue("eligible", coverage.eligible())
        .addKeyValue("reached", coverage.reached())
        .addKeyValue("failed", coverage.failed())
        .addKeyValue("notDue", coverage.notDue())
        .log("Studio metrics refreshed");
  }
}
