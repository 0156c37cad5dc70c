package io.tidemark.studio.tiktok;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.budget.BillableUsage;
import io.tidemark.budget.Cost;
import io.tidemark.clock.WorldClock;
import io.tidemark.settings.StudioPlatforms;
import io.tidemark.studio.calls.AccountUpstreams;
import io.tidemark.studio.calls.Secrets;
import io.tidemark.studio.tokens.Renewal;
import io.tidemark.studio.tokens.Tokens;
import io.tidemark.upstream.Answers;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.Upstream;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/**
 * TikTok's token endpoint, whose errors have a form of their own (TikTok documentation, Manage User
 * Access Tokens).
 */
public final class TikTokTokens implements Renewal {

  /** Renewed this long before the end, so that no token ends within a run's call. */
  private static final Duration LEFT = Duration.ofMinutes(10);

  /** Assumed life when TikTok states none; shorter than its tokens live. */
  private static final Duration LIVES = Duration.ofHours(2);

  private static final Duration REFRESH_LIVES = Duration.ofDays(180);

  private final WebClient client;
  private final AccountUpstreams upstreams;
  private final WorldClock clock;
  private final StudioPlatforms.TikTok settings;

  /** The answer of the endpoint. */
  private sealed interface Grant {
    record Issued(Tokens tokens) implements Grant {}

    /** An error of this account; other accounts are not affected. */
    record Invalid(String why) implements Grant {}
  }

  /**
   * @param upstreams keyed by the app's client key
   */
  public TikTokTokens(
      WebClient client,
      AccountUpstreams upstreams,
      WorldClock clock,
      StudioPlatforms.TikTok settings) {
    this.client = client;
    this.upstreams = upstreams;
    this.clock = clock;
    this.settings = settings;
  }

  @Override
  public boolean isDue(Tokens tokens, Instant now) {
    return tokens.accessExpiresAt() != null && tokens.accessExpiresAt().isBefore(now.plus(LEFT));
  }

  @Override
  public Future<CallOutcome<Tokens>> renew(Tokens tokens) {
    String refresh = tokens.refresh();
    if (refresh == null || refresh.isEmpty()) {
      return Future.succeededFuture(
          new CallOutcome.AuthDead<>("the access token has ended and there is none to refresh it"));
    }
    return grant(
        "&grant_type=refresh_token&refresh_token=" + encoded(refresh),
        refresh,
        body -> {
          // Values that the answer lacks keep their old value.
          String next = body.path("refresh_token").asText(refresh);
          JsonNode lives = body.path("refresh_expires_in");
          return new Tokens(
              body.path("access_token").asText(),
              ends(body),
              next.isEmpty() ? refresh : next,
              lives.isMissingNode() || lives.isNull()
                  ? tokens.refreshExpiresAt()
                  : upstreams.times().lifetime(lives, "refresh_expires_in", REFRESH_LIVES));
        });
  }

  /** The app's token, for the Research API. */
  Future<CallOutcome<Tokens>> ofOurApp() {
    return grant(
        "&grant_type=client_credentials",
        "",
        body -> new Tokens(body.path("access_token").asText(), ends(body), null, null));
  }

  private Future<CallOutcome<Tokens>> grant(
      String form, String secret, Function<JsonNode, Tokens> tokens) {
    if (settings.clientKey().isEmpty()) {
      return Future.succeededFuture(
          new CallOutcome.NotSent<>(
              clock.instant().plus(Upstream.DEFAULT_PAUSE),
              "TIDEMARK_TIKTOK_CLIENT_KEY is not set"));
    }
    String us =
        "client_key=%s&client_secret=%s"
            .formatted(encoded(settings.clientKey()), encoded(settings.clientSecret()));
    String address = settings.baseUrl().toString().replaceAll("/+$", "") + "/v2/oauth/token/";
    return upstreams
        .of(settings.clientKey())
        .compose(
            upstream ->
                upstream.call(
                    Cost.request(),
                    "",
                    () ->
                        client
                            .postAbs(address)
                            .putHeader("content-type", "application/x-www-form-urlencoded"),
                    Buffer.buffer(us + form),
                    response -> read(response, secret, tokens),
                    given -> BillableUsage.NOTHING))
        .map(this::outcome);
  }

  private CallOutcome<Grant> read(
      HttpResponse<Buffer> response, String secret, Function<JsonNode, Tokens> tokens) {
    JsonNode body = Answers.json(response);
    // Accepted whatever the rest says: the refresh token that comes with it replaces the old one.
    if (!body.path("access_token").asText().isEmpty()) {
      return new CallOutcome.Answered<>(new Grant.Issued(tokens.apply(body)));
    }
    // The error is a text here, and an object with a code at all other endpoints.
    String code =
        body.path("error").isTextual()
            ? body.path("error").asText()
            : body.path("error").path("code").asText();
    String described = body.path("error_description").asText();
    String said =
        Secrets.excerpt(
            "TikTok gave no token: %d %s %s"
                .formatted(response.statusCode(), code, Secrets.excerpt(described, secret)),
            settings.clientSecret());
    return switch (code) {
      case "invalid_grant", "invalid_refresh_token" ->
          new CallOutcome.Answered<>(new Grant.Invalid(said));
      case "invalid_client", "unauthorized_client" -> new CallOutcome.AuthDead<>(said);
      case "rate_limit_exceeded" ->
          new CallOutcome.Throttled<>(clock.instant().plus(Upstream.DEFAULT_PAUSE), said);
      // Not retried at once: TikTok may have used up the old refresh token.
      default ->
          response.statusCode() == 429
              ? new CallOutcome.Throttled<>(clock.instant().plus(Upstream.DEFAULT_PAUSE), said)
              : new CallOutcome.Transient<>(said, false);
    };
  }

  /** A refusal of the app is not an error of the account. */
  private CallOutcome<Tokens> outcome(CallOutcome<Grant> outcome) {
    if (outcome instanceof CallOutcome.Answered<Grant> answered) {
      return switch (answered.content()) {
        case Grant.Issued given -> new CallOutcome.Answered<>(given.tokens());
        case Grant.Invalid invalid -> new CallOutcome.AuthDead<>(invalid.why());
      };
    }
    return outcome instanceof CallOutcome.AuthDead<Grant> dead
        ? new CallOutcome.NotSent<>(clock.instant().plus(Upstream.DEFAULT_PAUSE), dead.why())
        : outcome.unanswered();
  }

  private Instant ends(JsonNode body) {
    return upstreams.times().lifetime(body.path("expires_in"), "expires_in", LIVES);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
