package io.tidemark.studio.instagram;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.budget.Cost;
import io.tidemark.clock.WorldClock;
import io.tidemark.studio.calls.AccountUpstreams;
import io.tidemark.studio.calls.Secrets;
import io.tidemark.studio.tokens.Renewal;
import io.tidemark.studio.tokens.Tokens;
import io.tidemark.upstream.Answers;
import io.tidemark.upstream.CallOutcome;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;

/** Long-lived tokens: asked for anew with themselves while they live (UPSTREAMS 3.5). */
public final class InstagramTokens implements Renewal {

  private static final Duration LEFT = Duration.ofDays(10);

  /** Of a long-lived token that is given without saying so (UPSTREAMS 3.5). */
  private static final Duration LIVES = Duration.ofDays(60);

  private final WebClient client;
  private final AccountUpstreams upstreams;
  private final WorldClock clock;
  private final String address;

  /**
   * @param upstreams of renewals; a token that cannot be renewed may still be good for reading
   */
  public InstagramTokens(
      WebClient client, AccountUpstreams upstreams, WorldClock clock, URI baseUrl) {
    this.client = client;
    this.upstreams = upstreams;
    this.clock = clock;
    this.address = baseUrl.toString().replaceAll("/+$", "") + "/refresh_access_token";
  }

  @Override
  public boolean isDue(Tokens tokens, Instant now) {
    return tokens.accessExpiresAt() != null && tokens.accessExpiresAt().isBefore(now.plus(LEFT));
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
                    Cost.request(),
                    "",
                    () ->
                        client
                            .getAbs(address)
                            .addQueryParam("grant_type", "ig_refresh_token")
                            .addQueryParam("access_token", tokens.access()),
                    response -> read(response, tokens)));
  }

  private CallOutcome<Tokens> read(HttpResponse<Buffer> response, Tokens old) {
    JsonNode body = Answers.json(response);
    String access = body.path("access_token").asText();
    if (!access.isEmpty()) {
      Instant ends = upstreams.times().lifetime(body.path("expires_in"), "expires_in", LIVES);
      return new CallOutcome.Answered<>(new Tokens(access, ends, old.refresh(), null));
    }
    String said =
        "Instagram did not renew the token: %d %s"
            .formatted(
                response.statusCode(),
                Secrets.said(
                    body.path("error").path("message").asText("nothing readable"), old.access()));
    return switch ((int) body.path("error").path("code").asLong()) {
      case 102, 190 -> new CallOutcome.AuthDead<>(said);
      default -> new CallOutcome.Transient<>(said, false);
    };
  }
}
