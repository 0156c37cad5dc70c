package io.tidemark.studio.runs;

import io.tidemark.boot.Foundation;
import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.Happened;
import io.tidemark.flow.AsyncLoop;
import io.tidemark.jobs.Claim;
import io.tidemark.jobs.ClaimBackoff;
import io.tidemark.jobs.Completion;
import io.tidemark.jobs.JobStore;
import io.tidemark.jobs.LeaseLostException;
import io.tidemark.jobs.Watchdog;
import io.tidemark.jobs.WorkLoop;
import io.tidemark.postgres.DatabaseTrouble;
import io.tidemark.settings.StudioSettings;
import io.tidemark.studio.accounts.Accounts;
import io.tidemark.studio.accounts.TokenSeal;
import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.studio.platforms.StudioSource;
import io.tidemark.studio.posts.Posts;
import io.tidemark.studio.runs.RunAccounts.Pending;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass over a run that is due: several of its accounts at once, workspaces in turn. What is
 * left when the process ends is done by whoever claims the run next. On a virtual thread.
 */
public final class MetricsRefreshJob implements WorkLoop.Pass {

  private static final Logger log = LoggerFactory.getLogger(MetricsRefreshJob.class);

  /** A run in which nothing is answered for so many leases does not end. */
  private static final int LEASES = 10;

  final Vertx vertx;
  final WorldClock clock;
  final StudioSettings settings;
  final Accounts accounts;
  final Posts posts;
  final Recording recording;
  final RunMeters meters;
  final AtomicBoolean stopping = new AtomicBoolean();

  private final Pool pool;
  private final JobStore timers;
  private final ClaimBackoff lookAgain;
  private final Map<StudioPlatform, StudioSource> sources;
  private volatile Watchdog.@Nullable Watched watched;

  public MetricsRefreshJob(Foundation foundation, List<StudioSource> sources) {
    this.vertx = foundation.vertx();
    this.clock = foundation.clock();
    this.settings = foundation.settings().studio();
    this.pool = foundation.pool();
    this.accounts = new Accounts(pool, new TokenSeal(settings.encryptionKeys()));
    this.posts = new Posts(pool);
    this.timers = new JobStore(pool, Runs.TIMER, settings.lease(), foundation.liveness());
    this.lookAgain = new ClaimBackoff(clock);
    this.recording = new Recording(pool, timers);
    this.meters = new RunMeters(foundation.meters());
    this.sources =
        sources.stream().collect(Collectors.toMap(StudioSource::platform, Function.identity()));
  }

  /** The batch in hand is finished, the run given back. */
  public void stop() {
    stopping.set(true);
  }

  @Override
  public Optional<Instant> runOnce() {
    List<Claim> claims = timers.claim(clock.instant(), 1).await();
    for (Claim claim : claims) {
      long renewal =
          vertx.setPeriodic(Math.max(1, settings.lease().toMillis() / 3), tick -> renew(claim));
      var begun =
          Watchdog.of(vertx)
              .begin(
                  "a run over studio accounts",
                  settings.lease().multipliedBy(LEASES),
                  allowed -> {});
      watched = begun;
      try {
        run(claim);
      } finally {
        begun.end();
        vertx.cancelTimer(renewal);
      }
    }
    return lookAgain.after(claims.size(), timers.nextDue(clock.instant()).await());
  }

  /** A call was answered, in whichever way. */
  void gotOn() {
    Watchdog.Watched begun = watched;
    if (begun != null) {
      begun.gotOn();
    }
  }

  private void renew(Claim claim) {
    timers
        .renew(List.of(claim))
        .onFailure(
            problem ->
                log.atWarn()
                    .addKeyValue("run", claim.subject())
                    .addKeyValue("problem", problem.getMessage())
                    .log("The lease of a run in hand could not be renewed"));
  }

  private void run(Claim claim) {
    Optional<Run> run = Runs.find(pool, claim.subject()).await();
    if (run.isEmpty() || !run.get().isUnfinished()) {
      timers.complete(pool, List.of(new Completion(claim.subject(), claim.token(), null))).await();
      return;
    }
    Runs.waits(pool, claim.subject(), null).await();
    Queue<Pending> left =
        new ConcurrentLinkedQueue<>(RunAccounts.pending(pool, claim.subject()).await());
    Queue<AccountEnd> ends = new ConcurrentLinkedQueue<>();
    List<Future<Boolean>> lanes = new ArrayList<>();
    for (int lane = 0; lane < settings.accountsAtOnce(); lane++) {
      lanes.add(lane(claim, run.get(), left, ends));
    }
    // All of them: what still works on the run must not outlive the claim.
    Future.join(lanes).await();
    finish(claim, run.get(), List.copyOf(ends));
  }

  /** Deals with one account after the other until none is left. */
  private Future<Boolean> lane(Claim claim, Run run, Queue<Pending> left, Queue<AccountEnd> ends) {
    return AsyncLoop.until(
        () -> {
          Pending account = left.poll();
          return account == null
              ? Future.succeededFuture(Optional.of(true))
              : account(claim, run, account)
                  .map(
                      end -> {
                        ends.add(end);
                        tell(claim, account.workspace());
                        return Optional.empty();
                      });
        });
  }

  private Future<AccountEnd> account(Claim claim, Run run, Pending account) {
    StudioSource source = sources.get(account.platform());
    if (source == null) {
      return new Leaving(this, claim, account)
          .ends("skipped", "nothing here asks " + account.platform().word());
    }
    return new AccountRun(this, claim, run, account, source)
        .begin()
        .recover(problem -> afterTrouble(claim, account, problem));
  }

  /** What will not pass by itself is the account's own trouble and not that of its neighbours. */
  private Future<AccountEnd> afterTrouble(Claim claim, Pending account, Throwable problem) {
    if (problem instanceof LeaseLostException || DatabaseTrouble.isPassing(problem)) {
      return Future.failedFuture(problem);
    }
    log.atError()
        .addKeyValue("run", claim.subject())
        .addKeyValue("account", account.account())
        .setCause(problem)
        .log("An account could not be refreshed; the run goes on with the others");
    return new Leaving(this, claim, account)
        .ends("failed", "could not be refreshed: " + problem.getMessage());
  }

  private void finish(Claim claim, Run run, List<AccountEnd> ends) {
    if (ends.stream().anyMatch(AccountEnd.Stopped.class::isInstance)) {
      timers.release(List.of(claim)).await();
      return;
    }
    List<AccountEnd.Waits> waits =
        ends.stream()
            .filter(AccountEnd.Waits.class::isInstance)
            .map(AccountEnd.Waits.class::cast)
            .toList();
    Instant now = clock.instant();
    String how =
        pool.withTransaction(
                transaction ->
                    waits.isEmpty()
                        ? Runs.finish(transaction, run.id(), now)
                            .compose(written -> complete(transaction, claim, null).map(written))
                        : RunAccounts.earliest(transaction, waits, now)
                            .compose(
                                until ->
                                    Runs.waits(transaction, run.id(), until)
                                        .compose(set -> complete(transaction, claim, until)))
                            .map("waiting"))
            .await();
    if (waits.isEmpty()) {
      meters.ended(how);
    }
    report(Runs.find(pool, run.id()).await().orElse(run), how);
    tell(claim, run.workspace());
  }

  private Future<Void> complete(SqlConnection transaction, Claim claim, @Nullable Instant nextDue) {
    return timers.complete(
        transaction, List.of(new Completion(claim.subject(), claim.token(), nextDue)));
  }

  /**
   * @param workspace null for a run over all of them
   */
  private void tell(Claim claim, @Nullable String workspace) {
    Address.HAPPENED.publish(
        vertx.eventBus(), Happened.inWorkspace("studio-run", claim.subject(), workspace));
  }

  private static void report(Run run, String how) {
    Coverage coverage = Coverage.of(run.parts());
    log.atInfo()
        .addKeyValue("run", run.id())
        .addKeyValue("trigger", run.trigger())
        .addKeyValue("workspace", run.workspace())
        .addKeyValue("status", how)
        .addKeyValue("accounts", run.parts().size())
        .addKeyValue("eligible", coverage.eligible())
        .addKeyValue("reached", coverage.reached())
        .addKeyValue("failed", coverage.failed())
        .addKeyValue("notDue", coverage.notDue())
        .log("Studio metrics refreshed");
  }
}
