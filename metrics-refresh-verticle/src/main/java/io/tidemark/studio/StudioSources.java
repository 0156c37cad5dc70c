package io.tidemark.studio;

import io.tidemark.boot.Foundation;
import io.tidemark.budget.BudgetPlan;
import io.tidemark.budget.Plans;
import io.tidemark.settings.StudioPlatforms;
import io.tidemark.studio.accounts.SealedTokens;
import io.tidemark.studio.accounts.TokenSeal;
import io.tidemark.studio.calls.AccountUpstreams;
import io.tidemark.studio.facebook.Facebook;
import io.tidemark.studio.facebook.PagePost;
import io.tidemark.studio.graph.Capabilities;
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
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sources of a process: one of each platform, for all accounts. */
public final class StudioSources {

  private StudioSources() {}

  /** One for each platform there is. */
  public static List<StudioSource> all(Foundation foundation) {
    var client = client(foundation);
    var tokens = tokens(foundation);
    return List.of(
        instagram(foundation, client, tokens),
        facebook(foundation, client, tokens),
        tiktok(foundation, client, tokens));
  }

  /** The tokens of connected accounts. */
  static TokenStore tokens(Foundation foundation) {
    var upstream = foundation.settings().upstream();
    return new SealedTokens(
        foundation.vertx(),
        foundation.pool(),
        new TokenSeal(foundation.settings().studio().encryptionKeys()),
        // All tries of a renewal, and time for what stands around them.
        upstream.timeout().multipliedBy(upstream.tries()).plusSeconds(30));
  }

  /** The client that all sources share. */
  public static WebClient client(Foundation foundation) {
    return WebClient.create(
        foundation.vertx(),
        new WebClientOptions()
            .setUserAgent("tidemark")
            .setFollowRedirects(false)
            .setDecompressionSupported(true)
            .setConnectTimeout(
                (int) Math.min(5_000, foundation.settings().upstream().timeout().toMillis())));
  }

  public static StudioSource instagram(Foundation foundation, WebClient client, TokenStore tokens) {
    StudioPlatforms.Instagram settings = foundation.settings().studioPlatforms().instagram();
    var renewal =
        new GraphTokens(
            client,
            new AccountUpstreams(foundation, "instagram-tokens", BudgetPlan.UNLIMITED),
            foundation.clock(),
            settings.baseUrl(),
            null,
            foundation.settings().studioPlatforms().facebook());
    var batch =
        new GraphBatch(
            client,
            new AccountUpstreams(foundation, "instagram", Plans.spaced(settings.spacing())),
            foundation.clock(),
            settings.baseUrl(),
            "instagram");
    return new Instagram(
        new Insights(
            batch,
            new Capabilities(foundation.pool()),
            foundation.clock(),
            StudioPlatform.INSTAGRAM,
            settings.version(),
            "insights",
            settings.metrics()),
        new AccountTokens(tokens, renewal, foundation.clock()));
  }

  /** Its tokens are used as they come. */
  public static StudioSource facebook(Foundation foundation, WebClient client) {
    return facebook(foundation, client, null);
  }

  /**
   * @param tokens null where they are used as they come
   */
  private static StudioSource facebook(
      Foundation foundation, WebClient client, @Nullable TokenStore tokens) {
    StudioPlatforms.Facebook settings = foundation.settings().studioPlatforms().facebook();
    var batch =
        new GraphBatch(
            client,
            new AccountUpstreams(foundation, "facebook", Plans.spaced(settings.spacing())),
            foundation.clock(),
            settings.baseUrl(),
            "pages");
    var capabilities = new Capabilities(foundation.pool());
    var nodes =
        new Nodes(
            batch,
            capabilities,
            foundation.clock(),
            StudioPlatform.FACEBOOK,
            settings.version(),
            PagePost.FIELDS);
    var insights =
        new Insights(
            batch,
            capabilities,
            foundation.clock(),
            StudioPlatform.FACEBOOK,
            settings.version(),
            "insights",
            settings.metrics());
    var ofReels =
        new Insights(
            batch,
            capabilities,
            foundation.clock(),
            StudioPlatform.FACEBOOK,
            settings.version(),
            "video_insights",
            PagePost.REEL_METRICS);
    AccountTokens renewed =
        tokens == null
            ? null
            : new AccountTokens(
                tokens,
                new GraphTokens(
                    client,
                    new AccountUpstreams(foundation, "facebook-tokens", BudgetPlan.UNLIMITED),
                    foundation.clock(),
                    settings.baseUrl(),
                    GraphTokens.Login.FACEBOOK,
                    settings),
                foundation.clock());
    return new Facebook(
        nodes, insights, ofReels, renewed, foundation.clock(), settings.insightsEvery());
  }

  /** The API that the settings choose. */
  public static StudioSource tiktok(Foundation foundation, WebClient client, TokenStore tokens) {
    StudioPlatforms.TikTok settings = foundation.settings().studioPlatforms().tiktok();
    return switch (settings.source()) {
      case DISPLAY -> display(foundation, client, tokens, settings);
      case RESEARCH ->
          new TikTokResearch(
              client,
              new AccountUpstreams(foundation, "tiktok-research", Plans.tiktokResearch(settings)),
              tiktokTokens(foundation, client),
              foundation.clock(),
              settings.baseUrl(),
              settings.clientKey());
    };
  }

  private static StudioSource display(
      Foundation foundation, WebClient client, TokenStore tokens, StudioPlatforms.TikTok settings) {
    return new TikTok(
        client,
        new AccountUpstreams(foundation, "tiktok", Plans.tiktok(settings)),
        new AccountTokens(tokens, tiktokTokens(foundation, client), foundation.clock()),
        foundation.clock(),
        settings.baseUrl());
  }

  private static TikTokTokens tiktokTokens(Foundation foundation, WebClient client) {
    return new TikTokTokens(
        client,
        new AccountUpstreams(foundation, "tiktok-tokens", BudgetPlan.UNLIMITED),
        foundation.clock(),
        foundation.settings().studioPlatforms().tiktok());
  }
}
