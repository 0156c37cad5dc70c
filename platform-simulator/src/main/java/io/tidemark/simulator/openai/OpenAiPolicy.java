package io.tidemark.simulator.openai;

import io.tidemark.simulator.endpoint.PlatformPolicy;
import io.tidemark.simulator.endpoint.PlatformRequest;
import io.tidemark.simulator.endpoint.PlatformResponse;
import io.tidemark.simulator.endpoint.RateWindow;
import io.tidemark.simulator.endpoint.RequestLimit;
import io.tidemark.simulator.faults.OpenAiError;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.meter.RequestedIds;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** OpenAI's bearer token, limits of requests and tokens per minute, and refusals. */
final class OpenAiPolicy implements PlatformPolicy {

  static final String EMBEDDINGS = "/v1/embeddings";

  private static final int PER_MINUTE = 5_000;

  private final String key;
  private final TokensPerMinute tokens = new TokensPerMinute();

  OpenAiPolicy(String key) {
    this.key = key;
  }

  @Override
  public Platform platform(PlatformRequest request) {
    return Platform.OPENAI;
  }

  @Override
  public boolean isAuthorized(PlatformRequest request) {
    return ("Bearer " + key).equals(request.raw().getHeader("Authorization"));
  }

  /** The texts are used as ids. */
  @Override
  public List<RequestedIds> requestedIds(PlatformRequest request) {
    return List.of(
        RequestedIds.of(
            request.endpoint().equals(EMBEDDINGS)
                ? Embeddings.texts(request.body())
                : List.of(Completions.text(request.body()))));
  }

  @Override
  public RequestLimit limit(PlatformRequest request) {
    String counter = "openai " + request.endpoint();
    RequestLimit switched = RequestLimit.ofFaults(counter, request.faults().common());
    return switched == null
        ? new RequestLimit(counter, PER_MINUTE, Duration.ofMinutes(1))
        : switched;
  }

  @Override
  public PlatformResponse refuse(int status, PlatformRequest request) {
    return switch (status) {
      case 400 -> OpenAiErrors.invalid("We could not parse the JSON body of your request.", null);
      case 401 ->
          OpenAiErrors.of(
              401,
              "Incorrect API key provided. You can find your API key at"
                  + " https://platform.openai.com/account/api-keys.",
              "invalid_request_error",
              null,
              "invalid_api_key");
      case 402 ->
          OpenAiErrors.of(
              402, "Payment required.", "insufficient_quota", null, "insufficient_quota");
      case 403 ->
          OpenAiErrors.of(
              403,
              "Country, region, or territory not supported",
              "request_forbidden",
              null,
              "unsupported_country_region_territory");
      case 404 -> OpenAiErrors.modelNotFound(model(request));
      case 429 -> rateLimited(request, "requests", untilReset(request));
      case 503 ->
          OpenAiErrors.of(
              503,
              "The engine is currently overloaded, please try again later",
              "server_error",
              null,
              null);
      default ->
          OpenAiErrors.of(
              status,
              "The server had an error while processing your request. Sorry about that!",
              "server_error",
              null,
              null);
    };
  }

  @Override
  public @Nullable PlatformResponse platformRefusal(PlatformRequest request) {
    OpenAiError error = request.faults().openAi().openAiError();
    if (error != null) {
      return switch (error) {
        case INVALID_API_KEY -> refuse(401, request);
        case INSUFFICIENT_QUOTA ->
            OpenAiErrors.of(
                429,
                "You exceeded your current quota, please check your plan and billing details.",
                "insufficient_quota",
                null,
                "insufficient_quota");
        case RATE_LIMIT_EXCEEDED -> refuse(429, request);
        case MODEL_NOT_FOUND -> refuse(404, request);
        case SERVER_ERROR -> refuse(500, request);
        case OVERLOADED -> refuse(503, request);
      };
    }
    return tokens.left(request.now()) == 0
        ? rateLimited(request, "tokens", tokens.untilReset(request.now()))
        : null;
  }

  @Override
  public PlatformResponse withHeaders(PlatformResponse answer, PlatformRequest request) {
    tokens.use(answer.credits(), request.now());
    PlatformResponse stamped =
        answer
            .header(
                "x-request-id", "req_%016x".formatted(request.random().call() * 0x9E3779B97F4AL))
            .header("openai-processing-ms", "42")
            .header("x-ratelimit-limit-tokens", Integer.toString(TokensPerMinute.LIMIT))
            .header("x-ratelimit-remaining-tokens", Long.toString(tokens.left(request.now())))
            .header(
                "x-ratelimit-reset-tokens", OpenAiDurations.text(tokens.untilReset(request.now())));
    RateWindow window = request.window();
    return window == null
        ? stamped
        : stamped
            .header("x-ratelimit-limit-requests", Integer.toString(window.limit()))
            .header("x-ratelimit-remaining-requests", Integer.toString(window.remaining()))
            .header("x-ratelimit-reset-requests", OpenAiDurations.text(untilReset(request)));
  }

  private static PlatformResponse rateLimited(PlatformRequest request, String what, Duration wait) {
    PlatformResponse answer =
        OpenAiErrors.of(
            429,
            "Rate limit reached for %s on %s per min. Please try again in %s."
                .formatted(model(request), what, OpenAiDurations.text(wait)),
            what,
            null,
            "rate_limit_exceeded");
    Integer seconds = request.faults().quota().retryAfterSeconds();
    return seconds == null ? answer : answer.header("retry-after", seconds.toString());
  }

  private static Duration untilReset(PlatformRequest request) {
    Integer seconds = request.faults().quota().retryAfterSeconds();
    if (seconds != null) {
      return Duration.ofSeconds(seconds);
    }
    RateWindow window = request.window();
    return window == null ? Duration.ZERO : Duration.between(request.now(), window.resetsAt());
  }

  private static String model(PlatformRequest request) {
    return String.valueOf(request.body().getValue("model"));
  }
}
