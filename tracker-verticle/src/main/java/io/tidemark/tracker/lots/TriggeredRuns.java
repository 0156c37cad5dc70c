package io.tidemark.tracker.lots;

import io.tidemark.boot.AppContext;
import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Message.Ran;
import io.tidemark.contract.Message.RunDue;
import io.tidemark.contract.Message.RunLot;
import io.tidemark.contract.RequestReply;
import io.tidemark.jobs.Claim;
import io.tidemark.jobs.JobStore;
import io.tidemark.jobs.JobWorker;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Polls that are triggered by a request instead of a timer. They use the same claims: a lot that is
 * claimed is skipped, and a round that was polled is not polled again. Runs on virtual threads.
 */
public final class TriggeredRuns {

  private final Pool pool;
  private final WorldClock clock;
  private final int batch;
  private final JobStore store;
  private final LotPoller poller;
  private final JobWorker worker;
  private final Set<Future<Void>> underWay = ConcurrentHashMap.newKeySet();
  private final Set<Promise<Ran>> unanswered = ConcurrentHashMap.newKeySet();
  private volatile boolean ending;

  public TriggeredRuns(AppContext app, LotPoller poller) {
    this.pool = app.pool();
    this.clock = app.clock();
    this.batch = app.settings().tracker().batch();
    this.store = Lots.jobStore(app);
    this.poller = poller;
    this.worker = LotPoller.worker(app, store, poller, 1);
  }

  /**
   * Starts no further run or part of one. Completes when the current runs have ended, or were
   * released because they took too long; the callers of released runs are told to retry.
   */
  Future<Void> end() {
    return end(JobWorker.TO_FINISH);
  }

  /**
   * @param toFinish real time after which the current runs are released
   */
  Future<Void> end(Duration toFinish) {
    ending = true;
    return worker
        .stop(ended(), toFinish)
        .eventually(
            () -> {
              List.copyOf(unanswered).forEach(caller -> caller.tryFail(new RequestReply.Ending()));
              return Future.succeededFuture();
            });
  }

  /**
   * Executes a run on a context of virtual threads.
   *
   * @return the result of {@code run}; fails with {@link RequestReply.Ending} when the process
   *     stops first
   */
  Future<Ran> answer(Context context, Supplier<Ran> run) {
    Promise<Ran> caller = Promise.promise();
    unanswered.add(caller);
    context.runOnContext(
        now -> {
          try {
            if (ending) {
              throw new RequestReply.Ending();
            }
            caller.tryComplete(run.get());
          } catch (Throwable problem) { // an await throws checked exceptions as well
            caller.tryFail(problem);
          } finally {
            unanswered.remove(caller);
          }
        });
    return caller.future();
  }

  private Future<Void> ended() {
    return underWay.isEmpty()
        ? Future.succeededFuture()
        : Future.join(List.copyOf(underWay)).compose(some -> ended());
  }

  /** Counts the run as under way; while it waits, other runs of its verticle can start. */
  private Ran underWay(Supplier<Ran> run) {
    Promise<Void> ends = Promise.promise();
    underWay.add(ends.future());
    try {
      return run.get();
    } finally {
      underWay.remove(ends.future());
      ends.complete();
    }
  }

  /** Polls due lots, the longest overdue first, without a coalescing delay. */
  public Ran runDue(RunDue wanted) {
    return underWay(() -> due(wanted));
  }

  private Ran due(RunDue wanted) {
    Ran all = Ran.NOTHING;
    int left = wanted.limit();
    List<Claim> claims = claimDue(wanted.zones(), left);
    while (!claims.isEmpty()) {
      int most = left;
      Ran ran = worker.run(claims, lots -> poller.pollDue(lots, most));
      all = all.plus(ran);
      left -= ran.updated() + ran.errors() + ran.skipped();
      claims = left > 0 && !ending ? claimDue(wanted.zones(), left) : List.of();
    }
    return all;
  }

  /** Claims at most as many lots as tweets, because a lot normally has at least one tweet. */
  private List<Claim> claimDue(@Nullable List<String> zones, int tweets) {
    int lots = Math.min(batch, tweets);
    return zones == null
        ? store.claim(clock.instant(), lots).await()
        : store.claimThese(Lots.due(pool, zones, clock.instant(), lots).await()).await();
  }

  /**
   * Polls a round of a lot, due or not. Triggering the same or a lower number again polls no tweet
   * that was already recorded for it, even if the lot's own rounds are far behind that number.
   */
  public Ran runLot(RunLot wanted) {
    return underWay(() -> lot(wanted));
  }

  private Ran lot(RunLot wanted) {
    Optional<Lots.LotState> lot = Lots.find(pool, wanted.lot()).await();
    if (lot.isEmpty() || !lot.get().zone().equals(wanted.zone())) {
      return new Ran(false, 0, 0, 0, 0, null);
    }
    int asked = wanted.tweets() == null ? lot.get().tweets() : wanted.tweets().size();
    List<Claim> claims = store.claimThese(List.of(wanted.lot())).await();
    if (claims.isEmpty()) {
      return after(wanted.lot(), Ran.NOTHING, asked);
    }
    List<DueTweet> tweets =
        DueTweets.beforeRound(pool, wanted.lot(), wanted.updateNumber(), wanted.tweets()).await();
    if (tweets.isEmpty()) {
      store.release(claims).await();
      return after(wanted.lot(), Ran.NOTHING, asked);
    }
    Ran ran = worker.run(claims, only -> poller.pollTriggered(only, tweets, wanted.updateNumber()));
    return after(wanted.lot(), ran, asked);
  }

  private Ran after(long lot, Ran ran, int asked) {
    return new Ran(
        true,
        ran.updated(),
        ran.errors(),
        Math.max(0, asked - ran.updated() - ran.errors()),
        ran.stopped(),
        Lots.find(pool, lot).await().map(Lots.LotState::dueAt).orElse(null));
  }
}
