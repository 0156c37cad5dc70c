package io.tidemark.simulator.openai;

import io.tidemark.simulator.door.Allowance;
import io.tidemark.simulator.door.Answer;
import io.tidemark.simulator.door.Doorkeeper;
import io.tidemark.simulator.door.Visit;
import io.tidemark.simulator.door.Window;
import io.tidemark.simulator.meter.Ask;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.switches.OpenAiError;
import io.tidemark.simulator.switches.Switches;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** OpenAI's bearer token, limits of requests and tokens by the minute, and refusals. */
final class OpenAiDoor implements Doorkeeper {

  private static final int PER_MINUTE = 5_000;

  private final String key;
  private final TokenMinute tokens = new TokenMinute();

  OpenAiDoor(String key) {
    this.key = key;
  }

  @Override
  public Platform platform(Visit visit) {
    return Platform.OPENAI;
  }

  @Override
  public boolean knowsKey(Visit visit) {
    return ("Bearer " + key).equals(visit.request().getHeader("Authorization"));
  }

  /** The texts themselves stand for ids. */
  @Override
  public List<Ask> asks(Visit visit) {
    return List.of(
        Ask.of(
            visit.endpoint().equals(OpenAiApi.EMBEDDINGS)
                ? Embeddings.texts(visit.body())
                : List.of(Completions.text(visit.body()))));
  }

  @Override
  public Allowance allowance(Visit visit) {
    Switches faults = visit.faults();
    String counter = "openai " + visit.endpoint();
    return faults.common().requestsPerWindow() == null
        ? new Allowance(counter, PER_MINUTE, Duration.ofMinutes(1))
        : new Allowance(
            counter,
            faults.common().requestsPerWindow(),
            Duration.ofSeconds(faults.common().windowSeconds()));
  }

  @Override
  public Answer refuse(int status, Visit visit) {
    return switch (status) {
      case 400 -> Errors.invalid("We could not parse the JSON body of your request.", null);
      case 401 ->
          Errors.of(
              401,
              "Incorrect API key provided. You can find your API key at"
                  + " https://platform.openai.com/account/api-keys.",
              "invalid_request_error",
              null,
              "invalid_api_key");
      case 402 ->
          Errors.of(402, "Payment required.", "insufficient_quota", null, "insufficient_quota");
      case 403 ->
          Errors.of(
              403,
              "Country, region, or territory not supported",
              "request_forbidden",
              null,
              "unsupported_country_region_territory");
      case 404 -> Errors.modelNotFound(model(visit));
      case 429 -> rateLimited(visit, "requests", untilReset(visit));
      case 503 ->
          Errors.of(
              503,
              "The engine is currently overloaded, please try again later",
              "server_error",
              null,
              null);
      default ->
          Errors.of(
              status,
              "The server had an error while processing your request. Sorry about that!",
              "server_error",
              null,
              null);
    };
  }

  @Override
  public @Nullable Answer ownRefusal(Visit visit) {
    OpenAiError error = visit.faults().openAi().openAiError();
    if (error != null) {
      return switch (error) {
        case INVALID_API_KEY -> refuse(401, visit);
        case INSUFFICIENT_QUOTA ->
            Errors.of(
                429,
                "You exceeded your current quota, please check your plan and billing details.",
                "insufficient_quota",
                null,
                "insufficient_quota");
        case RATE_LIMIT_EXCEEDED -> refuse(429, visit);
        case MODEL_NOT_FOUND -> refuse(404, visit);
        case SERVER_ERROR -> refuse(500, visit);
        case OVERLOADED -> refuse(503, visit);
      };
    }
    return tokens.left(visit.now()) == 0
        ? rateLimited(visit, "tokens", tokens.untilReset(visit.now()))
        : null;
  }

  @Override
  public Answer stamp(Answer answer, Visit visit) {
    tokens.use(answer.credits(), visit.now());
    Answer stamped =
        answer
            .header("x-request-id", "req_%016x".formatted(visit.dice().call() * 0x9E3779B97F4AL))
            .header("openai-processing-ms", "42")
            .header("x-ratelimit-limit-tokens", Integer.toString(TokenMinute.LIMIT))
            .header("x-ratelimit-remaining-tokens", Long.toString(tokens.left(visit.now())))
            .header("x-ratelimit-reset-tokens", Durations.text(tokens.untilReset(visit.now())));
    Window window = visit.window();
    return window == null
        ? stamped
        : stamped
            .header("x-ratelimit-limit-requests", Integer.toString(window.limit()))
            .header("x-ratelimit-remaining-requests", Integer.toString(window.remaining()))
            .header("x-ratelimit-reset-requests", Durations.text(untilReset(visit)));
  }

  private static Answer rateLimited(Visit visit, String what, Duration wait) {
    Answer answer =
        Errors.of(
            429,
            "Rate limit reached for %s on %s per min. Please try again in %s."
                .formatted(model(visit), what, Durations.text(wait)),
            what,
            null,
            "rate_limit_exceeded");
    Integer seconds = visit.faults().quota().retryAfterSeconds();
    return seconds == null ? answer : answer.header("retry-after", seconds.toString());
  }

  private static Duration untilReset(Visit visit) {
    Integer seconds = visit.faults().quota().retryAfterSeconds();
    if (seconds != null) {
      return Duration.ofSeconds(seconds);
    }
    Window window = visit.window();
    return window == null ? Duration.ZERO : Duration.between(visit.now(), window.resetsAt());
  }

  private static String model(Visit visit) {
    return String.valueOf(visit.body().getValue("model"));
  }
}
