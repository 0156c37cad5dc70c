package io.tidemark.standalone.process;

import io.tidemark.boot.AppContext;
import io.tidemark.gateway.Gateway;
import io.tidemark.profiles.Models;
import io.tidemark.profiles.ProfileSync;
import io.tidemark.studio.MetricsRefresh;
import io.tidemark.tracker.Tracker;
import io.vertx.core.Future;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The roles of a process and the verticles of each. {@code tidemark run} deploys all of them in
 * this order; each role has its own command.
 */
public enum Role {
  TRACKER(
      "tracker",
      "Tracks tweets: lots, manual refreshes, sweeps over DAOs.",
      app -> Tracker.deploy(app).map(tracker -> Part.of(tracker::undeploy))),
  METRICS_REFRESH(
      "metrics-refresh",
      "Refreshes the metrics of studio posts.",
      app -> MetricsRefresh.deploy(app).map(refresh -> Part.of(refresh::undeploy))),
  PROFILE_SYNC(
      "profile-sync",
      "Synchronises LinkedIn authors: scrapes, embeds, classifies, counts.",
      app -> {
        Models models = Models.of(app);
        return ProfileSync.deploy(app, models.embedder(), models.hooks())
            .map(sync -> Part.of(sync::undeploy));
      }),
  /** Deployed last and stopped first, because it calls the other roles. */
  GATEWAY(
      "gateway",
      "Serves webhooks, the API and the console.",
      app ->
          Gateway.deploy(app)
              .map(gateway -> new Part(gateway::undeploy, OptionalInt.of(gateway.port()))));

  /**
   * The deployed verticles of a role.
   *
   * @param undeploy stops claiming and completes when work in progress has ended
   * @param port port of its HTTP server, if it has one
   */
  record Part(Supplier<Future<Void>> undeploy, OptionalInt port) {
    static Part of(Supplier<Future<Void>> undeploy) {
      return new Part(undeploy, OptionalInt.empty());
    }
  }

  private final String word;
  private final String does;
  private final Function<AppContext, Future<Part>> deploy;

  Role(String word, String does, Function<AppContext, Future<Part>> deploy) {
    this.word = word;
    this.does = does;
    this.deploy = deploy;
  }

  /** The name of the role's command. */
  public String word() {
    return word;
  }

  /** A description in one sentence. */
  public String does() {
    return does;
  }

  Future<Part> deploy(AppContext app) {
    return deploy.apply(app);
  }
}
