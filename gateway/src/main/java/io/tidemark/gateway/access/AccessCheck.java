package io.tidemark.gateway.access;

import io.tidemark.access.KeyRing;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.tidemark.settings.Settings;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.SecurityRequirement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds a request against the {@code security} that the contract asks of its operation. */
public final class AccessCheck {

  private static final String BEARER = "Bearer ";

  private final KeyRing admin;
  private final boolean openReads;

  public AccessCheck(Settings settings) {
    this.admin = new KeyRing(settings.adminKey().stream().toList());
    this.openReads = settings.http().openReads();
  }

  /**
   * @throws Problem when the request may not do what it asks for
   */
  public void check(RoutingContext request, Operation operation) {
    String scope = scope(operation);
    if (scope == null || (scope.equals("read") && openReads)) {
      return;
    }
    String header = request.request().getHeader("Authorization");
    String key =
        header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
            ? header.substring(BEARER.length()).strip()
            : null;
    if (!admin.admits(key)) {
      throw Problem.of(
          Type.KEY_REQUIRED,
          admin.isEmpty()
              ? "No key is set up; start with TIDEMARK_ADMIN_KEY to have one."
              : "Send Authorization: Bearer with a key that is valid here.");
    }
  }

  /** The scope an operation asks for; null when it asks for none. */
  private static @Nullable String scope(Operation operation) {
    List<SecurityRequirement> security = operation.getSecurityRequirements();
    return security.isEmpty() ? null : security.getFirst().getScopes("key").getFirst();
  }
}
