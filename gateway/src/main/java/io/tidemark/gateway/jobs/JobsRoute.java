package io.tidemark.gateway.jobs;

import io.tidemark.boot.AppContext;
import io.tidemark.contract.Address;
import io.tidemark.contract.Message.WakeUp;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.answers.ApiJson;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.gateway.requests.Parameters;
import io.tidemark.jobs.JobSwitches;
import io.tidemark.jobs.JobSwitches.RegularJob;
import io.tidemark.profiles.jobs.Jobs;
import io.tidemark.studio.runs.Runs;
import io.tidemark.tracker.lots.Lots;
import io.tidemark.tracker.sweeps.SweepRepository;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;

/** {@code /api/jobs}: what runs regularly, and whether it does at present. */
public final class JobsRoute {

  /** Whose workers are woken at once; the others look within a minute. */
  private static final Map<String, Address<WakeUp>> WORKERS =
      Map.of(
          Lots.TIMER, Address.LOTS,
          SweepRepository.TIMER, Address.DAO_SWEEPS,
          Runs.TIMER, Address.STUDIO_RUNS,
          Jobs.TIMER, Address.PROFILE_SYNCS);

  private record AllJobs(List<RegularJob> jobs) {}

  private final AppContext app;
  private final JobSwitches switches;

  public JobsRoute(AppContext app) {
    this.app = app;
    this.switches = new JobSwitches(app.pool());
  }

  public void list(RoutingContext request) {
    mustSeeAll(request);
    ApiJson.respond(request, switches.all().map(AllJobs::new));
  }

  /** Disables a job for a reason, or enables it. */
  public void change(RoutingContext request) {
    mustSeeAll(request);
    String name = Parameters.path(request, "job");
    JsonObject body = Parameters.body(request);
    String reason = Parameters.text(body, "reason").orElse("").strip();
    boolean enabled = body.getBoolean("enabled");
    if (!enabled && reason.isEmpty()) {
      throw Problem.of(Type.INVALID_REQUEST, "reason must say why the job is disabled.");
    }
    ApiJson.respond(
        request,
        find(name)
            .compose(
                known ->
                    enabled
                        ? enable(name)
                        : switches.disable(
                            name, reason, app.clock().instant(), Callers.of(request).name()))
            .compose(changed -> find(name)));
  }

  private Future<Void> enable(String name) {
    return switches
        .enable(name)
        .onSuccess(
            enabled -> {
              Address<WakeUp> worker = WORKERS.get(name);
              if (worker != null) {
                worker.publish(app.vertx().eventBus(), new WakeUp(app.clock().instant()));
              }
            });
  }

  private Future<RegularJob> find(String name) {
    return switches
        .find(name)
        .map(
            found ->
                found.orElseThrow(
                    () -> Problem.of(Type.NOT_FOUND, "There is no job %s.".formatted(name))));
  }

  /** All tenants share the jobs. */
  private static void mustSeeAll(RoutingContext request) {
    Callers.mustSeeAllZones(request);
    Callers.mustSeeAllWorkspaces(request);
  }
}
