package io.tidemark.forecast.replay;

import io.tidemark.forecast.AdaptivePolicy;
import io.tidemark.forecast.Ages;
import io.tidemark.forecast.Belief;
import io.tidemark.forecast.NextPoll;
import io.tidemark.forecast.Reading;
import io.tidemark.forecast.curves.RecordedCurve;
import java.util.ArrayList;
import java.util.List;

/** Polls as an adaptive policy says, each poll at the age that it is scheduled for. */
public record AdaptiveRule(AdaptivePolicy policy) implements PollingRule {

  @Override
  public List<Reading> readings(RecordedCurve curve) {
    List<Reading> readings = new ArrayList<>();
    Belief belief = Belief.prior(policy.model());
    while (policy.next(belief, belief.age()) instanceof NextPoll.At at) {
      var reading = new Reading(at.age(), curve.at(Ages.inMinutes(at.age())));
      readings.add(reading);
      belief = belief.after(reading);
    }
    return readings;
  }
}
