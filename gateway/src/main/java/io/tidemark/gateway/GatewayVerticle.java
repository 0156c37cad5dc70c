package io.tidemark.gateway;

import io.tidemark.access.ApiKeys;
import io.tidemark.access.Credentials;
import io.tidemark.access.FailedAttempts;
import io.tidemark.access.QStashSignatures;
import io.tidemark.access.SignatureUses;
import io.tidemark.boot.Foundation;
import io.tidemark.gateway.access.AccessCheck;
import io.tidemark.gateway.access.QStashCheck;
import io.tidemark.gateway.access.WrongKeys;
import io.tidemark.gateway.budgets.BudgetsRoute;
import io.tidemark.gateway.daos.DaoRoutes;
import io.tidemark.gateway.daos.SyncRoutes;
import io.tidemark.gateway.engagement.RefreshRoute;
import io.tidemark.gateway.engagement.TriggerRoutes;
import io.tidemark.gateway.events.EventsRoute;
import io.tidemark.gateway.events.Listeners;
import io.tidemark.gateway.keys.KeyRoutes;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.problems.ProblemHandler;
import io.tidemark.gateway.profiles.HookTypeRoutes;
import io.tidemark.gateway.profiles.ProfileRoutes;
import io.tidemark.gateway.profiles.ProfileSyncRoutes;
import io.tidemark.gateway.profiles.SimilarRoute;
import io.tidemark.gateway.reads.ExportRoutes;
import io.tidemark.gateway.reads.ReadRoutes;
import io.tidemark.gateway.studio.AccountRoutes;
import io.tidemark.gateway.studio.AttentionRoute;
import io.tidemark.gateway.studio.PostRoutes;
import io.tidemark.gateway.studio.RunRoutes;
import io.tidemark.gateway.studio.StudioReads;
import io.tidemark.gateway.studio.WorkspaceRoutes;
import io.tidemark.gateway.webhook.TwitterWebhook;
import io.tidemark.gateway.webhook.WebhookAdmission;
import io.tidemark.gateway.zones.RuleRoutes;
import io.tidemark.gateway.zones.UnroutedRoutes;
import io.tidemark.gateway.zones.ZoneRoutes;
import io.tidemark.settings.Settings;
import io.tidemark.studio.accounts.Workspaces;
import io.tidemark.telemetry.EventLoopLag;
import io.tidemark.telemetry.Traces;
import io.tidemark.tracker.Tracker;
import io.tidemark.tracker.daos.Daos;
import io.tidemark.tracker.intake.Intake;
import io.tidemark.tracker.intake.Rules;
import io.tidemark.tracker.intake.UnroutedDeliveries;
import io.tidemark.tracker.intake.Zones;
import io.tidemark.tracker.sweeps.Sweeps;
import io.tidemark.tracker.sweeps.SyncLogs;
import io.tidemark.tracker.sweeps.SyncStats;
import io.tidemark.tracker.sweeps.SyncStatus;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.AllowForwardHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.ext.web.openapi.router.OpenAPIRoute;
import io.vertx.ext.web.openapi.router.RequestExtractor;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Serves the operations of openapi.yaml and the console. On the event loop. */
public final class GatewayVerticle extends VerticleBase {

  /**
   * How long requests in hand may take when the process stops, which has 20 seconds for all. A
   * delivery that is cut off was committed or was not, and is sent again.
   */
  private static final Duration IN_HAND = Duration.ofSeconds(7);

  /** Consoles that are open at once; each costs a connection and up to 128 kB. */
  private static final int LISTENERS = 256;

  private static final Pattern FORM =
      Pattern.compile(
          "\\s*(multipart/|application/x-www-form-urlencoded)", Pattern.CASE_INSENSITIVE);

  private final Foundation foundation;
  private Listeners listeners;
  private HttpServer server;

  public GatewayVerticle(Foundation foundation) {
    this.foundation = foundation;
  }

  @Override
  public Future<?> start() {
    EventLoopLag.watch(vertx, foundation.meters(), "gateway");
    listeners = new Listeners(vertx, System::nanoTime, LISTENERS);
    return listeners
        .begin()
        .compose(heard -> Contract.load(vertx))
        .map(this::router)
        .compose(
            router ->
                vertx
                    .createHttpServer(new HttpServerOptions().setCompressionSupported(true))
                    .requestHandler(router)
                    .listen(
                        foundation.settings().http().port(), foundation.settings().http().host()))
        .onSuccess(listening -> server = listening);
  }

  /** The port it listens on, which may have been free to choose. */
  public int port() {
    return server.actualPort();
  }

  /** Takes no new connections and lets the requests in hand be answered. */
  @Override
  public Future<?> stop() {
    listeners.close();
    return server == null
        ? Future.succeededFuture()
        : server.shutdown(IN_HAND.toMillis(), TimeUnit.MILLISECONDS);
  }

  private Router router(OpenAPIContract contract) {
    Settings settings = foundation.settings();
    var wrongKeys =
        new WrongKeys(new FailedAttempts(settings.http().wrongKeysPerMinute(), System::nanoTime));
    var credentials = new Credentials(vertx, settings, new ApiKeys(foundation.pool()));
    var admission =
        new WebhookAdmission(settings.webhook(), credentials, wrongKeys, foundation.meters());
    var access =
        new AccessCheck(
            credentials,
            new QStashCheck(
                new QStashSignatures(settings.qstash()),
                new SignatureUses(foundation.redis()),
                settings.http().publicUrl()),
            wrongKeys,
            settings);
    RequestExtractor withBody = RequestExtractor.withBodyHandler();
    RouterBuilder builder =
        RouterBuilder.create(
            vertx,
            contract,
            // Who may not call an operation is not told what is wrong with the call.
            (request, operation) ->
                access
                    .check(request, operation)
                    .compose(allowed -> withBody.extractValidatableRequest(request, operation)));
    builder.rootHandler(admission);
    Traces traces = foundation.traces();
    handlers(credentials, admission)
        .forEach(
            (operation, handler) -> {
              OpenAPIRoute route = builder.getRoute(operation).setDoSecurity(false);
              Operation called = route.getOperation();
              String name = called.getHttpMethod() + " " + called.getOpenAPIPath();
              route.addHandler(
                  request -> {
                    traces.called(name);
                    handler.handle(request);
                  });
            });
    // Read the body themselves: what is not JSON may be a test ping, and has its own problem.
    builder.getRoute("receiveTwitterDelivery").setDoValidation(false);
    builder.getRoute("receiveZoneDelivery").setDoValidation(false);

    Router router = builder.createRouter();
    if (settings.http().behindProxy()) {
      router.allowForward(AllowForwardHeaders.ALL);
    }
    Console.serve(router);
    Set<String> deliveries = operationsOfQStash(contract);
    var problems = new ProblemHandler(request -> QStashCheck.isSent(request, deliveries));
    // First, or a path that cannot be decoded would fail again on the way to its problem.
    router.route().order(-1).handler(GatewayVerticle::readable).failureHandler(problems);
    router.errorHandler(404, problems).errorHandler(405, problems);
    return router;
  }

  private static Set<String> operationsOfQStash(OpenAPIContract contract) {
    return contract.operations().stream()
        .filter(operation -> operation.getResponse(ProblemHandler.NON_RETRYABLE) != null)
        .map(Operation::getAbsoluteOpenAPIPath)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static void readable(RoutingContext request) {
    try {
      request.normalizedPath();
      request.queryParams();
    } catch (IllegalArgumentException | HttpException undecodable) {
      throw Problem.of(Type.INVALID_REQUEST, "The path or the query cannot be decoded.");
    }
    // No operation takes a form, yet a delivery may call itself one (curl -d). Left to itself the
    // body handler fails on a form that is none, and swallows one of several parts.
    String type = request.request().getHeader(HttpHeaders.CONTENT_TYPE);
    if (type != null && FORM.matcher(type).lookingAt()) {
      request.request().headers().remove(HttpHeaders.CONTENT_TYPE);
    }
    request.next();
  }

  private Map<String, Handler<RoutingContext>> handlers(
      Credentials credentials, WebhookAdmission admission) {
    var pool = foundation.pool();
    var clock = foundation.clock();
    var intake =
        new Intake(
            pool, clock, vertx.eventBus(), Tracker.partitions(foundation), foundation.traces());
    var webhook = new TwitterWebhook(intake, admission, foundation.meters());
    var zones = new ZoneRoutes(new Zones(pool), clock);
    var unrouted = new UnroutedDeliveries(pool, clock, intake);
    var rules = new RuleRoutes(new Rules(pool), unrouted, clock);
    var waiting = new UnroutedRoutes(unrouted, new Rules(pool), clock);
    var reads = new ReadRoutes(foundation);
    var keys =
        new KeyRoutes(new ApiKeys(pool), new Zones(pool), credentials, InstantSource.system());
    var refresh = new RefreshRoute(pool, foundation.settings().twitter().upstream());
    var triggers = new TriggerRoutes();
    var exports = new ExportRoutes(pool, foundation.meters());
    var daos = new DaoRoutes(new Daos(pool), clock);
    var sync =
        new SyncRoutes(
            new Sweeps(foundation),
            new Daos(pool),
            new SyncStatus(pool),
            new SyncLogs(pool),
            new SyncStats(pool),
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
    handlers.put("listRules", rules::list);
    handlers.put("mapRule", rules::map);
    handlers.put("unmapRule", rules::unmap);
    handlers.put("listUnrouted", waiting::list);
    handlers.put("replayUnrouted", waiting::replay);
    handlers.put("readCurve", reads::curve);
    handlers.put("exportCurve", exports::curve);
    handlers.put("exportZone", exports::zone);
    handlers.put("readZoneStats", reads::stats);
    handlers.put("readHighVelocity", reads::highVelocity);
    handlers.put("listZoneTweets", reads::tweets);
    handlers.put("readOverview", reads::overview);
    handlers.put("refreshTweet", refresh::refresh);
    handlers.put("updateEngagement", triggers::update);
    handlers.put("trackLot", triggers::trackLot);
    handlers.put("readBudgets", new BudgetsRoute(foundation.budgets())::list);
    handlers.put("listDaos", daos::list);
    handlers.put("createDao", daos::create);
    handlers.put("readDao", daos::read);
    handlers.put("changeDao", daos::change);
    handlers.put("removeDao", daos::remove);
    handlers.put("startDaoSync", sync::start);
    handlers.put("readDaoSyncStatus", sync::status);
    handlers.put("readDaoSyncLogs", sync::logs);
    handlers.put("readDaoSyncStats", sync::stats);
    handlers.put("streamEvents", new EventsRoute(listeners)::stream);
    studio(handlers);
    profiles(handlers);
    return handlers;
  }

  private void studio(Map<String, Handler<RoutingContext>> handlers) {
    var pool = foundation.pool();
    var clock = foundation.clock();
    var settings = foundation.settings().studio();
    var workspaces = new WorkspaceRoutes(new Workspaces(pool), clock);
    var accounts = new AccountRoutes(pool, settings, clock);
    var runs = new RunRoutes(pool, settings, clock);
    var reads = new StudioReads(pool, clock);
    handlers.put("listStudioWorkspaces", workspaces::list);
    handlers.put("createStudioWorkspace", workspaces::create);
    handlers.put("readStudioAttention", new AttentionRoute(pool)::read);
    handlers.put("listStudioAccounts", accounts::list);
    handlers.put("createStudioAccount", accounts::create);
    handlers.put("changeStudioAccount", accounts::change);
    handlers.put("deleteStudioAccount", accounts::remove);
    handlers.put("importStudioPosts", new PostRoutes(pool, clock)::bringIn);
    handlers.put("refreshStudioMetrics", runs::start);
    handlers.put("listRuns", runs::list);
    handlers.put("readRun", runs::read);
    handlers.put("listStudioPosts", reads::list);
    handlers.put("readStudioPost", reads::post);
    handlers.put("readStudioSeries", reads::series);
    handlers.put("readStudioStats", reads::stats);
    handlers.put("listBestStudioPosts", reads::best);
  }

  private void profiles(Map<String, Handler<RoutingContext>> handlers) {
    var profiles = new ProfileRoutes(foundation.pool(), foundation.clock());
    var syncs = new ProfileSyncRoutes(foundation.pool(), foundation.clock());
    handlers.put("syncProfiles", syncs::start);
    handlers.put("readProfileSyncStats", syncs::stats);
    handlers.put("listProfileSyncJobs", syncs::list);
    handlers.put("readProfileSyncJob", syncs::read);
    handlers.put("listProfiles", profiles::list);
    handlers.put("createProfile", profiles::create);
    handlers.put("changeProfile", profiles::change);
    handlers.put("deleteProfile", profiles::remove);
    handlers.put("resetProfile", profiles::reset);
    handlers.put("resyncProfile", profiles::resync);
    handlers.put("listProfilePosts", profiles::posts);
    handlers.put("readProfileStyle", profiles::style);
    handlers.put("findSimilarPosts", new SimilarRoute(foundation.pool())::find);
    var hookTypes = new HookTypeRoutes(foundation.pool(), foundation.clock());
    handlers.put("listHookTypes", hookTypes::list);
    handlers.put("putHookType", hookTypes::put);
    handlers.put("deleteHookType", hookTypes::delete);
  }
}
