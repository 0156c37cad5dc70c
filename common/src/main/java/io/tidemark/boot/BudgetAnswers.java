package io.tidemark.boot;

import io.tidemark.budget.BudgetLine;
import io.tidemark.budget.Budgets;
import io.tidemark.contract.Message.BudgetLines;
import io.tidemark.contract.RequestReply;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import java.util.Locale;

/** Answers on the event bus how the budgets of this process stand. */
final class BudgetAnswers {

  private BudgetAnswers() {}

  static Future<Void> give(EventBus bus, String process, Budgets budgets) {
    return RequestReply.BUDGETS.answerAs(
        bus,
        process,
        asked ->
            budgets
                .lines()
                .map(lines -> new BudgetLines(lines.stream().map(BudgetAnswers::line).toList())));
  }

  private static BudgetLines.Line line(BudgetLine line) {
    return new BudgetLines.Line(
        line.upstream(),
        line.credential(),
        line.window(),
        line.unit().name().toLowerCase(Locale.ROOT),
        line.used(),
        line.limit(),
        line.percentage(),
        line.resetsAt(),
        line.tenant());
  }
}
