package io.tidemark.gateway.access;

import io.tidemark.access.FailedAttempts;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Blocks addresses that send too many invalid keys. */
public final class WrongKeys {

  private final FailedAttempts attempts;

  public WrongKeys(FailedAttempts attempts) {
    this.attempts = attempts;
  }

  /**
   * Why a request is rejected before its credential is checked: its address is blocked. A
   * credential that was valid lately is checked all the same, so that one client behind a shared
   * address does not lock the others out.
   *
   * @param hash of the credential; null when there is none
   */
  public Optional<Problem> blocked(RoutingContext request, byte @Nullable [] hash) {
    OptionalInt blocked = attempts.blockedForSeconds(Addresses.of(request));
    return blocked.isEmpty() || (hash != null && attempts.wasGood(hash))
        ? Optional.empty()
        : Optional.of(
            Problem.later(
                Type.TOO_MANY_ATTEMPTS,
                "Too many invalid keys came from this address.",
                blocked.getAsInt()));
  }

  /**
   * @param hash of a valid credential
   */
  public void good(byte[] hash) {
    attempts.good(hash);
  }

  /** Counts an invalid credential; once its address is blocked, the answer is 429. */
  public Problem refused(RoutingContext request, Problem problem) {
    return blocked(request, null)
        .orElseGet(
            () -> {
              attempts.failed(Addresses.of(request));
              return problem;
            });
  }
}
