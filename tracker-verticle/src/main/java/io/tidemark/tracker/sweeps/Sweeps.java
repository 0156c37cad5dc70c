package io.tidemark.tracker.sweeps;

import io.tidemark.boot.AppContext;
import io.tidemark.clock.WorldClock;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.StartDaoSweep;
import io.tidemark.runs.RunStarter;
import io.tidemark.runs.StartResult;
import io.tidemark.tracker.daos.DaoSnapshots;
import io.tidemark.tracker.history.Partitions;
import io.tidemark.tracker.sweeps.Sweep.Trigger;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts sweeps, on request and at regular times, and removes old data of theirs. */
public final class Sweeps {

  /** The kind of the timer whose due time is the next regular start. */
  public static final String START_TIMER = "dao-sweep-start";

  private static final Logger log = LoggerFactory.getLogger(Sweeps.class);

  /**
   * @param dao null for all
   */
  private record Request(Trigger trigger, @Nullable String dao) {}

  private final SweepRepository sweeps;
  private final SyncLogs logs;
  private final Partitions partitions;
  private final WorldClock clock;
  private final RunStarter<Request> starter;
  private final Duration logsRetention;

  public Sweeps(AppContext app) {
    this.sweeps = new SweepRepository(app.pool(), app.clock(), app.settings().daoSweep());
    this.logs = new SyncLogs(app.pool());
    this.partitions = partitions(app);
    this.clock = app.clock();
    this.starter =
        RunStarter.waking(
            Address.DAO_SWEEPS,
            app.vertx().eventBus(),
            clock,
            request -> sweeps.begin(request.trigger(), request.dao()));
    this.logsRetention = app.settings().daoSweep().logsRetention();
  }

  /** The partitions of the DAOs' snapshots. */
  static Partitions partitions(AppContext app) {
    return Partitions.of(app, DaoSnapshots.TABLE);
  }

  /** Starts sweeps on request. */
  public RunStarter<StartDaoSweep> starter() {
    return request -> starter.start(new Request(Trigger.MANUAL, request.dao()));
  }

  /** Starts the regular sweep over all DAOs, unless the last one is still unfinished. */
  public Future<StartResult> startRegular() {
    return starter
        .start(new Request(Trigger.SCHEDULED, null))
        .onSuccess(
            result -> {
              if (result instanceof StartResult.UnderWay last) {
                log.atWarn()
                    .addKeyValue("sweep", last.run())
                    .log("Regular sweep skipped: the last one has not ended");
              }
            });
  }

  /**
   * Creates partitions ahead and removes what is past its retention.
   *
   * @return fails when one of these failed, after all of them were tried
   */
  public Future<Void> tidy() {
    Instant oldest = clock.instant().minus(logsRetention);
    Future<Integer> dropped =
        partitions.makeAhead(clock.instant()).compose(made -> partitions.dropOld());
    Future<Void> removed =
        dropped
            .transform(tried -> logs.removeBefore(oldest))
            .compose(logsGone -> sweeps.removeEndedBefore(oldest))
            .mapEmpty();
    return removed.compose(cleaned -> dropped).mapEmpty();
  }
}
