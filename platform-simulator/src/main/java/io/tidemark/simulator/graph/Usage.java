package io.tidemark.simulator.graph;

import io.tidemark.simulator.door.Answer;
import io.tidemark.simulator.door.Visit;
import io.tidemark.simulator.door.Window;
import io.tidemark.simulator.meter.Platform;
import io.tidemark.simulator.studio.StudioAccount;
import io.tidemark.simulator.switches.GraphError;
import io.tidemark.simulator.switches.Switches;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who has called too much, in percent; from 100 on calls are refused, with HTTP 400. */
final class Usage {

  private static final int FULL = 100;
  private static final int OTHER_USE_MINUTES = 45;

  private Usage() {}

  /** The refusal that is switched on or has become due; an unknown account is only asked less. */
  static Optional<Refused> refusal(@Nullable StudioAccount account, Visit visit) {
    Switches switches = visit.switches();
    if (switches.graphError() != null) {
      return Optional.of(Refused.as(switches.graphError()));
    }
    if (full(switches.appUsagePercent())) {
      return Optional.of(Refused.as(GraphError.APP_LIMIT));
    }
    if (account == null) {
      return Optional.empty();
    }
    if (account.refusal() instanceof GraphError kind) {
      return Optional.of(Refused.as(kind));
    }
    boolean exceeded = visit.window() != null && visit.window().exceeded();
    return exceeded || full(switches.businessUsagePercent())
        ? Optional.of(Refused.as(busy(account)))
        : Optional.empty();
  }

  static GraphError busy(StudioAccount account) {
    return account.platform() == Platform.FACEBOOK
        ? GraphError.PAGE_BUSY
        : GraphError.INSTAGRAM_BUSY;
  }

  /** Headers come only once there is something to tell. */
  static Answer stamp(Answer answer, @Nullable StudioAccount account, Visit visit) {
    Switches switches = visit.switches();
    Answer stamped = answer;
    if (switches.appUsagePercent() != null) {
      stamped = stamped.header("x-app-usage", percent(switches.appUsagePercent()).encode());
    }
    boolean noticeable =
        switches.businessUsagePercent() != null
            || switches.otherUsePercent() != null
            || visit.window() != null;
    if (account == null || !noticeable) {
      return stamped;
    }
    JsonObject usage =
        new JsonObject()
            .put("type", account.platform() == Platform.FACEBOOK ? "pages" : "instagram")
            .mergeIn(percent(businessPercent(visit)))
            .put("estimated_time_to_regain_access", minutesToRegain(visit));
    JsonArray uses = JsonArray.of(usage);
    if (switches.otherUsePercent() != null) {
      uses.add(
          new JsonObject()
              .put("type", "ads_insights")
              .mergeIn(percent(switches.otherUsePercent()))
              .put("estimated_time_to_regain_access", OTHER_USE_MINUTES));
    }
    return stamped.header(
        "x-business-use-case-usage", new JsonObject().put(account.externalId(), uses).encode());
  }

  private static int businessPercent(Visit visit) {
    if (visit.switches().businessUsagePercent() != null) {
      return visit.switches().businessUsagePercent();
    }
    Window window = visit.window();
    if (window == null || window.exceeded() || window.limit() == 0) {
      return window == null ? 0 : FULL;
    }
    return FULL * (window.limit() - window.remaining()) / window.limit();
  }

  private static long minutesToRegain(Visit visit) {
    Window window = visit.window();
    if (window == null || !window.exceeded()) {
      return visit.switches().regainAccessMinutes();
    }
    // Rounded up: asking again after so many minutes must find the window open.
    return (Duration.between(visit.now(), window.resetsAt()).toSeconds() + 59) / 60;
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
