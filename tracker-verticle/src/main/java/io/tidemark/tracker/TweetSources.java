package io.tidemark.tracker;

import io.tidemark.boot.Foundation;
import io.tidemark.budget.BudgetPlan;
import io.tidemark.budget.Plans;
import io.tidemark.clock.WorldClock;
import io.tidemark.settings.Settings;
import io.tidemark.tracker.polling.CredentialRouter;
import io.tidemark.tracker.polling.PollPipeline;
import io.tidemark.tracker.polling.TweetOutcomes;
import io.tidemark.tracker.polling.TweetSource;
import io.tidemark.tracker.twitterapi.TwitterApi;
import io.tidemark.tracker.x.XApi;
import io.tidemark.tracker.x.XClient;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.Pauses;
import io.tidemark.upstream.Pauses.Pause;
import io.tidemark.upstream.Upstream;
import io.vertx.core.Future;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sources that the settings choose. */
public final class TweetSources {

  /** For whom zones are polled that share everything. */
  private static final String ALL_LOTS = "lots";

  private TweetSources() {}

  /** The source of the credential that zones share. */
  public static TweetSource of(Foundation foundation) {
    return of(foundation, x(foundation));
  }

  private static TweetSource of(Foundation foundation, XClient x) {
    Settings.Twitter settings = foundation.settings().twitter();
    return switch (settings.source()) {
      case TWITTERAPI ->
          settings.twitterapiKey().isEmpty()
              ? new Keyless("TIDEMARK_TWITTERAPI_KEY", foundation.clock())
              : twitterapi(foundation, settings.twitterapiKey(), plan(foundation), ALL_LOTS);
      case X -> new XApi(x, ALL_LOTS);
    };
  }

  /**
   * Who pays for which zone.
   *
   * @param x the one of this process, for whatever else asks X
   */
  public static CredentialRouter router(Foundation foundation, XClient x) {
    TweetSource common = of(foundation, x);
    Map<String, PollPipeline> own = new HashMap<>();
    plan(foundation)
        .shares()
        .forEach(
            share ->
                own.put(
                    share.tenant(), pipeline(foundation, inTheNameOf(share.tenant(), common, x))));
    foundation
        .settings()
        .twitter()
        .zoneCredentials()
        .forEach(
            (zone, secret) ->
                own.put(zone, pipeline(foundation, withCredential(foundation, zone, secret))));
    return new CredentialRouter(pipeline(foundation, common), own);
  }

  private static PollPipeline pipeline(Foundation foundation, TweetSource source) {
    return new PollPipeline(source, foundation.clock());
  }

  /** A share is of the common credential: one breaker, the same lanes, a part of its budget. */
  private static TweetSource inTheNameOf(String zone, TweetSource common, XClient x) {
    return switch (common) {
      case TwitterApi twitterapi -> twitterapi.inTheNameOf(zone);
      case XApi ofAll -> new XApi(x, zone);
      default -> common; // without a credential there is nothing to share
    };
  }

  private static TweetSource withCredential(Foundation foundation, String zone, String secret) {
    BudgetPlan plan = plan(foundation);
    var undivided = new BudgetPlan(plan.limits(), plan.prices(), List.of());
    return switch (foundation.settings().twitter().source()) {
      case TWITTERAPI -> twitterapi(foundation, secret, undivided, zone);
      case X -> new XApi(x(foundation, secret, undivided), zone);
    };
  }

  private static BudgetPlan plan(Foundation foundation) {
    Settings settings = foundation.settings();
    return switch (settings.twitter().source()) {
      case TWITTERAPI -> Plans.twitterapi(settings.budgets().twitterapi());
      case X -> Plans.x(settings.budgets().x());
    };
  }

  private static TweetSource twitterapi(
      Foundation foundation, String key, BudgetPlan plan, String tenant) {
    return new TwitterApi(
        client(foundation),
        upstream(foundation, "twitterapi.io", key, plan),
        foundation.clock(),
        foundation.settings().twitter().twitterapiBaseUrl(),
        key,
        tenant);
  }

  /**
   * X with its token. A process has one, or its breaker and its lanes would be several; without a
   * token it answers that it waits for one.
   */
  public static XClient x(Foundation foundation) {
    return x(
        foundation,
        foundation.settings().twitter().xBearerToken(),
        Plans.x(foundation.settings().budgets().x()));
  }

  private static XClient x(Foundation foundation, String token, BudgetPlan plan) {
    Settings.Twitter settings = foundation.settings().twitter();
    return new XClient(
        client(foundation),
        token.isEmpty() ? null : upstream(foundation, "x", token, plan),
        foundation.clock(),
        settings.xBaseUrl(),
        token,
        settings.xDialect());
  }

  private static WebClient client(Foundation foundation) {
    return WebClient.create(
        foundation.vertx(),
        new WebClientOptions()
            .setUserAgent("tidemark")
            .setFollowRedirects(false)
            .setDecompressionSupported(true)
            .setConnectTimeout(
                (int) Math.min(5_000, foundation.settings().upstream().timeout().toMillis())));
  }

  private static Upstream upstream(
      Foundation foundation, String name, String secret, BudgetPlan plan) {
    return new Upstream(
        foundation.vertx(),
        foundation.clock(),
        name,
        secret,
        foundation.settings().upstream(),
        new Pauses(foundation.pool()),
        foundation.budgets().of(name, secret, plan),
        foundation.meters());
  }

  /** Stands in until somebody sets a credential: lots wait, and say what for. */
  private record Keyless(String setting, WorldClock clock) implements TweetSource {

    @Override
    public Future<CallOutcome<TweetOutcomes>> read(List<String> tweetIds) {
      return Future.succeededFuture(new CallOutcome.NotSent<>(later(), reason()));
    }

    @Override
    public Future<Optional<Pause>> pause() {
      return Future.succeededFuture(Optional.of(new Pause(later(), reason())));
    }

    private Instant later() {
      return clock.instant().plus(Upstream.DEFAULT_PAUSE);
    }

    private String reason() {
      return setting + " is not set";
    }
  }
}
