package io.tidemark.simulator.stream;

import io.tidemark.simulator.growth.CascadeGrowth;
import io.tidemark.simulator.growth.Growth;
import io.tidemark.simulator.growth.NoGrowth;
import io.tidemark.simulator.growth.SmallGrowth;
import java.util.SplittableRandom;

/**
 * Assigns growth curves to the tweets of a stream: exact numbers of each kind, cascades evenly
 * spread from the first tweet on, the others shuffled.
 */
final class GrowthAssignment {

  private enum Kind {
    NEVER_MOVES,
    SMALL,
    CASCADE
  }

  private final Kind[] kinds;
  private final long seed;

  GrowthAssignment(StreamPlan plan) {
    seed = plan.seed();
    kinds = new Kind[plan.tweets()];
    for (int i = 0; i < plan.cascades(); i++) {
      kinds[(int) ((long) i * plan.tweets() / plan.cascades())] = Kind.CASCADE;
    }
    // Each remaining tweet is a non-moving one with the probability that makes the total exact.
    SplittableRandom random = new SplittableRandom(seed);
    int neverMove = plan.neverMove();
    int free = plan.tweets() - plan.cascades();
    for (int i = 0; i < kinds.length; i++) {
      if (kinds[i] == null) {
        boolean dead = random.nextInt(free--) < neverMove;
        kinds[i] = dead ? Kind.NEVER_MOVES : Kind.SMALL;
        neverMove -= dead ? 1 : 0;
      }
    }
  }

  Growth growth(int tweet) {
    long own = new SplittableRandom(seed * 1_000_003 + tweet).nextLong();
    return switch (kinds[tweet]) {
      case NEVER_MOVES -> NoGrowth.draw(own);
      case SMALL -> SmallGrowth.draw(own);
      case CASCADE -> CascadeGrowth.draw(own);
    };
  }
}
