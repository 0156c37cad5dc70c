package io.tidemark.forecast.replay;

import java.util.List;

/**
 * What came of a back-test.
 *
 * @param judged the number of curves that policies were replayed on
 * @param training the number of curves that ladders were fitted to
 * @param comparisons of each kind of policies with each rule of the clock
 * @param gaps between adaptive policies and ladders
 */
public record BacktestReport(
    int judged,
    int training,
    List<PolicyRow> policies,
    List<Comparison> comparisons,
    List<LadderGap> gaps,
    List<ForecastScore> forecasts) {}
