package io.tidemark.profiles.linkedin;

import io.tidemark.boot.AppContext;
import io.tidemark.budget.BillableUsage;
import io.tidemark.budget.Cost;
import io.tidemark.budget.Plans;
import io.tidemark.clock.WorldClock;
import io.tidemark.profiles.linkedin.Scraped.Closure;
import io.tidemark.settings.ProfileSettings;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.Pauses;
import io.tidemark.upstream.Upstream;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;

/**
 * Posts through fresh-linkedin-profile-data (its documentation at RapidAPI, Get Profile's Posts).
 */
public final class RapidApi implements ProfileSource {

  private final ProfileSettings.RapidApi settings;
  private final WorldClock clock;
  private final WebClient client;
  private final Upstream upstream;

  public RapidApi(AppContext app) {
    this.settings = app.settings().profiles().rapidApi();
    this.clock = app.clock();
    this.client =
        WebClient.create(
            app.vertx(),
            new WebClientOptions()
                .setUserAgent("tidemark")
                .setFollowRedirects(false)
                .setDecompressionSupported(true)
                .setConnectTimeout(5_000));
    this.upstream =
        new Upstream(
            app.vertx(),
            clock,
            "rapidapi",
            settings.key(),
            app.settings().upstream().withTimeout(settings.timeout()),
            new Pauses(app.pool()),
            app.budgets().of("rapidapi", settings.key(), Plans.rapidApi(settings)),
            app.meters());
  }

  @Override
  public Future<Scraped> posts(String linkedinUrl) {
    if (settings.key().isEmpty()) {
      return Future.succeededFuture(new Scraped.Closed(Closure.NO_KEY.sentence()));
    }
    var classifier =
        new FeedClassifier(
            upstream.times(), Plans.monthEnds(settings.monthResetDay(), clock.instant()));
    return upstream
        .pause()
        .compose(
            known ->
                upstream.call(
                    Cost.items(1),
                    "",
                    () -> request(linkedinUrl),
                    classifier,
                    scraped -> BillableUsage.items(classifier.billed() ? 1 : 0)))
        .map(RapidApi::scraped);
  }

  private HttpRequest<Buffer> request(String linkedinUrl) {
    return client
        .getAbs(settings.baseUrl().toString().replaceFirst("/+$", "") + "/get-profile-posts")
        .addQueryParam("linkedin_url", linkedinUrl)
        .addQueryParam("type", "posts")
        .addQueryParam("start", "0")
        .putHeader("x-rapidapi-key", settings.key())
        .putHeader("x-rapidapi-host", settings.host());
  }

  private static Scraped scraped(CallOutcome<Scraped> outcome) {
    return switch (outcome) {
      case CallOutcome.Answered<Scraped> answered -> answered.content();
      case CallOutcome.Throttled<Scraped> it -> new Scraped.Waits(it.until(), it.why());
      case CallOutcome.Exhausted<Scraped> it -> new Scraped.Waits(it.until(), it.why());
      case CallOutcome.NotSent<Scraped> it -> new Scraped.Waits(it.until(), it.why());
      case CallOutcome.AuthDead<Scraped> it -> new Scraped.Closed(it.why());
      case CallOutcome.Transient<Scraped> it -> new Scraped.Failed(it.why());
      case CallOutcome.Refused<Scraped> it -> new Scraped.Failed(it.why());
    };
  }
}
