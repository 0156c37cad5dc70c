package io.tidemark.forecast.replay;

import io.tidemark.forecast.replay.PolicyRow.Kind;
import io.tidemark.forecast.replay.PolicyScore.Errors;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A kind of policies beside one rule of the clock. The policies draw curves along the template, the
 * rule joins its readings by straight lines, as it does without a model.
 *
 * @param rule the name of the rule of the clock
 * @param fewerForWape how many times fewer polls the policies need for the rule's WAPE; null where
 *     none reaches it
 * @param fewerForMean the same for its mean error
 * @param wape of the policies with as many polls as the rule; null where all need more
 * @param mean the same of the mean error
 */
public record Comparison(
    Kind kind,
    String rule,
    @Nullable Double fewerForWape,
    @Nullable Double fewerForMean,
    @Nullable Double wape,
    @Nullable Double mean) {

  /** Each kind of policies beside each rule of the clock. */
  static List<Comparison> all(List<PolicyRow> rows) {
    List<Comparison> all = new ArrayList<>();
    for (PolicyRow rule : rows) {
      for (Kind kind : Kind.values()) {
        if (rule.kind() == Kind.CLOCK && kind != Kind.CLOCK) {
          all.add(of(kind, rule, scores(rows, kind)));
        }
      }
    }
    return all;
  }

  private static Comparison of(Kind kind, PolicyRow rule, List<PolicyScore> scores) {
    Frontier wape = frontier(scores, Errors::wape);
    Frontier mean = frontier(scores, Errors::mean);
    double polls = rule.score().polls();
    return new Comparison(
        kind,
        rule.name(),
        fewer(polls, wape.polls(rule.score().straight().wape())),
        fewer(polls, mean.polls(rule.score().straight().mean())),
        orNull(wape.error(polls)),
        orNull(mean.error(polls)));
  }

  private static @Nullable Double fewer(double polls, OptionalDouble needed) {
    return needed.isPresent() ? polls / needed.getAsDouble() : null;
  }

  private static @Nullable Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  private static Frontier frontier(List<PolicyScore> scores, ToDoubleFunction<Errors> error) {
    return Frontier.of(scores, score -> error.applyAsDouble(score.along()));
  }

  static List<PolicyScore> scores(List<PolicyRow> rows, Kind kind) {
    return rows.stream().filter(row -> row.kind() == kind).map(PolicyRow::score).toList();
  }
}
