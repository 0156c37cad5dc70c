package io.tidemark.forecast.replay;

import io.tidemark.forecast.replay.PolicyRow.Kind;
import io.tidemark.forecast.replay.PolicyScore.Errors;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * The adaptive policies of one weight beside fixed ladders of as many polls, both drawn along the
 * template: the errors of the policy by those of the ladder, at worst and at best. Above one the
 * ladder is better.
 */
public record LadderGap(
    Kind kind, double worstWape, double bestWape, double worstMean, double bestMean) {

  static List<LadderGap> all(List<PolicyRow> rows) {
    List<PolicyScore> ladders = Comparison.scores(rows, Kind.LADDER);
    List<LadderGap> all = new ArrayList<>();
    for (Kind kind : List.of(Kind.EACH, Kind.BALANCED, Kind.VOLUME)) {
      List<PolicyScore> scores = Comparison.scores(rows, kind);
      List<Double> wape = ratios(scores, ladders, Errors::wape);
      List<Double> mean = ratios(scores, ladders, Errors::mean);
      if (!wape.isEmpty()) {
        all.add(
            new LadderGap(kind, wape.getLast(), wape.getFirst(), mean.getLast(), mean.getFirst()));
      }
    }
    return all;
  }

  /** Sorted; of the policies with as many polls as some ladders have. */
  private static List<Double> ratios(
      List<PolicyScore> scores, List<PolicyScore> ladders, ToDoubleFunction<Errors> error) {
    Frontier frontier = Frontier.of(ladders, ladder -> error.applyAsDouble(ladder.along()));
    double most = ladders.stream().mapToDouble(PolicyScore::polls).max().orElse(0);
    return scores.stream()
        .filter(score -> score.polls() <= most)
        .map(score -> ratio(error.applyAsDouble(score.along()), frontier.error(score.polls())))
        .filter(ratio -> !ratio.isNaN())
        .sorted()
        .toList();
  }

  private static Double ratio(double error, OptionalDouble ladder) {
    return ladder.isPresent() && ladder.getAsDouble() > 0
        ? error / ladder.getAsDouble()
        : Double.NaN;
  }
}
