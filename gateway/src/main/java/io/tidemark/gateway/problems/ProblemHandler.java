package io.tidemark.gateway.problems;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.access.AuthUnavailableException;
import io.tidemark.flow.LogThrottle;
import io.tidemark.gateway.answers.ApiJson;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.postgres.DatabaseErrors;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import io.vertx.json.schema.OutputUnit;
import io.vertx.openapi.validation.SchemaValidationException;
import io.vertx.openapi.validation.ValidatorErrorType;
import io.vertx.openapi.validation.ValidatorException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers every failed request with a problem document. */
public final class ProblemHandler implements Handler<RoutingContext> {

  private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);

  private static final String REASON = "Reason: ";

  /** The status that tells QStash not to retry. */
  public static final int NON_RETRYABLE = 489;

  /** The key under which a request carries its operation of the contract. */
  public static final String OPERATION = "tidemark.operation";

  private final Predicate<RoutingContext> deliveredByQueue;
  private final Map<Type, Counter> problems = new EnumMap<>(Type.class);
  private final LogThrottle lines = new LogThrottle(System::nanoTime);

  /**
   * @param meters {@code tidemark.http.problems} counts the answers by their type
   * @param deliveredByQueue whether QStash sent a request; without the status 489 it would retry
   *     one that can never succeed (QStash documentation, Retry)
   */
  public ProblemHandler(MeterRegistry meters, Predicate<RoutingContext> deliveredByQueue) {
    this.deliveredByQueue = deliveredByQueue;
    for (Type type : Type.values()) {
      problems.put(type, meters.counter("tidemark.http.problems", "type", type.word()));
    }
  }

  private static boolean isWorthRetrying(Problem problem) {
    // A retry may send its body faster, or find a signing key that is being rotated. A problem that
    // names a run tells of one that is stored: the same request would start another.
    return problem.retryAfterSeconds() > 0
        || (problem.type().status() >= 500 && problem.errors().isEmpty())
        || problem.type() == Type.BODY_TOO_SLOW
        || problem.type() == Type.KEY_REQUIRED;
  }

  @Override
  public void handle(RoutingContext request) {
    HttpServerResponse response = request.response();
    if (response.ended()) {
      return;
    }
    if (response.headWritten()) {
      request
          .request()
          .connection()
          .close(); // or the caller would take a part for the whole answer
      return;
    }
    Problem problem = problem(request);
    Objects.requireNonNull(problems.get(problem.type())).increment();
    boolean retryable = isWorthRetrying(problem) || !deliveredByQueue.test(request);
    int status = retryable ? problem.type().status() : NON_RETRYABLE;
    if (!retryable) {
      response.putHeader("Upstash-NonRetryable-Error", "true");
    }
    response
        .setStatusCode(status)
        .putHeader("Content-Type", "application/problem+json")
        .putHeader("Cache-Control", "no-store");
    if (problem.type() == Type.KEY_REQUIRED) {
      response.putHeader("WWW-Authenticate", "Bearer");
    }
    if (problem.retryAfterSeconds() > 0) {
      response.putHeader("Retry-After", Long.toString(problem.retryAfterSeconds()));
    }
    response.end(ApiJson.text(problem.document(status)));
  }

  private Problem problem(RoutingContext request) {
    Throwable failure = request.failure();
    return switch (failure) {
      case null -> ofStatus(request.statusCode(), "");
      case Problem problem -> problem;
      case AuthUnavailableException unsure ->
          Problem.unavailable("The key cannot be checked at the moment.", 5);
      case ValidatorException invalid -> invalid(request, invalid);
      case HttpException http ->
          http.getCause() instanceof ValidatorException invalid
              ? invalid(request, invalid)
              : ofStatus(http.getStatusCode(), http.getPayload() == null ? "" : http.getPayload());
      default ->
          DatabaseErrors.isPassing(failure) ? away(request, failure) : unexpected(request, failure);
    };
  }

  private static Problem invalid(RoutingContext request, ValidatorException invalid) {
    if (invalid.type() == ValidatorErrorType.UNSUPPORTED_VALUE_FORMAT) {
      return Problem.of(Type.UNSUPPORTED_MEDIA_TYPE, "The body must be application/json.");
    }
    String why = String.valueOf(invalid.getMessage());
    int reason = why.indexOf(REASON);
    if (reason >= 0 && invalid instanceof SchemaValidationException schema) {
      String what = why.substring(0, reason);
      why = what + REASON + innermost(request, what, schema.getOutputUnit());
    }
    return Problem.of(Type.INVALID_REQUEST, why);
  }

  /**
   * The reason with the longest path into the schema. The library itself reports the last one of
   * its list, which states only that the enclosing object is invalid. The form required by the
   * contract is added when it is more precise than the reason.
   */
  private static String innermost(RoutingContext request, String what, OutputUnit outcome) {
    OutputUnit innermost =
        outcome.getErrors().stream()
            .reduce((one, other) -> depth(other) > depth(one) ? other : one)
            .orElse(outcome);
    String where = innermost.getInstanceLocation();
    String reason = innermost.getError();
    Optional<String> accepted =
        ExpectedForm.instead(
            request.get(OPERATION),
            what,
            where,
            reason.startsWith("String does not match pattern"));
    return accepted.map(form -> "Expected " + form).orElse(reason)
        + (where == null || where.equals("#") ? "" : " at " + where);
  }

  private static long depth(OutputUnit reason) {
    return reason.getKeywordLocation().chars().filter(step -> step == '/').count();
  }

  private static Problem ofStatus(int status, String detail) {
    for (Type type : Type.values()) {
      if (type.status() == status && type != Type.MALFORMED_BODY && type != Type.OVER_QUOTA) {
        return Problem.of(type, detail.isEmpty() ? sentence(type) : detail);
      }
    }
    return Problem.of(status < 500 ? Type.INVALID_REQUEST : Type.INTERNAL, detail);
  }

  private static String sentence(Type type) {
    return switch (type) {
      case NOT_FOUND -> "No operation has this path; /openapi.yaml lists all.";
      case METHOD_NOT_ALLOWED ->
          "The path does not support this method; /openapi.yaml lists the ones it does.";
      case BODY_TOO_LARGE ->
          "The body is too large (the limit for deliveries is TIDEMARK_WEBHOOK_MAX_BODY).";
      default -> type.name().charAt(0) + type.name().substring(1).toLowerCase(Locale.ROOT) + ".";
    };
  }

  private Problem away(RoutingContext request, Throwable failure) {
    lines
        .next()
        .ifPresent(
            others ->
                log.atWarn()
                    .addKeyValue("path", LoggedPath.of(request))
                    .addKeyValue("problem", failure.getMessage())
                    .addKeyValue("others", others)
                    .log("The database does not answer; the request is answered 503"));
    return Problem.unavailable("The database does not answer; nothing was saved.", 5);
  }

  private static Problem unexpected(RoutingContext request, Throwable failure) {
    String id = UUID.randomUUID().toString();
    log.atError()
        .addKeyValue("path", LoggedPath.of(request))
        .addKeyValue("id", id)
        .setCause(failure)
        .log("A request failed");
    return Problem.of(Type.INTERNAL, "The log has the cause under " + id + ".");
  }
}
