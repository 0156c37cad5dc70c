package io.tidemark.forecast.choice;

import io.tidemark.forecast.Ages;
import io.tidemark.forecast.Belief;
import io.tidemark.forecast.GrowthModel;
import io.tidemark.forecast.Weight;
import java.time.Duration;

/**
 * What a reading of a post is worth now.
 *
 * <p>A reading brings the growth that is <i>missing</i>: what is expected to have come since the
 * last one. It is worth as much as that for as long as the post would else wait, and a post that
 * waited an interval would wait another. So the worth is the missing growth times the time since
 * the last reading. With a growth that stays the same, posts are then read at intervals that go by
 * the root of their growth, which makes the error of all numbers that are shown the least for so
 * many readings.
 *
 * @param missing the growth that is expected since the last reading; that of each cell is divided
 *     by the root of its level, as {@link Weight#BALANCED} does, so that it is in parts of what
 *     counts of that size differ by chance
 * @param worth the missing growth times the hours since the last reading
 */
public record Worth(double missing, double worth) {

  private static final double MINUTES = 60;

  /**
   * @param belief from the readings of the post
   * @param age of the post now; beyond the horizon of the model nothing more is missing
   */
  public static Worth of(Belief belief, Duration age) {
    GrowthModel model = belief.model();
    double from = Ages.inMinutes(belief.age());
    double now = Math.max(from, Ages.inMinutes(age));
    double missing = 0;
    for (int shape = 0, cell = 0; shape < model.shapes(); shape++) {
      double share = model.share(shape, now) - model.share(shape, from);
      double weighted = 0;
      for (int level = 0; level < model.levels(); level++, cell++) {
        double engagement = model.level(level);
        weighted += belief.probability(cell) * engagement * Weight.BALANCED.ofUnit(engagement);
      }
      missing += share * weighted;
    }
    return new Worth(missing, missing * (now - from) / MINUTES);
  }
}
