package io.tidemark.gateway;

import io.tidemark.access.ApiKeys;
import io.tidemark.access.Credentials;
import io.tidemark.boot.AppContext;
import io.tidemark.gateway.budgets.BudgetsRoute;
import io.tidemark.gateway.changes.ChangesRoute;
import io.tidemark.gateway.daos.DaoRoutes;
import io.tidemark.gateway.daos.SweepRoutes;
import io.tidemark.gateway.daos.SyncRoutes;
import io.tidemark.gateway.engagement.RefreshRoute;
import io.tidemark.gateway.engagement.TriggerRoutes;
import io.tidemark.gateway.events.EventsRoute;
import io.tidemark.gateway.events.Listeners;
import io.tidemark.gateway.jobs.JobsRoute;
import io.tidemark.gateway.keys.KeyRoutes;
import io.tidemark.gateway.pauses.PauseEnds;
import io.tidemark.gateway.pauses.PausesRoute;
import io.tidemark.gateway.plan.PlanRoute;
import io.tidemark.gateway.profiles.HookTypeRoutes;
import io.tidemark.gateway.profiles.ProfileRoutes;
import io.tidemark.gateway.profiles.ProfileSyncRoutes;
import io.tidemark.gateway.profiles.SimilarRoute;
import io.tidemark.gateway.reads.AuditRoute;
import io.tidemark.gateway.reads.ExportRoutes;
import io.tidemark.gateway.reads.ForecastRoute;
import io.tidemark.gateway.reads.ReadRoutes;
import io.tidemark.gateway.studio.AccountRoutes;
import io.tidemark.gateway.studio.AttentionRoute;
import io.tidemark.gateway.studio.MetricsRefreshRoutes;
import io.tidemark.gateway.studio.PostRoutes;
import io.tidemark.gateway.studio.StudioReads;
import io.tidemark.gateway.studio.WorkspaceRoutes;
import io.tidemark.gateway.webhook.TwitterWebhook;
import io.tidemark.gateway.webhook.WebhookAdmission;
import io.tidemark.gateway.zones.RuleRoutes;
import io.tidemark.gateway.zones.UnroutedRoutes;
import io.tidemark.gateway.zones.ZoneRoutes;
import io.tidemark.growth.GrowthModels;
import io.tidemark.runs.RunEnds;
import io.tidemark.studio.accounts.Workspaces;
import io.tidemark.studio.growth.RefreshBasis;
import io.tidemark.studio.runs.Runs;
import io.tidemark.studio.runs.WorkspaceEnds;
import io.tidemark.tracker.Tracker;
import io.tidemark.tracker.daos.Daos;
import io.tidemark.tracker.forecasts.TweetForecasts;
import io.tidemark.tracker.forecasts.ZoneForecasts;
import io.tidemark.tracker.intake.Intake;
import io.tidemark.tracker.intake.Rules;
import io.tidemark.tracker.intake.UnroutedDeliveries;
import io.tidemark.tracker.intake.ZoneEnds;
import io.tidemark.tracker.intake.Zones;
import io.tidemark.tracker.sweeps.SweepRepository;
import io.tidemark.tracker.sweeps.Sweeps;
import io.tidemark.tracker.sweeps.SyncLogs;
import io.tidemark.tracker.sweeps.SyncStats;
import io.tidemark.tracker.sweeps.SyncStatus;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** The handler of each operation of openapi.yaml. */
final class Handlers {

  private final AppContext app;
  private final Listeners listeners;
  private final Credentials credentials;
  private final WebhookAdmission admission;

  Handlers(
      AppContext app, Listeners listeners, Credentials credentials, WebhookAdmission admission) {
    this.app = app;
    this.listeners = listeners;
    this.credentials = credentials;
    this.admission = admission;
  }

  Map<String, Handler<RoutingContext>> all() {
    var pool = app.pool();
    var clock = app.clock();
    var intake = new Intake(app, Tracker.partitions(app));
    var webhook =
        new TwitterWebhook(intake, admission, app.settings().webhook().maxBody(), app.meters());
    var zones = new ZoneRoutes(new Zones(pool), new ZoneEnds(pool), clock);
    var unrouted = new UnroutedDeliveries(pool, app.vertx().eventBus());
    var rules = new RuleRoutes(new Rules(pool), unrouted, clock);
    var waiting = new UnroutedRoutes(unrouted, new Rules(pool), clock);
    var models = new GrowthModels();
    var forecasts = new TweetForecasts(pool, models);
    var reads = new ReadRoutes(app, forecasts);
    var keys = new KeyRoutes(new ApiKeys(pool), credentials, InstantSource.system());
    var refresh = new RefreshRoute(pool, app.settings().upstream());
    var triggers = new TriggerRoutes(new Zones(pool));
    var exports = new ExportRoutes(pool, clock, forecasts, app.meters());
    var daos = new DaoRoutes(new Daos(pool), clock);
    var status = new SyncStatus(pool);
    var sync = new SyncRoutes(status, new SyncLogs(pool), new SyncStats(pool), clock);
    var sweeps =
        new SweepRoutes(
            app.processes(),
            new RunEnds(app.meters(), "sweep"),
            new Sweeps(app).starter(),
            new SweepRepository(pool, clock, app.settings().daoSweep()),
            new Daos(pool),
            status,
            clock);
    Map<String, Handler<RoutingContext>> handlers = new LinkedHashMap<>();
    handlers.put("webhookHealth", webhook::health);
    handlers.put("receiveTwitterDelivery", webhook::receive);
    handlers.put("receiveZoneDelivery", webhook::receive);
    handlers.put("listKeys", keys::list);
    handlers.put("createKey", keys::create);
    handlers.put("revokeKey", keys::revoke);
    handlers.put("listZones", zones::list);
    handlers.put("readZone", zones::read);
    handlers.put("changeZone", zones::change);
    handlers.put("createZone", zones::create);
    handlers.put("deleteZone", zones::remove);
    handlers.put("listRules", rules::list);
    handlers.put("mapRule", rules::map);
    handlers.put("unmapRule", rules::unmap);
    handlers.put("listUnrouted", waiting::list);
    handlers.put("replayUnrouted", waiting::replay);
    handlers.put("forgetUnrouted", waiting::forget);
    handlers.put("readCurve", reads::curve);
    handlers.put("exportCurve", exports::curve);
    handlers.put("exportZone", exports::zone);
    handlers.put("readZoneStats", reads::stats);
    handlers.put("readHighVelocity", reads::highVelocity);
    handlers.put("listZoneTweets", reads::tweets);
    handlers.put(
        "listZoneForecasts",
        new ForecastRoute(new ZoneForecasts(app.vertx(), pool, models), clock)::list);
    handlers.put("readZoneAudit", new AuditRoute(pool, clock)::read);
    handlers.put("readOverview", reads::overview);
    handlers.put("refreshTweet", refresh::refresh);
    handlers.put("updateEngagement", triggers::update);
    handlers.put("trackLot", triggers::trackLot);
    handlers.put("readPlan", new PlanRoute(app)::read);
    handlers.put("readBudgets", new BudgetsRoute(app.processes())::list);
    var pauses =
        new PausesRoute(
            pool, app.budgets(), clock, new PauseEnds(pool, clock, app.vertx().eventBus()));
    handlers.put("listPauses", pauses::list);
    handlers.put("endPause", pauses::end);
    handlers.put("listChanges", new ChangesRoute(pool)::list);
    var jobs = new JobsRoute(app);
    handlers.put("listJobs", jobs::list);
    handlers.put("changeJob", jobs::change);
    handlers.put("listDaos", daos::list);
    handlers.put("createDao", daos::create);
    handlers.put("readDao", daos::read);
    handlers.put("changeDao", daos::change);
    handlers.put("removeDao", daos::remove);
    handlers.put("startDaoSync", sweeps::start);
    handlers.put("readDaoSyncStatus", sync::status);
    handlers.put("readDaoSync", sweeps::read);
    handlers.put("cancelDaoSync", sweeps::cancel);
    handlers.put("readDaoSyncLogs", sync::logs);
    handlers.put("readDaoSyncStats", sync::stats);
    handlers.put("streamEvents", new EventsRoute(listeners)::stream);
    studio(handlers);
    profiles(handlers);
    return handlers;
  }

  private void studio(Map<String, Handler<RoutingContext>> handlers) {
    var pool = app.pool();
    var clock = app.clock();
    var settings = app.settings().studio();
    var workspaces =
        new WorkspaceRoutes(
            new Workspaces(pool), new WorkspaceEnds(pool), new RefreshBasis(pool), clock);
    var accounts = new AccountRoutes(pool, settings, clock);
    var runs =
        new MetricsRefreshRoutes(
            app.processes(),
            new RunEnds(app.meters(), "studio"),
            new Runs(pool, clock, settings),
            app.vertx().eventBus());
    var reads = new StudioReads(pool, clock);
    handlers.put("listStudioWorkspaces", workspaces::list);
    handlers.put("createStudioWorkspace", workspaces::create);
    handlers.put("readStudioWorkspace", workspaces::read);
    handlers.put("changeStudioWorkspace", workspaces::change);
    handlers.put("deleteStudioWorkspace", workspaces::remove);
    handlers.put("readStudioAttention", new AttentionRoute(pool, clock)::read);
    handlers.put("listStudioAccounts", accounts::list);
    handlers.put("createStudioAccount", accounts::create);
    handlers.put("changeStudioAccount", accounts::change);
    handlers.put("deleteStudioAccount", accounts::remove);
    handlers.put("importStudioPosts", new PostRoutes(pool, clock)::importPosts);
    handlers.put("refreshStudioMetrics", runs::start);
    handlers.put("listRuns", runs.list());
    handlers.put("readRun", runs::read);
    handlers.put("cancelRun", runs::cancel);
    handlers.put("listStudioPosts", reads::list);
    handlers.put("readStudioPost", reads::post);
    handlers.put("readStudioSeries", reads::series);
    handlers.put("readStudioStats", reads::stats);
    handlers.put("listBestStudioPosts", reads::best);
  }

  private void profiles(Map<String, Handler<RoutingContext>> handlers) {
    var profiles = new ProfileRoutes(app.pool(), app.clock());
    var syncs =
        new ProfileSyncRoutes(
            app.processes(),
            new RunEnds(app.meters(), "profile-sync"),
            app.pool(),
            app.clock(),
            app.vertx().eventBus());
    handlers.put("syncProfiles", syncs::start);
    handlers.put("readProfileSyncStats", profiles::stats);
    handlers.put("listProfileSyncJobs", syncs.list());
    handlers.put("readProfileSyncJob", syncs::read);
    handlers.put("cancelProfileSync", syncs::cancel);
    handlers.put("listProfiles", profiles::list);
    handlers.put("createProfile", profiles::create);
    handlers.put("readProfile", profiles::read);
    handlers.put("changeProfile", profiles::change);
    handlers.put("deleteProfile", profiles::remove);
    handlers.put("resetProfile", profiles::reset);
    handlers.put("resyncProfile", profiles::resync);
    handlers.put("listProfilePosts", profiles::posts);
    handlers.put("readProfileStyle", profiles::style);
    handlers.put("findSimilarPosts", new SimilarRoute(app.pool())::find);
    var hookTypes = new HookTypeRoutes(app.pool(), app.clock());
    handlers.put("listHookTypes", hookTypes::list);
    handlers.put("putHookType", hookTypes::put);
    handlers.put("deleteHookType", hookTypes::delete);
  }
}
