package io.tidemark.profiles.models;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.budget.BillableUsage;
import io.tidemark.budget.Cost;
import io.tidemark.budget.UpstreamQuota;
import io.tidemark.clock.WorldClock;
import io.tidemark.upstream.Answers;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.Classifier;
import io.tidemark.upstream.ForeignTimes;
import io.tidemark.upstream.Upstream;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * Calls OpenAI with one key. Errors and limits are the same at all endpoints (OpenAI documentation,
 * Error Codes and Rate Limits).
 */
public final class OpenAi {

  /** Named by a refusal that is of the model and not of the request. */
  public static final String MODEL = "model";

  /** The pause when the account has no credit; short, because it may be topped up at any time. */
  private static final Duration QUOTA_RECHECK = Duration.ofHours(1);

  /** All calls share one key, without a division by tenant. */
  private static final String TENANT = "";

  private final WebClient client;
  private final Upstream upstream;
  private final WorldClock clock;
  private final String address;
  private final String key;

  public OpenAi(WebClient client, Upstream upstream, WorldClock clock, URI baseUrl, String key) {
    this.client = client;
    this.upstream = upstream;
    this.clock = clock;
    this.address = baseUrl.toString().replaceAll("/+$", "");
    this.key = key;
  }

  public Instant now() {
    return clock.instant();
  }

  /** The cost of tokens in micro-dollars, rounded up. */
  public static int price(long tokens, double dollarsPerMillion) {
    return (int) Math.min(Integer.MAX_VALUE, Math.ceil(tokens * dollarsPerMillion));
  }

  /**
   * Sends a request.
   *
   * @param atMost the highest possible cost in micro-dollars, which is reserved
   * @param cost the actual cost of an answer in micro-dollars
   * @return never fails; a refusal names the offending parameter
   */
  public Future<CallOutcome<JsonNode>> ask(
      String path, JsonObject question, int atMost, ToLongFunction<JsonNode> cost) {
    return upstream.call(
        Cost.items(atMost).at(path),
        TENANT,
        () ->
            client
                .postAbs(address + path)
                .bearerTokenAuthentication(key)
                .putHeader(HttpHeaders.CONTENT_TYPE.toString(), "application/json"),
        question.toBuffer(),
        Classifier.reporting(this::classify, this::reported),
        answer ->
            BillableUsage.items((int) Math.clamp(cost.applyAsLong(answer), 0, (long) atMost)));
  }

  private CallOutcome<JsonNode> classify(HttpResponse<Buffer> response) {
    JsonNode json = Answers.json(response);
    int status = response.statusCode();
    if (status == 200) {
      return json.isObject()
          ? new CallOutcome.Answered<>(json)
          : new CallOutcome.Transient<>("OpenAI answered 200 with what is no JSON", false);
    }
    JsonNode error = json.path("error");
    String said = "OpenAI answered %d: %s".formatted(status, message(error));
    return switch (status) {
      case 401, 403 -> new CallOutcome.AuthDead<>(said);
      case 429 -> tooMany(response, error, said);
      case 500, 502, 503, 504 -> new CallOutcome.Transient<>(said, true);
      case 404 -> new CallOutcome.Refused<>(said, Set.of(MODEL));
      case 400, 413, 422 -> new CallOutcome.Refused<>(said, blamed(error));
      default -> new CallOutcome.Transient<>(said, false);
    };
  }

  private List<UpstreamQuota> reported(HttpResponse<Buffer> response) {
    return Stream.of("requests", "tokens")
        .flatMap(
            what -> {
              OptionalLong left = Answers.number(response, "x-ratelimit-remaining-" + what);
              Optional<Duration> reset =
                  OpenAiDurationParser.read(response.getHeader("x-ratelimit-reset-" + what));
              long limit = Answers.number(response, "x-ratelimit-limit-" + what).orElse(0);
              return left.isEmpty()
                  ? Stream.<UpstreamQuota>empty()
                  : reset
                      .filter(Duration::isPositive)
                      .flatMap(
                          wait ->
                              upstream
                                  .times()
                                  .in("x-ratelimit-reset", wait, ForeignTimes.LONGEST_REST))
                      .map(ends -> new UpstreamQuota(":" + what, left.getAsLong(), limit, ends))
                      .stream();
            })
        .toList();
  }

  private static Set<String> blamed(JsonNode error) {
    String parameter = error.path("param").asText("");
    boolean isModel =
        error.path("code").asText("").equals("model_not_found")
            || Set.of("model", "dimensions", "encoding_format", "response_format")
                .contains(parameter);
    return isModel ? Set.of(MODEL) : parameter.isEmpty() ? Set.of() : Set.of(parameter);
  }

  /** Tells the two meanings of 429 apart: too many requests, and no credit. */
  private CallOutcome<JsonNode> tooMany(
      HttpResponse<Buffer> response, JsonNode error, String said) {
    boolean noMoney =
        Stream.of("code", "type")
            .anyMatch(f -> error.path(f).asText().equals("insufficient_quota"));
    if (noMoney) {
      return new CallOutcome.Exhausted<>(now().plus(QUOTA_RECHECK), said);
    }
    ForeignTimes times = upstream.times();
    Instant until =
        times
            .retryAfter(response)
            .or(
                () ->
                    usedUp(response)
                        .flatMap(
                            wait -> times.in("x-ratelimit-reset", wait, ForeignTimes.LONGEST_REST)))
            .orElseGet(times::byDefault);
    return new CallOutcome.Throttled<>(until, said);
  }

  /** The latest reset of the windows that are used up; of all windows when none is reported so. */
  private static Optional<Duration> usedUp(HttpResponse<Buffer> response) {
    return Stream.of(true, false)
        .map(
            strict ->
                Stream.of("requests", "tokens")
                    .filter(
                        what ->
                            !strict
                                || "0".equals(response.getHeader("x-ratelimit-remaining-" + what)))
                    .flatMap(
                        what ->
                            OpenAiDurationParser.read(
                                response.getHeader("x-ratelimit-reset-" + what))
                                .stream())
                    .max(Duration::compareTo))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** The message without the parts of a refused key that OpenAI repeats. */
  private static String message(JsonNode error) {
    String message = error.path("message").asText("");
    return message.isBlank()
        ? "nothing readable"
        : message
            .substring(0, Math.min(300, message.length()))
            .replaceAll("sk-[A-Za-z0-9_*-]+", "sk-…");
  }
}
