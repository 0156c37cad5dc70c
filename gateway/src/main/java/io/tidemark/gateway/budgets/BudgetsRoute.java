package io.tidemark.gateway.budgets;

import io.tidemark.contract.Message.AskBudgets;
import io.tidemark.contract.Message.BudgetLines;
import io.tidemark.contract.Message.BudgetLines.Line;
import io.tidemark.contract.RequestReply;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.answers.ApiJson;
import io.tidemark.processes.ProcessRegistry;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * {@code /api/budgets}: the used and the allowed calls of each credential by window. The route asks
 * all live processes, because each knows only the credentials it uses. A process that does not
 * answer within {@link #MAX_WAIT} is listed as unanswered.
 */
public final class BudgetsRoute {

  private static final Duration MAX_WAIT = Duration.ofSeconds(3);

  private record Answer(List<Line> budgets, List<String> unanswered) {}

  private final ProcessRegistry processes;

  public BudgetsRoute(ProcessRegistry processes) {
    this.processes = processes;
  }

  public void list(RoutingContext request) {
    Callers.mustSeeAllZones(request); // what one tenant leaves says what the others use
    ApiJson.respond(
        request, processes.names().compose(names -> ask(request.vertx().eventBus(), names)));
  }

  private static Future<Answer> ask(EventBus bus, List<String> processes) {
    Map<String, Future<BudgetLines>> asked = new LinkedHashMap<>();
    for (String process : processes) {
      asked.put(process, RequestReply.BUDGETS.askProcess(bus, process, new AskBudgets(), MAX_WAIT));
    }
    return Future.join(List.copyOf(asked.values()))
        .transform(
            answered -> {
              List<String> unanswered = new ArrayList<>();
              List<Line> lines = new ArrayList<>();
              asked.forEach(
                  (process, answer) -> {
                    if (answer.succeeded()) {
                      lines.addAll(answer.result().lines());
                    } else {
                      unanswered.add(process);
                    }
                  });
              return Future.succeededFuture(new Answer(merged(lines), unanswered));
            });
  }

  /**
   * Merges the lines of all processes. Processes that share a credential count together in Redis
   * and report the same; a process that has lost Redis reports less, so the highest number is
   * taken.
   */
  static List<Line> merged(List<Line> lines) {
    Map<List<String>, Line> windows = new LinkedHashMap<>();
    for (Line line : lines) {
      windows.merge(
          List.of(line.upstream(), line.credential(), line.window(), line.unit(), tenant(line)),
          line,
          (one, other) -> other.used() > one.used() ? other : one);
    }
    return List.copyOf(windows.values());
  }

  private static String tenant(Line line) {
    return Objects.requireNonNullElse(line.tenant(), "");
  }
}
