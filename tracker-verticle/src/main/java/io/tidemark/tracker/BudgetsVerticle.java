package io.tidemark.tracker;

import io.tidemark.budget.BudgetLine;
import io.tidemark.budget.Budgets;
import io.tidemark.contract.Message.BudgetLines;
import io.tidemark.contract.Question;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Locale;

/** Answers how the budgets stand, for the credentials are here. On the event loop. */
final class BudgetsVerticle extends VerticleBase {

  private final Budgets budgets;

  BudgetsVerticle(Budgets budgets) {
    this.budgets = budgets;
  }

  @Override
  public Future<?> start() {
    return Question.BUDGETS.answer(
        vertx.eventBus(),
        asked ->
            budgets
                .lines()
                .map(lines -> new BudgetLines(lines.stream().map(BudgetsVerticle::line).toList())));
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
        line.resetsAt());
  }
}
