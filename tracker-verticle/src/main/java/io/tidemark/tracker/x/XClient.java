package io.tidemark.tracker.x;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.budget.BillableUsage;
import io.tidemark.budget.Cost;
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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client of the X API v2 with one bearer token. It handles what all endpoints share: the dialect,
 * the errors and the limits.
 *
 * <p>X renamed its fields in OpenAPI 2.167, and it is not known which names a host accepts. The
 * configured names are tried first, and the others when the host refuses them.
 */
public final class XClient {

  /**
   * A request to X, in any dialect.
   *
   * @param path below the base URL
   * @param fields the requested fields of a post; none for X's default
   * @param listed the parameter of which X may refuse single values
   * @param cost the most it may cost; X counts each endpoint separately
   * @param ofOne whether it concerns a single account, so that a 401 or 403 may concern that
   *     account and not the token
   */
  record XRequest(
      String path,
      Map<String, String> query,
      List<Field> fields,
      String listed,
      Cost cost,
      boolean ofOne) {
    XRequest {
      query = Map.copyOf(query);
      fields = List.copyOf(fields);
    }

    XRequest(String path, Map<String, String> query, List<Field> fields, String listed, Cost cost) {
      this(path, query, fields, listed, cost, false);
    }
  }

  /** A field of a post, with its name in each dialect. */
  enum Field {
    CREATED("created_at", "created_at", false),
    COUNTERS("public_metrics", "public_metrics", false),
    /** The whole text of a post of more than 280 characters. */
    NOTE("note_tweet", "note_post", true),
    EDITS("edit_history_tweet_ids", "edit_history_post_ids", true);

    private final String ofTweet;
    private final String ofPost;
    private final boolean optional;

    Field(String ofTweet, String ofPost, boolean optional) {
      this.ofTweet = ofTweet;
      this.ofPost = ofPost;
      this.optional = optional;
    }

    private String in(XDialect dialect) {
      return switch (dialect) {
        case TWEET -> ofTweet;
        case POST -> ofPost;
      };
    }
  }

  private static final Logger log = LoggerFactory.getLogger(XClient.class);

  /**
   * X does not say when a monthly cap ends. Retrying is free, because failed calls cost nothing.
   */
  private static final Duration CAP_RECHECK = Duration.ofHours(1);

  /** How long a refused field is not requested. */
  private static final Duration FIELD_RECHECK = Duration.ofDays(1);

  /** A token that got a good answer this recently is considered valid. */
  private static final Duration GOOD_FOR = Duration.ofMinutes(15);

  private static final String NO_TOKEN = "TIDEMARK_X_BEARER_TOKEN is not set";

  private final WebClient client;
  private final @Nullable Upstream upstream;
  private final WorldClock clock;
  private final String address;
  private final String bearerToken;
  private volatile XDialect dialect;

  /** Refused fields, with the time until which they are not requested. */
  private final Map<Field, Instant> refused = new ConcurrentHashMap<>();

  /** The path of the last forbidden request about a single account; empty since a good answer. */
  private volatile String forbiddenPath = "";

  /** When the token last got a good answer, at any endpoint. */
  private volatile Instant goodAt = Instant.MIN;

  /**
   * @param upstream null without a token; then nothing is sent, and callers are told which setting
   *     is missing
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

  /** The current pause of the token, whichever process began it. */
  public Future<Optional<Pause>> pause() {
    return upstream == null
        ? Future.succeededFuture(Optional.of(new Pause(later(), NO_TOKEN)))
        : upstream.pause();
  }

  /**
   * Sends a request.
   *
   * @param tenant the tenant of the call; tenants take turns
   * @param sent called for every request that is sent, including each retry
   * @param reader reads the body of an answer with status 200
   * @param billed the part of an answer that X charges for: the posts that it returned, not those
   *     that it only mentions
   * @return never fails
   */
  <T> Future<CallOutcome<T>> get(
      XRequest request,
      String tenant,
      Runnable sent,
      Function<JsonNode, CallOutcome<T>> reader,
      Function<T, BillableUsage> billed) {
    Upstream through = upstream;
    if (through == null) {
      return Future.succeededFuture(new CallOutcome.NotSent<>(later(), NO_TOKEN));
    }
    Sender<T> sender =
        (spoken, fields) ->
            through.call(
                request.cost(),
                tenant,
                () -> toHttp(spoken, request, fields, sent),
                Classifier.reporting(
                    response ->
                        classify(response, request, spoken, fields, reader, through.times()),
                    response -> XLimits.reported(response, through.times())),
                billed);
    return send(sender, dialect, wanted(request.fields()), false);
  }

  /** Sends a request in a dialect, with the given fields. */
  private interface Sender<T> {
    Future<CallOutcome<T>> send(XDialect spoken, List<Field> fields);
  }

  /**
   * Sends a request, and again without the fields that X refuses, or in the other dialect. Refusals
   * are compared with the fields that were sent, as another call may have changed the wanted fields
   * meanwhile.
   *
   * @param switched whether it was already refused in the other dialect
   */
  private <T> Future<CallOutcome<T>> send(
      Sender<T> sender, XDialect spoken, List<Field> fields, boolean switched) {
    return sender
        .send(spoken, fields)
        .compose(
            outcome -> {
              List<Field> needless = needless(fields, spoken, outcome);
              if (!needless.isEmpty()) {
                leaveOut(needless, spoken);
                List<Field> others =
                    fields.stream().filter(field -> !needless.contains(field)).toList();
                return send(sender, spoken, wanted(others), switched);
              }
              if (!isRefusedFor(spoken, outcome)) {
                return Future.succeededFuture(outcome);
              }
              if (switched) {
                return Future.succeededFuture(
                    new CallOutcome.Transient<>(
                        "X refuses the field names of both dialects", false));
              }
              XDialect other = spoken == XDialect.TWEET ? XDialect.POST : XDialect.TWEET;
              log.atWarn()
                  .addKeyValue("refused", fieldsOf(spoken))
                  .addKeyValue("now", fieldsOf(other))
                  .log("X refuses the field names; trying the other dialect");
              dialect = other;
              return send(sender, other, fields, true);
            });
  }

  /** The fields without those that X refused recently. */
  private List<Field> wanted(List<Field> fields) {
    Instant now = clock.instant();
    return fields.stream()
        .filter(field -> !refused.getOrDefault(field, Instant.MIN).isAfter(now))
        .toList();
  }

  /** The sent fields that were refused and are optional. */
  private static List<Field> needless(List<Field> sent, XDialect spoken, CallOutcome<?> outcome) {
    return outcome instanceof CallOutcome.Refused<?> refusal
        ? sent.stream()
            .filter(field -> field.optional && refusal.offending().contains(field.in(spoken)))
            .toList()
        : List.of();
  }

  private void leaveOut(List<Field> needless, XDialect spoken) {
    for (Field field : needless) {
      refused.put(field, clock.instant().plus(FIELD_RECHECK));
      log.atWarn()
          .addKeyValue("field", field.in(spoken))
          .log("X refuses a field; it is left out for a day");
    }
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

  private HttpRequest<Buffer> toHttp(
      XDialect spoken, XRequest request, List<Field> fields, Runnable sent) {
    sent.run();
    HttpRequest<Buffer> get =
        client.getAbs(address + request.path()).bearerTokenAuthentication(bearerToken);
    request.query().forEach(get::addQueryParam);
    return fields.isEmpty()
        ? get
        : get.addQueryParam(
            fieldsOf(spoken),
            fields.stream().map(field -> field.in(spoken)).collect(Collectors.joining(",")));
  }

  private <T> CallOutcome<T> classify(
      HttpResponse<Buffer> response,
      XRequest request,
      XDialect spoken,
      List<Field> fields,
      Function<JsonNode, CallOutcome<T>> reader,
      ForeignTimes times) {
    JsonNode body = Answers.json(response);
    int status = response.statusCode();
    String said =
        "X API answered %d: %s"
            .formatted(status, Answers.text(body, "nothing readable", "detail", "title"));
    if (status != 200 && XErrors.isUsageCap(body)) {
      return new CallOutcome.Exhausted<>(
          clock.instant().plus(CAP_RECHECK),
          "out of money, the usage cap of X is used up: " + said);
    }
    return switch (status) {
      case 200 -> {
        forbiddenPath = "";
        goodAt = clock.instant();
        yield reader.apply(body);
      }
      case 400 -> new CallOutcome.Refused<>(said, offending(body, request, spoken, fields));
      case 401 -> forbidden(request, said, false);
      case 403 -> forbidden(request, said, isGood());
      case 402 -> new CallOutcome.Exhausted<>(later(), said);
      case 429 ->
          new CallOutcome.Throttled<>(
              XLimits.retryAt(response, times).orElseGet(this::later), said);
      case 502, 503, 504 -> new CallOutcome.Transient<>(said, true);
      default -> new CallOutcome.Transient<>(said, false);
    };
  }

  /**
   * The parts of a request that X refuses: single fields, the parameter that lists them, or
   * requested values.
   */
  private Set<String> offending(
      JsonNode body, XRequest request, XDialect spoken, List<Field> fields) {
    String parameter = fieldsOf(spoken);
    Set<String> bad = XErrors.badValues(body, parameter);
    Set<String> optional =
        fields.stream()
            .filter(field -> field.optional)
            .map(field -> field.in(spoken))
            .collect(Collectors.toSet());
    if (!bad.isEmpty() && optional.containsAll(bad)) {
      return bad;
    }
    return !fields.isEmpty() && XErrors.names(body, parameter)
        ? Set.of(parameter)
        : XErrors.badValues(body, request.listed());
  }

  /**
   * Handles a 401 or 403. A single account may be forbidden. Two different accounts in a row mean
   * that the token is invalid, unless it got a good answer recently. After a pause of the token the
   * count restarts, so that at least one account is completed between two pauses.
   */
  private <T> CallOutcome<T> forbidden(XRequest request, String said, boolean good) {
    if (!request.ofOne()) {
      return new CallOutcome.AuthDead<>(said);
    }
    String before = forbiddenPath;
    boolean ofAccount = good || before.isEmpty() || before.equals(request.path());
    forbiddenPath = ofAccount ? request.path() : "";
    return ofAccount ? new CallOutcome.Refused<>(said, Set.of()) : new CallOutcome.AuthDead<>(said);
  }

  private boolean isGood() {
    Instant now = clock.instant();
    return !goodAt.isAfter(now) && goodAt.isAfter(now.minus(GOOD_FOR));
  }

  private Instant later() {
    return clock.instant().plus(Upstream.DEFAULT_PAUSE);
  }
}
