package io.tidemark.profiles;

import io.tidemark.boot.AppContext;
import io.tidemark.budget.Plans;
import io.tidemark.profiles.embeddings.Embedder;
import io.tidemark.profiles.embeddings.MiniLm;
import io.tidemark.profiles.embeddings.OpenAiEmbedder;
import io.tidemark.profiles.hooks.EmbeddedHooks;
import io.tidemark.profiles.hooks.HookClassifier;
import io.tidemark.profiles.hooks.OpenAiHooks;
import io.tidemark.profiles.models.OpenAi;
import io.tidemark.settings.ModelSettings;
import io.tidemark.upstream.Pauses;
import io.tidemark.upstream.Upstream;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;

/** The models of a process: OpenAI's when a key is configured, else the embedded ones. */
public record Models(Embedder embedder, HookClassifier hooks) {

  /** Chooses by the settings; calls nothing yet. */
  public static Models of(AppContext app) {
    ModelSettings settings = app.settings().models();
    if (settings.openai().key().isEmpty()) {
      var embedder = new MiniLm(app.vertx());
      return new Models(embedder, new EmbeddedHooks(embedder, settings.hookConfidence()));
    }
    OpenAi openai = openai(app, settings.openai());
    return new Models(
        new OpenAiEmbedder(openai, settings.openai()), new OpenAiHooks(openai, settings));
  }

  private static OpenAi openai(AppContext app, ModelSettings.OpenAi settings) {
    var client =
        WebClient.create(
            app.vertx(),
            new WebClientOptions()
                .setUserAgent("tidemark")
                .setFollowRedirects(false)
                .setDecompressionSupported(true)
                .setConnectTimeout((int) Math.min(5_000, settings.timeout().toMillis())));
    var upstream =
        new Upstream(
            app.vertx(),
            app.clock(),
            "openai",
            settings.key(),
            app.settings().upstream().withTimeout(settings.timeout()),
            new Pauses(app.pool()),
            app.budgets().of("openai", settings.key(), Plans.openai(settings)),
            app.meters());
    return new OpenAi(client, upstream, app.clock(), settings.baseUrl(), settings.key());
  }
}
