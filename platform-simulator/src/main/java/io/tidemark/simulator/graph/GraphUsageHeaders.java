package io.tidemark.simulator.graph;

import io.tidemark.simulator.endpoint.PlatformRequest;
import io.tidemark.simulator.endpoint.PlatformResponse;
import io.tidemark.simulator.endpoint.RateWindow;
import io.tidemark.simulator.faults.GraphErrorKind;
import io.tidemark.simulator.faults.PlatformFaults;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.studio.StudioAccount;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Usage in percent, as the Graph API's headers report it. From 100 on calls are refused with HTTP
 * 400.
 */
final class GraphUsageHeaders {

  private static final int FULL = 100;
  private static final int OTHER_USE_MINUTES = 45;

  private GraphUsageHeaders() {}

  /**
   * The refusal that is switched on or caused by usage. Calls without an account are only checked
   * for those of the app.
   */
  static Optional<GraphException> refusal(
      @Nullable StudioAccount account, PlatformRequest request) {
    PlatformFaults faults = request.faults();
    if (faults.graph().graphError() != null) {
      return Optional.of(GraphException.as(faults.graph().graphError()));
    }
    if (full(faults.graph().appUsagePercent())) {
      return Optional.of(GraphException.as(GraphErrorKind.APP_LIMIT));
    }
    if (account == null) {
      return Optional.empty();
    }
    if (account.refusal() instanceof GraphErrorKind kind) {
      return Optional.of(GraphException.as(kind));
    }
    boolean exceeded = request.window() != null && request.window().exceeded();
    return exceeded || full(faults.graph().businessUsagePercent())
        ? Optional.of(GraphException.as(busy(account)))
        : Optional.empty();
  }

  static GraphErrorKind busy(StudioAccount account) {
    return account.platform() == Platform.FACEBOOK
        ? GraphErrorKind.PAGE_BUSY
        : GraphErrorKind.INSTAGRAM_BUSY;
  }

  /** Adds usage headers when there is usage to report. */
  static PlatformResponse withHeaders(
      PlatformResponse answer, @Nullable StudioAccount account, PlatformRequest request) {
    PlatformFaults faults = request.faults();
    PlatformResponse stamped = answer;
    if (faults.graph().appUsagePercent() != null) {
      stamped = stamped.header("x-app-usage", percent(faults.graph().appUsagePercent()).encode());
    }
    boolean noticeable =
        faults.graph().businessUsagePercent() != null
            || faults.graph().otherUsePercent() != null
            || request.window() != null;
    if (account == null || !noticeable) {
      return stamped;
    }
    JsonObject usage =
        new JsonObject()
            .put("type", account.platform() == Platform.FACEBOOK ? "pages" : "instagram")
            .mergeIn(percent(businessPercent(request)))
            .put("estimated_time_to_regain_access", minutesToRegain(request));
    JsonArray uses = JsonArray.of(usage);
    if (faults.graph().otherUsePercent() != null) {
      uses.add(
          new JsonObject()
              .put("type", "ads_insights")
              .mergeIn(percent(faults.graph().otherUsePercent()))
              .put("estimated_time_to_regain_access", OTHER_USE_MINUTES));
    }
    return stamped.header(
        "x-business-use-case-usage", new JsonObject().put(account.externalId(), uses).encode());
  }

  private static int businessPercent(PlatformRequest request) {
    if (request.faults().graph().businessUsagePercent() != null) {
      return request.faults().graph().businessUsagePercent();
    }
    RateWindow window = request.window();
    if (window == null || window.exceeded() || window.limit() == 0) {
      return window == null ? 0 : FULL;
    }
    return FULL * (window.limit() - window.remaining()) / window.limit();
  }

  private static long minutesToRegain(PlatformRequest request) {
    RateWindow window = request.window();
    if (window == null || !window.exceeded()) {
      return request.faults().graph().regainAccessMinutes();
    }
    // Rounded up: after so many minutes the window must be open.
    return (Duration.between(request.now(), window.resetsAt()).toSeconds() + 59) / 60;
  }

  private static JsonObject percent(int percent) {
    return new JsonObject()
        .put("call_count", percent)
        .put("total_cputime", percent)
        .put("total_time", percent);
  }

  private static boolean full(@Nullable Integer percent) {
    return percent != null && percent >= FULL;
  }
}
