package io.tidemark.studio.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tidemark.access.Hashes;
import io.tidemark.budget.Cost;
import io.tidemark.clock.WorldClock;
import io.tidemark.settings.StudioPlatforms;
import io.tidemark.studio.calls.AccountUpstreams;
import io.tidemark.studio.calls.Secrets;
import io.tidemark.studio.tokens.Renewal;
import io.tidemark.studio.tokens.Tokens;
import io.tidemark.upstream.Answers;
import io.tidemark.upstream.CallOutcome;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Long-lived tokens: a living one is presented to get the next (Instagram Platform reference,
 * Refresh Access Token; Facebook Login documentation, Long-Lived Access Tokens). The grant depends
 * on the login the token comes from: Instagram login refreshes a token with itself, Facebook login
 * exchanges it and requires the app's secret.
 */
public final class GraphTokens implements Renewal {

  /** Which login tokens come from. */
  public enum Login {
    INSTAGRAM,
    FACEBOOK
  }

  /** Earlier than the ten days ahead at which owners are told that a token ends. */
  private static final Duration LEFT = Duration.ofDays(14);

  /** A token can be renewed once it is a day old; after a refusal a renewal waits as long. */
  private static final Duration TRY_AGAIN = Duration.ofDays(1);

  /** The life of a long-lived token whose answer does not state it. */
  private static final Duration LIVES = Duration.ofDays(60);

  private final WebClient client;
  private final AccountUpstreams upstreams;
  private final WorldClock clock;
  private final URI baseUrl;
  private final @Nullable Login login;
  private final StudioPlatforms.Facebook app;
  private final Cache<String, Instant> refusedAt =
      Caffeine.newBuilder().maximumSize(10_000).build();

  /**
   * @param upstreams of renewals only: a token that cannot be renewed may still read posts
   * @param login null: told from the host and the token
   * @param app the app id and secret that exchange tokens of Facebook login
   */
  public GraphTokens(
      WebClient client,
      AccountUpstreams upstreams,
      WorldClock clock,
      URI baseUrl,
      @Nullable Login login,
      StudioPlatforms.Facebook app) {
    this.client = client;
    this.upstreams = upstreams;
    this.clock = clock;
    this.baseUrl = baseUrl;
    this.login = login;
    this.app = app;
  }

  /** Tokens of Instagram login begin with IG, those of Facebook login with EAA. */
  private Login login(Tokens tokens) {
    if (login != null) {
      return login;
    }
    String host = String.valueOf(baseUrl.getHost());
    if (host.endsWith("instagram.com") || tokens.access().startsWith("IG")) {
      return Login.INSTAGRAM;
    }
    boolean exchanged = tokens.access().startsWith("EAA") && !app.appId().isEmpty();
    return exchanged || host.endsWith("facebook.com") ? Login.FACEBOOK : Login.INSTAGRAM;
  }

  private boolean canRenew(Tokens tokens) {
    return login(tokens) == Login.INSTAGRAM || !app.appId().isEmpty();
  }

  @Override
  public boolean isDue(Tokens tokens, Instant now) {
    Instant expires = tokens.accessExpiresAt();
    if (expires == null || !expires.isBefore(now.plus(LEFT))) {
      return false;
    }
    if (!expires.isAfter(now)) {
      return true;
    }
    Instant refused = refusedAt.getIfPresent(Hashes.shortName(tokens.access()));
    return canRenew(tokens) && (refused == null || !refused.plus(TRY_AGAIN).isAfter(now));
  }

  @Override
  public Future<CallOutcome<Tokens>> renew(Tokens tokens) {
    Instant expires = tokens.accessExpiresAt();
    if (expires != null && !expires.isAfter(clock.instant())) {
      return Future.succeededFuture(
          new CallOutcome.AuthDead<>("the access token has expired and cannot be renewed"));
    }
    return upstreams
        .of(tokens.access())
        .compose(
            upstream ->
                upstream.call(
                    Cost.request(), "", grant(tokens), response -> read(response, tokens)));
  }

  private Supplier<HttpRequest<Buffer>> grant(Tokens tokens) {
    String base = baseUrl.toString().replaceAll("/+$", "");
    return switch (login(tokens)) {
      case INSTAGRAM ->
          () ->
              client
                  .getAbs(base + "/refresh_access_token")
                  .addQueryParam("grant_type", "ig_refresh_token")
                  .addQueryParam("access_token", tokens.access());
      case FACEBOOK ->
          () ->
              client
                  .getAbs(base + "/oauth/access_token")
                  .addQueryParam("grant_type", "fb_exchange_token")
                  .addQueryParam("client_id", app.appId())
                  .addQueryParam("client_secret", app.appSecret())
                  .addQueryParam("fb_exchange_token", tokens.access());
    };
  }

  private CallOutcome<Tokens> read(HttpResponse<Buffer> response, Tokens old) {
    JsonNode body = Answers.json(response);
    String access = body.path("access_token").asText();
    if (!access.isEmpty()) {
      JsonNode lifetime = body.path("expires_in");
      // Facebook states no end for a token that does not expire.
      boolean endless =
          login(old) == Login.FACEBOOK
              && (lifetime.isMissingNode() || lifetime.asText().equals("0"));
      Instant until = endless ? null : upstreams.times().lifetime(lifetime, "expires_in", LIVES);
      return new CallOutcome.Answered<>(new Tokens(access, until, old.refresh(), null));
    }
    JsonNode error = body.path("error");
    String said =
        "The token was not renewed: %d %s"
            .formatted(
                response.statusCode(),
                Secrets.excerpt(
                    Secrets.excerpt(error.path("message").asText("nothing readable"), old.access()),
                    app.appSecret()));
    if (error.isObject() && response.statusCode() < 500) {
      refusedAt.put(Hashes.shortName(old.access()), clock.instant());
    }
    return switch ((int) error.path("code").asLong()) {
      case 102, 190 -> new CallOutcome.AuthDead<>(said);
      default -> new CallOutcome.Transient<>(said, false);
    };
  }
}
