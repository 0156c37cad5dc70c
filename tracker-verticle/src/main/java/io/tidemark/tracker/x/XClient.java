package io.tidemark.tracker.x;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.budget.Cost;
import io.tidemark.budget.Reported;
import io.tidemark.budget.Returned;
import io.tidemark.clock.WorldClock;
import io.tidemark.settings.Settings.XDialect;
import io.tidemark.upstream.Answers;
import io.tidemark.upstream.CallOutcome;
import io.tidemark.upstream.Classifier;
import io.tidemark.upstream.ForeignTimes;
import io.tidemark.upstream.Pauses.Pause;
import io.tidemark.upstream.Upstream;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The X API v2 with one bearer token (UPSTREAMS 2): its dialect, its errors and its limits are the
 * same at every endpoint.
 *
 * <p>X renamed its fields in OpenAPI 2.167 and it is not known which names the host takes: the set
 * ones are tried, and the others when it refuses them.
 */
public final class XClient {

  /**
   * One question to X.
   *
   * @param path below the base address
   * @param postFields the fields of a post to answer; empty to leave that to X
   * @param listed the parameter whose single values X may refuse
   * @param cost what it may cost at most; X counts each of its endpoints apart
   */
  record Question(
      String path, Map<String, String> query, String postFields, String listed, Cost cost) {
    Question {
      query = Map.copyOf(query);
    }
  }

  /** What an answer with status 200 says. */
  interface Reader<T> extends Function<JsonNode, CallOutcome<T>> {}

  /** What of an answer X charges for: the posts it returned, not those it only spoke of. */
  interface Bill<T> extends Function<T, Returned> {}

  private static final Logger log = LoggerFactory.getLogger(XClient.class);

  /** A monthly cap says nothing of its end; asking again costs nothing (failed calls are free). */
  private static final Duration CAP_RECHECK = Duration.ofHours(1);

  /** Its headers, and what we call the windows they are for (UPSTREAMS 2.4). */
  private static final Map<String, String> WINDOWS =
      Map.of(
          "x-rate-limit", "",
          "x-app-limit-24hour", ":app-24h",
          "x-user-limit-24hour", ":user-24h");

  private static final String NO_TOKEN = "TIDEMARK_X_BEARER_TOKEN is not set";

  private final WebClient client;
  private final @Nullable Upstream upstream;
  private final WorldClock clock;
  private final String address;
  private final String bearerToken;
  private volatile XDialect dialect;

  /**
   * @param upstream null without a token: nothing is sent, whoever asks waits and is told what for
   */
  public XClient(
      WebClient client,
      @Nullable Upstream upstream,
      WorldClock clock,
      URI baseUrl,
      String bearerToken,
      XDialect dialect) {
    this.client = client;
    this.upstream = upstream;
    this.clock = clock;
    this.address = baseUrl.toString().replaceAll("/+$", "");
    this.bearerToken = bearerToken;
    this.dialect = dialect;
  }

  /** The rest its token is taking, whichever pod sent it there. */
  public Future<Optional<Pause>> pause() {
    return upstream == null
        ? Future.succeededFuture(Optional.of(new Pause(later(), NO_TOKEN)))
        : upstream.pause();
  }

  /**
   * @param tenant for whom it is asked; tenants take turns
   * @param sent runs for every request that really goes out, each try of a retried one
   * @return never fails
   */
  <T> Future<CallOutcome<T>> get(
      Question question, String tenant, Runnable sent, Reader<T> reader, Bill<T> bill) {
    Upstream through = upstream;
    if (through == null) {
      return Future.succeededFuture(new CallOutcome.NotSent<>(later(), NO_TOKEN));
    }
    Function<XDialect, Future<CallOutcome<T>>> call =
        spoken ->
            through.call(
                question.cost(),
                tenant,
                () -> request(spoken, question, sent),
                Classifier.reporting(
                    response ->
                        classify(response, question, fieldsOf(spoken), reader, through.times()),
                    response -> reported(response, through.times())),
                bill);
    XDialect asked = dialect;
    return call.apply(asked)
        .compose(
            outcome -> {
              if (!isRefusedFor(asked, outcome)) {
                return Future.succeededFuture(outcome);
              }
              XDialect other = asked == XDialect.TWEET ? XDialect.POST : XDialect.TWEET;
              log.atWarn()
                  .addKeyValue("refused", fieldsOf(asked))
                  .addKeyValue("now", fieldsOf(other))
                  .log("X refuses our field names; trying the others");
              dialect = other;
              return call.apply(other)
                  .map(
                      again ->
                          isRefusedFor(other, again)
                              ? new CallOutcome.Transient<>(
                                  "X refuses the field names of both dialects", false)
                              : again);
            });
  }

  private static boolean isRefusedFor(XDialect dialect, CallOutcome<?> outcome) {
    return outcome instanceof CallOutcome.Refused<?> refused
        && refused.offending().contains(fieldsOf(dialect));
  }

  private static String fieldsOf(XDialect dialect) {
    return switch (dialect) {
      case TWEET -> "tweet.fields";
      case POST -> "post.fields";
    };
  }

  private HttpRequest<Buffer> request(XDialect spoken, Question question, Runnable sent) {
    sent.run();
    HttpRequest<Buffer> request =
        client.getAbs(address + question.path()).bearerTokenAuthentication(bearerToken);
    question.query().forEach(request::addQueryParam);
    return question.postFields().isEmpty()
        ? request
        : request.addQueryParam(fieldsOf(spoken), question.postFields());
  }

  /** What X counts itself rules where it says less is left than we believe. */
  private static List<Reported> reported(HttpResponse<Buffer> response, ForeignTimes times) {
    return WINDOWS.entrySet().stream()
        .flatMap(window -> reported(response, window.getKey(), window.getValue(), times).stream())
        .toList();
  }

  private static Optional<Reported> reported(
      HttpResponse<Buffer> response, String header, String window, ForeignTimes times) {
    OptionalLong remaining = Answers.number(response, header + "-remaining");
    return remaining.isEmpty()
        ? Optional.empty()
        : times
            .atEpochSecond(response, header + "-reset", longest(header))
            .map(
                reset ->
                    new Reported(
                        window,
                        remaining.getAsLong(),
                        Answers.number(response, header + "-limit").orElse(0),
                        reset));
  }

  /** How far in the future the end of one of its windows can lie (UPSTREAMS 2.4). */
  private static Duration longest(String header) {
    return header.equals("x-rate-limit") ? Duration.ofMinutes(15) : ForeignTimes.LONGEST_REST;
  }

  private <T> CallOutcome<T> classify(
      HttpResponse<Buffer> response,
      Question question,
      String fields,
      Reader<T> reader,
      ForeignTimes times) {
    JsonNode body = Answers.json(response);
    int status = response.statusCode();
    String said =
        "X API answered %d: %s"
            .formatted(status, Answers.text(body, "nothing readable", "detail", "title"));
    return switch (status) {
      case 200 -> reader.apply(body);
      case 400 ->
          new CallOutcome.Refused<>(
              said,
              !question.postFields().isEmpty() && XErrors.names(body, fields)
                  ? Set.of(fields)
                  : XErrors.badValues(body, question.listed()));
      case 401, 403 -> new CallOutcome.AuthDead<>(said);
      case 402 -> new CallOutcome.Exhausted<>(later(), said);
      case 429 -> tooMany(response, body, said, times);
      case 502, 503, 504 -> new CallOutcome.Transient<>(said, true);
      default -> new CallOutcome.Transient<>(said, false);
    };
  }

  /** A burst ends at the reset; a used-up cap does not, whatever the headers say. */
  private <T> CallOutcome<T> tooMany(
      HttpResponse<Buffer> response, JsonNode body, String said, ForeignTimes times) {
    if (body.path("type").asText().endsWith("/usage-capped")) {
      return new CallOutcome.Exhausted<>(clock.instant().plus(CAP_RECHECK), said);
    }
    for (String header : List.of("x-app-limit-24hour", "x-user-limit-24hour", "x-rate-limit")) {
      OptionalLong remaining = Answers.number(response, header + "-remaining");
      if (remaining.orElse(header.equals("x-rate-limit") ? 0 : 1) == 0) {
        Optional<Instant> reset = times.atEpochSecond(response, header + "-reset", longest(header));
        if (reset.isPresent()) {
          return new CallOutcome.Throttled<>(reset.get(), said);
        }
      }
    }
    return new CallOutcome.Throttled<>(times.retryAfter(response).orElseGet(this::later), said);
  }

  private Instant later() {
    return clock.instant().plus(Upstream.DEFAULT_PAUSE);
  }
}
