package io.tidemark.tracker;

import io.tidemark.boot.AppContext;
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

/** Creates the tweet sources that the settings name. */
public final class TweetSources {

  /** The budget's tenant for zones without a credential or a share of their own. */
  private static final String ALL_LOTS = "lots";

  private TweetSources() {}

  /** The source with the credential that zones share. */
  public static TweetSource of(AppContext app) {
    return of(app, x(app));
  }

  private static TweetSource of(AppContext app, XClient x) {
    Settings.Twitter settings = app.settings().twitter();
    return switch (settings.source()) {
      case TWITTERAPI ->
          settings.twitterapiKey().isEmpty()
              ? new Keyless("TIDEMARK_TWITTERAPI_KEY", app.clock())
              : twitterapi(app, settings.twitterapiKey(), plan(app), ALL_LOTS);
      case X -> new XApi(x, ALL_LOTS);
    };
  }

  /**
   * The router that chooses the credential of each zone.
   *
   * @param x the X client of this process, which other calls to X use as well
   */
  public static CredentialRouter router(AppContext app, XClient x) {
    TweetSource common = of(app, x);
    Map<String, PollPipeline> own = new HashMap<>();
    plan(app)
        .shares()
        .forEach(
            share -> own.put(share.tenant(), pipeline(app, forTenant(share.tenant(), common, x))));
    app.settings()
        .twitter()
        .zoneCredentials()
        .forEach((zone, secret) -> own.put(zone, pipeline(app, withCredential(app, zone, secret))));
    return new CredentialRouter(pipeline(app, common), own);
  }

  private static PollPipeline pipeline(AppContext app, TweetSource source) {
    return new PollPipeline(source, app.clock());
  }

  /**
   * The source of a zone with a share of the common credential: the same breaker and lanes, and a
   * part of the budget.
   */
  private static TweetSource forTenant(String zone, TweetSource common, XClient x) {
    return switch (common) {
      case TwitterApi twitterapi -> twitterapi.forTenant(zone);
      case XApi ofAll -> new XApi(x, zone);
      default -> common; // without a credential there is nothing to share
    };
  }

  private static TweetSource withCredential(AppContext app, String zone, String secret) {
    BudgetPlan plan = plan(app);
    var undivided = new BudgetPlan(plan.limits(), plan.prices(), List.of());
    return switch (app.settings().twitter().source()) {
      case TWITTERAPI -> twitterapi(app, secret, undivided, zone);
      case X -> new XApi(x(app, secret, undivided), zone);
    };
  }

  private static BudgetPlan plan(AppContext app) {
    Settings settings = app.settings();
    return switch (settings.twitter().source()) {
      case TWITTERAPI -> Plans.twitterapi(settings.budgets().twitterapi());
      case X -> Plans.x(settings.budgets().x());
    };
  }

  private static TweetSource twitterapi(
      AppContext app, String key, BudgetPlan plan, String tenant) {
    return new TwitterApi(
        client(app),
        upstream(app, "twitterapi.io", key, plan),
        app.clock(),
        app.settings().twitter().twitterapiBaseUrl(),
        key,
        tenant);
  }

  /**
   * The X client with its token. A process must have only one, as it owns the breaker and the
   * lanes. Without a token every call reports that the token is not set.
   */
  public static XClient x(AppContext app) {
    return x(app, app.settings().twitter().xBearerToken(), Plans.x(app.settings().budgets().x()));
  }

  private static XClient x(AppContext app, String token, BudgetPlan plan) {
    Settings.Twitter settings = app.settings().twitter();
    return new XClient(
        client(app),
        token.isEmpty() ? null : upstream(app, "x", token, plan),
        app.clock(),
        settings.xBaseUrl(),
        token,
        settings.xDialect());
  }

  private static WebClient client(AppContext app) {
    return WebClient.create(
        app.vertx(),
        new WebClientOptions()
            .setUserAgent("tidemark")
            .setFollowRedirects(false)
            .setDecompressionSupported(true)
            .setConnectTimeout(
                (int) Math.min(5_000, app.settings().upstream().timeout().toMillis())));
  }

  private static Upstream upstream(AppContext app, String name, String secret, BudgetPlan plan) {
    return new Upstream(
        app.vertx(),
        app.clock(),
        name,
        secret,
        app.settings().upstream(),
        new Pauses(app.pool()),
        app.budgets().of(name, secret, plan),
        app.meters());
  }

  /**
   * A source without a credential: calls nothing, and lets lots wait with a reason that names the
   * missing setting.
   */
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
