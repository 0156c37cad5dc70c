package io.tidemark.forecast.replay;

import io.tidemark.forecast.Reading;
import io.tidemark.forecast.curves.RecordedCurve;
import java.util.List;

/** When a post is polled, given what each poll reads. */
public interface PollingRule {

  /**
   * The readings of a post that arrives at age zero and follows a curve.
   *
   * @return by age, each above zero
   */
  List<Reading> readings(RecordedCurve curve);
}
