package io.tidemark.studio;

import io.tidemark.boot.AppContext;
import io.tidemark.budget.BudgetPlan;
import io.tidemark.budget.Plans;
import io.tidemark.settings.StudioPlatforms;
import io.tidemark.studio.accounts.SealedTokens;
import io.tidemark.studio.accounts.TokenSeal;
import io.tidemark.studio.calls.AccountUpstreams;
import io.tidemark.studio.facebook.Facebook;
import io.tidemark.studio.facebook.PagePost;
import io.tidemark.studio.graph.Capabilities;
import io.tidemark.studio.graph.GraphApi;
import io.tidemark.studio.graph.GraphBatch;
import io.tidemark.studio.graph.GraphTokens;
import io.tidemark.studio.graph.Insights;
import io.tidemark.studio.graph.Nodes;
import io.tidemark.studio.instagram.Instagram;
import io.tidemark.studio.platforms.StudioPlatform;
import io.tidemark.studio.platforms.StudioSource;
import io.tidemark.studio.tiktok.TikTok;
import io.tidemark.studio.tiktok.TikTokResearch;
import io.tidemark.studio.tiktok.TikTokTokens;
import io.tidemark.studio.tokens.AccountTokens;
import io.tidemark.studio.tokens.TokenStore;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds the source of each platform; a process has one for all accounts. */
public final class StudioSources {

  private StudioSources() {}

  /** One source a platform. */
  public static List<StudioSource> all(AppContext app) {
    var client = client(app);
    var tokens = tokens(app);
    return List.of(
        instagram(app, client, tokens), facebook(app, client, tokens), tiktok(app, client, tokens));
  }

  /** The tokens of connected accounts. */
  static TokenStore tokens(AppContext app) {
    var upstream = app.settings().upstream();
    return new SealedTokens(
        app.vertx(),
        app.pool(),
        new TokenSeal(app.settings().studio().encryptionKeys()),
        // Longer than all attempts of a renewal together.
        upstream.timeout().multipliedBy(upstream.tries()).plusSeconds(30));
  }

  /** The client that all sources share. */
  public static WebClient client(AppContext app) {
    return WebClient.create(
        app.vertx(),
        new WebClientOptions()
            .setUserAgent("tidemark")
            .setFollowRedirects(false)
            .setDecompressionSupported(true)
            .setConnectTimeout(
                (int) Math.min(5_000, app.settings().upstream().timeout().toMillis())));
  }

  /** Instagram, with tokens that are renewed before they end. */
  public static StudioSource instagram(AppContext app, WebClient client, TokenStore tokens) {
    StudioPlatforms.Instagram settings = app.settings().studioPlatforms().instagram();
    var renewal =
        new GraphTokens(
            client,
            new AccountUpstreams(app, "instagram-tokens", BudgetPlan.UNLIMITED),
            app.clock(),
            settings.baseUrl(),
            null,
            app.settings().studioPlatforms().facebook());
    var api =
        graph(
            app,
            client,
            StudioPlatform.INSTAGRAM,
            "instagram",
            settings.baseUrl(),
            settings.version(),
            settings.spacing());
    return new Instagram(
        new Insights(api, "insights", settings.metrics()),
        new AccountTokens(tokens, renewal, app.clock()));
  }

  /**
   * @param use as in {@link GraphBatch}
   */
  private static GraphApi graph(
      AppContext app,
      WebClient client,
      StudioPlatform platform,
      String use,
      URI baseUrl,
      String version,
      Duration spacing) {
    var upstreams = new AccountUpstreams(app, platform.word(), Plans.spaced(spacing));
    return new GraphApi(
        new GraphBatch(client, upstreams, app.clock(), baseUrl, use),
        new Capabilities(app.pool()),
        app.clock(),
        platform,
        version);
  }

  /**
   * @param tokens null: tokens are never renewed
   */
  public static StudioSource facebook(
      AppContext app, WebClient client, @Nullable TokenStore tokens) {
    StudioPlatforms.Facebook settings = app.settings().studioPlatforms().facebook();
    var api =
        graph(
            app,
            client,
            StudioPlatform.FACEBOOK,
            "pages",
            settings.baseUrl(),
            settings.version(),
            settings.spacing());
    AccountTokens renewed =
        tokens == null
            ? null
            : new AccountTokens(
                tokens,
                new GraphTokens(
                    client,
                    new AccountUpstreams(app, "facebook-tokens", BudgetPlan.UNLIMITED),
                    app.clock(),
                    settings.baseUrl(),
                    GraphTokens.Login.FACEBOOK,
                    settings),
                app.clock());
    return new Facebook(
        new Nodes(api, PagePost.FIELDS),
        new Insights(api, "insights", settings.metrics()),
        new Insights(api, "video_insights", PagePost.REEL_METRICS),
        renewed,
        app.clock(),
        settings.insightsEvery());
  }

  /** TikTok through the Display or the Research API, as the settings say. */
  public static StudioSource tiktok(AppContext app, WebClient client, TokenStore tokens) {
    StudioPlatforms.TikTok settings = app.settings().studioPlatforms().tiktok();
    return switch (settings.source()) {
      case DISPLAY -> display(app, client, tokens, settings);
      case RESEARCH ->
          new TikTokResearch(
              client,
              new AccountUpstreams(app, "tiktok-research", Plans.tiktokResearch(settings)),
              tiktokTokens(app, client),
              app.clock(),
              settings.baseUrl(),
              settings.clientKey());
    };
  }

  private static StudioSource display(
      AppContext app, WebClient client, TokenStore tokens, StudioPlatforms.TikTok settings) {
    return new TikTok(
        client,
        new AccountUpstreams(app, "tiktok", Plans.tiktok(settings)),
        new AccountTokens(tokens, tiktokTokens(app, client), app.clock()),
        app.clock(),
        settings.baseUrl());
  }

  private static TikTokTokens tiktokTokens(AppContext app, WebClient client) {
    return new TikTokTokens(
        client,
        new AccountUpstreams(app, "tiktok-tokens", BudgetPlan.UNLIMITED),
        app.clock(),
        app.settings().studioPlatforms().tiktok());
  }
}
