package io.tidemark.tracker;

import io.tidemark.boot.Foundation;
import io.tidemark.budget.BudgetPlan;
import io.tidemark.budget.Plans;
import io.tidemark.clock.WorldClock;
import io.tidemark.settings.Settings;
import io.tidemark.tracker.polling.TweetSource;
import io.tidemark.tracker.tweets.Counters;
import io.tidemark.tracker.twitterapi.TwitterApi;
import io.tidemark.tracker.x.XApi;
import io.tidemark.tracker.x.XClient;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.Pauses;
import io.tidemark.upstream.Pauses.Pause;
import io.tidemark.upstream.PostOutcome;
import io.tidemark.upstream.Upstream;
import io.vertx.core.Future;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The source that the settings choose. */
public final class TweetSources {

  private TweetSources() {}

  public static TweetSource of(Foundation foundation) {
    return of(foundation, x(foundation));
  }

  /**
   * @param x the one of this process, for whatever else asks X
   */
  public static TweetSource of(Foundation foundation, XClient x) {
    Settings.Twitter settings = foundation.settings().twitter();
    return switch (settings.source()) {
      case TWITTERAPI ->
          settings.twitterapiKey().isEmpty()
              ? new Keyless("TIDEMARK_TWITTERAPI_KEY", foundation.clock())
              : new TwitterApi(
                  client(foundation),
                  upstream(
                      foundation,
                      "twitterapi.io",
                      settings.twitterapiKey(),
                      Plans.twitterapi(foundation.settings().budgets().twitterapi())),
                  foundation.clock(),
                  settings.twitterapiBaseUrl(),
                  settings.twitterapiKey());
      case X -> new XApi(x);
    };
  }

  /**
   * X with its token. A process has one, or its breaker and its lanes would be several; without a
   * token it answers that it waits for one.
   */
  public static XClient x(Foundation foundation) {
    Settings.Twitter settings = foundation.settings().twitter();
    return new XClient(
        client(foundation),
        settings.xBearerToken().isEmpty()
            ? null
            : upstream(
                foundation,
                "x",
                settings.xBearerToken(),
                Plans.x(foundation.settings().budgets().x())),
        foundation.clock(),
        settings.xBaseUrl(),
        settings.xBearerToken(),
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
                (int)
                    Math.min(
                        5_000, foundation.settings().twitter().upstream().timeout().toMillis())));
  }

  private static Upstream upstream(
      Foundation foundation, String name, String secret, BudgetPlan plan) {
    return new Upstream(
        foundation.vertx(),
        foundation.clock(),
        name,
        secret,
        foundation.settings().twitter().upstream(),
        new Pauses(foundation.pool()),
        foundation.budgets().of(name, secret, plan),
        foundation.meters());
  }

  /** Stands in until somebody sets a credential: lots wait, and say what for. */
  private record Keyless(String setting, WorldClock clock) implements TweetSource {

    @Override
    public Future<CallOutcome<Map<String, PostOutcome<Counters>>>> read(List<String> tweetIds) {
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
