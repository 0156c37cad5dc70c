package io.tidemark.gateway.access;

import io.tidemark.access.Caller;
import io.tidemark.access.KeyRing;
import io.tidemark.access.Scope;
import io.tidemark.access.Tenants;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The secret that a cron job may present for one operation, in place of a key. */
public final class CronSecret {

  private static final String OPERATION = "refreshStudioMetrics";
  private static final Caller CRON =
      new Caller("cron", Set.of(Scope.TRIGGER), Tenants.NONE, Tenants.ALL);

  private final KeyRing secret;

  CronSecret(Optional<String> secret) {
    this.secret = new KeyRing(secret.stream().toList());
  }

  static boolean isTakenBy(String operation) {
    return operation.equals(OPERATION);
  }

  /** The secret in the query, for cron services that cannot send headers. */
  static @Nullable String inQuery(RoutingContext request) {
    String given = request.request().getParam("secret");
    return given == null || given.isEmpty() ? null : given;
  }

  /** Compares in constant time. */
  Optional<Caller> caller(@Nullable String presented) {
    return secret.admits(presented) ? Optional.of(CRON) : Optional.empty();
  }

  /** Whether the request was admitted by the secret. */
  public static boolean admitted(RoutingContext request) {
    return Callers.of(request) == CRON;
  }
}
