package io.tidemark.studio.tiktok;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.budget.Cost;
import io.tidemark.budget.Returned;
import io.tidemark.clock.WorldClock;
import io.tidemark.settings.StudioPlatforms;
import io.tidemark.studio.calls.AccountUpstreams;
import io.tidemark.studio.calls.Outcomes;
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
import java.util.function.BiFunction;

/** TikTok's token endpoint (UPSTREAMS 5.2): its errors have a shape of their own. */
public final class TikTokTokens implements Renewal {

  /** A run must not see its token end between two calls. */
  private static final Duration LEFT = Duration.ofMinutes(10);

  private final WebClient client;
  private final AccountUpstreams upstreams;
  private final WorldClock clock;
  private final StudioPlatforms.TikTok settings;

  /** Of the account, or of our app. */
  private sealed interface Grant {
    record Given(Tokens tokens) implements Grant {}

    /** The account's own fault: the endpoint goes on for others. */
    record Invalid(String why) implements Grant {}
  }

  /**
   * @param upstreams of the endpoint, which knows us by our client key
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
        (body, now) -> {
          // What is not given anew stays as it was.
          String next = body.path("refresh_token").asText(refresh);
          long lives = body.path("refresh_expires_in").asLong();
          return new Tokens(
              body.path("access_token").asText(),
              now.plusSeconds(body.path("expires_in").asLong()),
              next.isEmpty() ? refresh : next,
              lives > 0 ? now.plusSeconds(lives) : tokens.refreshExpiresAt());
        });
  }

  /** A token of our app, for the Research API. */
  Future<CallOutcome<Tokens>> ofOurApp() {
    return grant(
        "&grant_type=client_credentials",
        "",
        (body, now) ->
            new Tokens(
                body.path("access_token").asText(),
                now.plusSeconds(body.path("expires_in").asLong()),
                null,
                null));
  }

  private Future<CallOutcome<Tokens>> grant(
      String form, String secret, BiFunction<JsonNode, Instant, Tokens> tokens) {
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
                    given -> Returned.NOTHING))
        .map(this::outcome);
  }

  private CallOutcome<Grant> read(
      HttpResponse<Buffer> response, String secret, BiFunction<JsonNode, Instant, Tokens> tokens) {
    JsonNode body = Answers.json(response);
    if (!body.path("access_token").asText().isEmpty() && body.path("expires_in").asLong() > 0) {
      return new CallOutcome.Answered<>(new Grant.Given(tokens.apply(body, clock.instant())));
    }
    // A text here, and an object with a code everywhere else.
    String code =
        body.path("error").isTextual()
            ? body.path("error").asText()
            : body.path("error").path("code").asText();
    String described = body.path("error_description").asText();
    String said =
        Secrets.said(
            "TikTok gave no token: %d %s %s"
                .formatted(response.statusCode(), code, Secrets.said(described, secret)),
            settings.clientSecret());
    return switch (code) {
      case "invalid_grant", "invalid_refresh_token" ->
          new CallOutcome.Answered<>(new Grant.Invalid(said));
      case "invalid_client", "unauthorized_client" -> new CallOutcome.AuthDead<>(said);
      case "rate_limit_exceeded" ->
          new CallOutcome.Throttled<>(clock.instant().plus(Upstream.DEFAULT_PAUSE), said);
      // Not tried again at once: the old refresh token may have been taken.
      default ->
          response.statusCode() == 429
              ? new CallOutcome.Throttled<>(clock.instant().plus(Upstream.DEFAULT_PAUSE), said)
              : new CallOutcome.Transient<>(said, false);
    };
  }

  /** When our app is refused, no account is to blame. */
  private CallOutcome<Tokens> outcome(CallOutcome<Grant> outcome) {
    if (outcome instanceof CallOutcome.Answered<Grant> answered) {
      return switch (answered.content()) {
        case Grant.Given given -> new CallOutcome.Answered<>(given.tokens());
        case Grant.Invalid invalid -> new CallOutcome.AuthDead<>(invalid.why());
      };
    }
    return outcome instanceof CallOutcome.AuthDead<Grant> dead
        ? new CallOutcome.NotSent<>(clock.instant().plus(Upstream.DEFAULT_PAUSE), dead.why())
        : Outcomes.notAnswered(outcome);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
