package io.tidemark.gateway.access;

import io.tidemark.access.Caller;
import io.tidemark.gateway.problems.Problem;
import io.tidemark.gateway.problems.Problem.Type;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The caller of a request that {@link AccessCheck} has admitted, and checks of its tenants. */
public final class Callers {

  private static final String KEY = "tidemark.caller";

  private Callers() {}

  static void set(RoutingContext request, Caller caller) {
    request.put(KEY, caller);
  }

  /** The caller that the access check has admitted. */
  public static Caller of(RoutingContext request) {
    return Objects.requireNonNull(request.get(KEY), "an operation without an access check");
  }

  /** Its name, for logs; a hyphen where nobody was admitted. */
  static String name(RoutingContext request) {
    Caller caller = request.get(KEY);
    return caller == null ? "-" : caller.name();
  }

  /**
   * A zone of another tenant is answered as if it did not exist.
   *
   * @return the zone
   * @throws Problem when it is not the caller's
   */
  public static String zone(RoutingContext request, String zone) {
    if (!of(request).zones().contains(zone)) {
      throw noZone(zone);
    }
    return zone;
  }

  /** 404: the zone does not exist, or is not the caller's. */
  public static Problem noZone(String zone) {
    return Problem.of(Type.NOT_FOUND, "There is no zone %s.".formatted(zone));
  }

  /**
   * Requires a key that is not limited to zones, for data of no zone or of all.
   *
   * @throws Problem when the caller is limited to some zones
   */
  public static void mustSeeAllZones(RoutingContext request) {
    if (!of(request).zones().all()) {
      throw Problem.of(
          Type.NOT_ALLOWED, "This key is limited to zones; this operation needs one that is not.");
    }
  }

  /**
   * A workspace of another tenant is answered as if it did not exist.
   *
   * @return the workspace
   * @throws Problem when it is not the caller's
   */
  public static String workspace(RoutingContext request, String workspace) {
    if (!of(request).workspaces().contains(workspace)) {
      throw noWorkspace(workspace);
    }
    return workspace;
  }

  /** 404: the workspace does not exist, or is not the caller's. */
  public static Problem noWorkspace(String workspace) {
    return Problem.of(Type.NOT_FOUND, "There is no workspace %s.".formatted(workspace));
  }

  /**
   * @throws Problem when the caller is limited to some workspaces
   */
  public static void mustSeeAllWorkspaces(RoutingContext request) {
    if (!of(request).workspaces().all()) {
      throw Problem.of(
          Type.NOT_ALLOWED,
          "This key is limited to workspaces; this operation needs one that is not.");
    }
  }

  /**
   * Requires that a caller limited to workspaces names one of them.
   *
   * @param workspace null for all
   * @throws Problem when it is not the caller's
   */
  public static void mustSee(RoutingContext request, @Nullable String workspace) {
    if (workspace == null) {
      mustSeeAllWorkspaces(request);
    } else {
      workspace(request, workspace);
    }
  }

  /**
   * Requires an unlimited key: DAOs belong to no tenant.
   *
   * @throws Problem when the caller is limited
   */
  public static void mustSeeDaos(RoutingContext request) {
    Caller caller = of(request);
    if (!caller.zones().all() || !caller.workspaces().all()) {
      throw Problem.of(
          Type.NOT_ALLOWED, "This key is limited to tenants; DAOs need one that is not.");
    }
  }
}
