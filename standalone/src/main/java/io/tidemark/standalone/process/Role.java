package io.tidemark.standalone.process;

import io.tidemark.boot.Foundation;
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
 * What a process may be: the one list of which verticles it deploys then. {@code tidemark run} is
 * all of them, in this order; each has a command of its own.
 */
public enum Role {
  TRACKER(
      "tracker",
      "Tracks tweets: lots, manual refreshes, sweeps over DAOs.",
      foundation -> Tracker.deploy(foundation).map(tracker -> Part.of(tracker::undeploy))),
  METRICS_REFRESH(
      "metrics-refresh",
      "Refreshes the metrics of studio posts.",
      foundation -> MetricsRefresh.deploy(foundation).map(refresh -> Part.of(refresh::undeploy))),
  PROFILE_SYNC(
      "profile-sync",
      "Synchronises LinkedIn authors: scrapes, embeds, classifies, counts.",
      foundation -> {
        Models models = Models.of(foundation);
        return ProfileSync.deploy(foundation, models.embedder(), models.hooks())
            .map(sync -> Part.of(sync::undeploy));
      }),
  /** Last, and the first to stop: it asks the others. */
  GATEWAY(
      "gateway",
      "Serves webhooks, the API and the console.",
      foundation ->
          Gateway.deploy(foundation)
              .map(gateway -> new Part(gateway::undeploy, OptionalInt.of(gateway.port()))));

  /**
   * The verticles of a role, deployed.
   *
   * @param undeploy takes no new work and ends when what is in hand has ended
   * @param port where it serves HTTP, if it does
   */
  record Part(Supplier<Future<Void>> undeploy, OptionalInt port) {
    static Part of(Supplier<Future<Void>> undeploy) {
      return new Part(undeploy, OptionalInt.empty());
    }
  }

  private final String word;
  private final String does;
  private final Function<Foundation, Future<Part>> deploy;

  Role(String word, String does, Function<Foundation, Future<Part>> deploy) {
    this.word = word;
    this.does = does;
    this.deploy = deploy;
  }

  /** The command that starts it. */
  public String word() {
    return word;
  }

  /** In one sentence. */
  public String does() {
    return does;
  }

  Future<Part> deploy(Foundation foundation) {
    return deploy.apply(foundation);
  }
}
