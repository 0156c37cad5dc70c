package io.tidemark.gateway.access;

import io.tidemark.access.Caller;
import io.tidemark.access.Credentials;
import io.tidemark.access.Hashes;
import io.tidemark.access.Scope;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.settings.Settings;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.contract.Operation;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Authenticates the caller of an operation and checks the scope that the contract names. */
public final class AccessCheck {

  private static final String BEARER = "Bearer ";

  private final Credentials credentials;
  private final QStashCheck qstash;
  private final WrongKeys wrongKeys;
  private final CronSecret cronSecret;
  private final boolean openReads;
  private final boolean operatorKey;

  public AccessCheck(
      Credentials credentials, QStashCheck qstash, WrongKeys wrongKeys, Settings settings) {
    this.credentials = credentials;
    this.qstash = qstash;
    this.wrongKeys = wrongKeys;
    this.cronSecret = new CronSecret(settings.studio().cronSecret());
    this.openReads = settings.http().openReads();
    this.operatorKey = settings.adminKey().isPresent();
  }

  /**
   * Sets the request's {@link Caller}.
   *
   * @return fails with a {@link Problem} when the caller may not use the operation
   */
  public Future<Void> check(RoutingContext request, Operation operation) {
    Optional<Scope> scope = scope(operation);
    if (scope.isEmpty()) {
      return Future.succeededFuture();
    }
    String presented = bearer(request);
    if (presented == null && scope.get() == Scope.READ && openReads) {
      Callers.set(request, Caller.ANYBODY);
      return Future.succeededFuture();
    }
    if (presented == null && QStashCheck.isSigned(request) && QStashCheck.isOffered(operation)) {
      return unlessBlocked(request, null, () -> qstash.check(request))
          .onSuccess(caller -> Callers.set(request, caller))
          .mapEmpty();
    }
    if (CronSecret.isTakenBy(operation.getOperationId())) {
      String inQuery = presented == null ? CronSecret.inQuery(request) : null;
      Optional<Caller> cron = cronSecret.caller(presented == null ? inQuery : presented);
      if (cron.isPresent() || inQuery != null) {
        return unlessBlocked(
                request, Hashes.sha256(inQuery == null ? presented : inQuery), () -> cron(cron))
            .onSuccess(caller -> Callers.set(request, caller))
            .mapEmpty();
      }
    }
    if (presented == null) {
      return Future.failedFuture(unknown());
    }
    byte[] hash = Hashes.sha256(presented);
    return unlessBlocked(request, hash, () -> known(presented, hash))
        .compose(
            caller -> {
              if (!caller.may(scope.get())) {
                return Future.failedFuture(
                    Problem.of(
                        Type.NOT_ALLOWED,
                        "This key lacks the scope %s.".formatted(scope.get().word())));
              }
              Callers.set(request, caller);
              return Future.succeededFuture();
            });
  }

  /** Authenticates the caller, unless its address is blocked for too many invalid credentials. */
  private Future<Caller> unlessBlocked(
      RoutingContext request, byte @Nullable [] hash, Supplier<Future<Caller>> who) {
    Optional<Problem> blocked = wrongKeys.blocked(request, hash);
    return blocked.isPresent()
        ? Future.failedFuture(blocked.get())
        : who.get()
            .recover(
                problem ->
                    Future.failedFuture(
                        problem instanceof Problem wrong && wrong.type() == Type.KEY_REQUIRED
                            ? wrongKeys.refused(request, wrong)
                            : problem));
  }

  private Future<Caller> known(String presented, byte[] hash) {
    return credentials
        .caller(presented)
        .compose(
            caller -> {
              if (caller.isEmpty()) {
                return Future.failedFuture(unknown());
              }
              wrongKeys.good(hash);
              return Future.succeededFuture(caller.get());
            });
  }

  private static Future<Caller> cron(Optional<Caller> caller) {
    return caller.isPresent()
        ? Future.succeededFuture(caller.get())
        : Future.failedFuture(
            Problem.of(Type.KEY_REQUIRED, "secret is not TIDEMARK_STUDIO_CRON_SECRET."));
  }

  private Problem unknown() {
    return Problem.of(
        Type.KEY_REQUIRED,
        operatorKey
            ? "Send Authorization: Bearer with a valid key."
            : "Send Authorization: Bearer with a valid key; TIDEMARK_ADMIN_KEY, which creates the"
                + " first one, is not set.");
  }

  private static @Nullable String bearer(RoutingContext request) {
    String header = request.request().getHeader("Authorization");
    return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? header.substring(BEARER.length()).strip()
        : null;
  }

  /**
   * The scope that an operation requires, from {@code x-scope} of the contract; empty when it
   * requires no key.
   *
   * @throws IllegalStateException for an operation that requires a key and names no known scope
   */
  public static Optional<Scope> scope(Operation operation) {
    if (operation.getSecurityRequirements().isEmpty()) {
      return Optional.empty();
    }
    String word = operation.getOpenAPIModel().getString("x-scope", "");
    return Optional.of(
        Scope.of(word)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "%s has the x-scope %s".formatted(operation.getOperationId(), word))));
  }
}
