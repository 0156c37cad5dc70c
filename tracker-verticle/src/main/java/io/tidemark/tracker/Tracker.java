package io.tidemark.tracker;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.Tags;
import io.tidemark.boot.AppContext;
import io.tidemark.boot.Deployments;
import io.tidemark.contract.Address;
import io.tidemark.contract.AnsweringVerticle;
import io.tidemark.contract.RequestReply;
import io.tidemark.jobs.JobWorker;
import io.tidemark.jobs.JobWorkerVerticle;
import io.tidemark.jobs.Schedule;
import io.tidemark.postgres.OldRecords;
import io.tidemark.postgres.StandbyLag;
import io.tidemark.postgres.StartupRetry;
import io.tidemark.telemetry.MeasuredGauge;
import io.tidemark.tracker.daos.DaoLearning;
import io.tidemark.tracker.daos.DaoSnapshots;
import io.tidemark.tracker.economy.Audits;
import io.tidemark.tracker.economy.HourlyPrices;
import io.tidemark.tracker.economy.NightlyLearning;
import io.tidemark.tracker.economy.PollPrice;
import io.tidemark.tracker.economy.SampleShares;
import io.tidemark.tracker.history.OldTweets;
import io.tidemark.tracker.history.PartitionGauges;
import io.tidemark.tracker.history.Partitions;
import io.tidemark.tracker.intake.UnroutedDeliveries;
import io.tidemark.tracker.intake.UnroutedReplay;
import io.tidemark.tracker.intake.ZoneEnds;
import io.tidemark.tracker.lots.CadenceChanges;
import io.tidemark.tracker.lots.LotPoller;
import io.tidemark.tracker.lots.Lots;
import io.tidemark.tracker.lots.OverdueLots;
import io.tidemark.tracker.lots.TriggeredRuns;
import io.tidemark.tracker.lots.TriggersVerticle;
import io.tidemark.tracker.polling.CredentialRouter;
import io.tidemark.tracker.reads.ZoneReads;
import io.tidemark.tracker.refresh.Refreshes;
import io.tidemark.tracker.sweeps.DaoSweepJob;
import io.tidemark.tracker.sweeps.Sweeps;
import io.tidemark.tracker.tallies.EngagementTallies;
import io.tidemark.tracker.tallies.OverviewTallies;
import io.tidemark.tracker.thresholds.Thresholds;
import io.tidemark.tracker.x.XClient;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** The tracker module of a process: its verticles, deployed and undeployed together. */
public final class Tracker {

  private static final Schedule EVERY_MINUTE = Schedule.every(Duration.ofMinutes(1));
  private static final Schedule EVERY_HOUR = Schedule.every(Duration.ofHours(1));

  /** Real time between two looks at the standbys. */
  private static final Duration EVERY_STANDBY = Duration.ofSeconds(30);

  private final Deployments deployments;

  private Tracker(Deployments deployments) {
    this.deployments = deployments;
  }

  /**
   * Deploys the tracker.
   *
   * @return fails when a verticle could not be deployed
   */
  public static Future<Tracker> deploy(AppContext app) {
    var partitions = partitions(app);
    // One X client and one router for the whole process, as they own the breakers and lanes.
    XClient x = TweetSources.x(app);
    CredentialRouter router = TweetSources.router(app, x);
    var store = Lots.jobStore(app);
    var poller =
        new LotPoller(
            app, store, router, new Thresholds(app.pool(), app.redis(), app.clock()), partitions);
    Supplier<JobWorker> workers =
        () -> LotPoller.worker(app, store, poller, ThreadLocalRandom.current().nextDouble(0.95, 1));
    var settings = app.settings().tracker();
    Duration idle = settings.idle();
    var refreshes = new Refreshes(app, router, partitions, Ticker.systemTicker());
    var deployments = new Deployments(app);
    return StartupRetry.retry(app.vertx(), () -> partitions.makeAhead(app.clock().instant()))
        .compose(made -> deployRecurring(app, deployments, partitions))
        .compose(
            recurring ->
                deployments.deploy(
                    settings.instances(),
                    () -> new JobWorkerVerticle(workers.get(), idle, Address.LOTS)))
        .compose(lots -> deployments.deploy(1, () -> JobWorkerVerticle.ofOrphans(workers.get())))
        .compose(
            orphans ->
                deployments.deploy(
                    new AnsweringVerticle<>(
                        RequestReply.REFRESH, request -> refreshes.refresh(request.tweet()))))
        .compose(
            refresh ->
                deployments.deploy(
                    settings.instances(),
                    () -> new TriggersVerticle(new TriggeredRuns(app, poller))))
        .compose(
            triggers ->
                deployments.deploy(
                    new AnsweringVerticle<>(
                        RequestReply.START_DAO_SWEEP, new Sweeps(app).starter()::answer)))
        .compose(
            starts ->
                deployments.deploy(
                    1,
                    () ->
                        new JobWorkerVerticle(
                            DaoSweepJob.worker(app, x), idle, Address.DAO_SWEEPS)))
        .map(swept -> new Tracker(deployments));
  }

  private static Future<Void> deployRecurring(
      AppContext app, Deployments deployments, Partitions partitions) {
    var pool = app.pool();
    var clock = app.clock();
    var retention = app.settings().retention();
    var bus = app.vertx().eventBus();
    var unrouted = new UnroutedDeliveries(pool, bus);
    var replay = new UnroutedReplay(pool, clock, bus, partitions, app.traces());
    var old = new OldRecords(pool, retention);
    var oldTweets = new OldTweets(pool, retention.tweets(), retention.snapshots());
    var sweeps = new Sweeps(app);
    var learning = new DaoLearning(pool, clock, app.settings().daoSweep().window());
    return Future.all(
            List.of(
                deployments.recurring(
                    "history-partitions",
                    EVERY_HOUR,
                    () -> {
                      partitions.makeAhead(clock.instant()).await();
                      partitions.dropOld().await();
                    }),
                deployments.recurring(
                    "unrouted-replay", EVERY_MINUTE, replay::replayAll, Address.UNROUTED),
                deployments.recurring(
                    "unrouted-retention",
                    EVERY_HOUR,
                    () -> unrouted.dropOld(clock.instant().minus(retention.unrouted()))),
                deployments.recurring(
                    "cadence-changes",
                    EVERY_MINUTE,
                    new CadenceChanges(pool, clock, 200)::applyAll,
                    Address.CADENCES),
                deployments.recurring(
                    "tallies",
                    EVERY_MINUTE,
                    () -> {
                      OverviewTallies.fold(pool).await();
                      EngagementTallies.fold(pool).await();
                    }),
                deployments.recurring(
                    "velocities",
                    EVERY_HOUR,
                    () ->
                        ZoneReads.dropVelocities(pool, clock.instant().minus(ZoneReads.WINDOW))
                            .await()),
                deployments.recurring(
                    "zone-removals", EVERY_MINUTE, new ZoneEnds(pool)::removeAll, Address.REMOVALS),
                deployments.recurring(
                    "record-retention",
                    Schedule.every(Duration.ofDays(1)),
                    () -> old.dropOld(clock.instant())),
                deployments.recurring(
                    "tweet-retention", EVERY_HOUR, () -> oldTweets.dropOld(clock.instant())),
                deployments.recurring(
                    Sweeps.START_TIMER,
                    Schedule.every(app.settings().daoSweep().every()),
                    () -> sweeps.startRegular().await()),
                deployments.recurring(
                    "dao-growth-models", Schedule.every(Duration.ofDays(1)), learning::learnAll),
                deployments.recurring("dao-sweep-tidy", EVERY_HOUR, () -> sweeps.tidy().await()),
                deployEconomy(app, deployments)))
        .compose(deployed -> deployments.deploy(gauges(app)));
  }

  private static VerticleBase gauges(AppContext app) {
    return new VerticleBase() {
      @Override
      public Future<?> start() {
        PartitionGauges.watch(
            app, List.of(partitions(app), Partitions.of(app, DaoSnapshots.TABLE)));
        OverdueLots.watch(app);
        MeasuredGauge.watch(
            vertx,
            app.meters(),
            "tidemark.postgres.standby.lag.bytes",
            Tags.empty(),
            EVERY_STANDBY,
            () -> StandbyLag.bytes(app.pool()));
        return Future.succeededFuture();
      }
    };
  }

  private static Future<?> deployEconomy(AppContext app, Deployments deployments) {
    var pool = app.pool();
    var clock = app.clock();
    var thresholds = new Thresholds(pool, app.redis(), clock);
    return Future.all(
        deployments.recurring(
            "sample-shares", EVERY_HOUR, new SampleShares(pool, clock)::updateAll),
        deployments.recurring(
            "poll-prices",
            EVERY_HOUR,
            new HourlyPrices(pool, clock, PollPrice.of(app.settings()))::moveAll),
        deployments.recurring(
            "growth-learning",
            Schedule.every(Duration.ofDays(1)),
            new NightlyLearning(app.vertx(), pool, clock)::learnAll),
        deployments.recurring("zone-audits", EVERY_HOUR, new Audits(app, thresholds)::auditAll));
  }

  /** The partitions of this process. */
  public static Partitions partitions(AppContext app) {
    return Partitions.of(app, Partitions.HISTORY);
  }

  /** Stops the tracker; completes when all claims are finished or released. */
  public Future<Void> undeploy() {
    return deployments.undeploy();
  }
}
