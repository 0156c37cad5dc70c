package io.tidemark.gateway.budgets;

import io.tidemark.contract.Message.AskBudgets;
import io.tidemark.contract.Message.BudgetLines;
import io.tidemark.contract.Question;
import io.tidemark.gateway.access.Callers;
import io.tidemark.gateway.problems.Unanswered;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/** {@code /api/budgets}: what each credential has used of what it may, window by window. */
public final class BudgetsRoute {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int COME_BACK_SECONDS = 2;

  public void list(RoutingContext request) {
    Callers.mustSeeAllZones(request); // what one tenant leaves says what the others use
    Question.BUDGETS
        .ask(request.vertx().eventBus(), new AskBudgets(), PATIENCE)
        .onSuccess(
            answer -> {
              var budgets = new JsonArray();
              answer.lines().forEach(line -> budgets.add(json(line)));
              request.json(new JsonObject().put("budgets", budgets));
            })
        .onFailure(Unanswered.told(request, COME_BACK_SECONDS));
  }

  private static JsonObject json(BudgetLines.Line line) {
    return new JsonObject()
        .put("upstream", line.upstream())
        .put("credential", line.credential())
        .put("window", line.window())
        .put("unit", line.unit())
        .put("used", line.used())
        .put("limit", line.limit())
        .put("percentage", line.percentage())
        .put("resets_at", line.resetsAt().toString());
  }
}
