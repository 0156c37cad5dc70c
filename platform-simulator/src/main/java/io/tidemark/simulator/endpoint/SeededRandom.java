package io.tidemark.simulator.endpoint;

/**
 * Chance without a state: the same seed, call and name always roll the same, whichever thread asks
 * first.
 */
public record SeededRandom(long seed, long call) {

  /** Evenly between 0 and 1, 1 excluded. */
  public double nextDouble(String name) {
    long mixed = seed * 0x9E3779B97F4A7C15L + call * 0xBF58476D1CE4E5B9L + name.hashCode();
    mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    return ((mixed ^ mixed >>> 31) >>> 11) * 0x1.0p-53;
  }

  /** True in this share of the rolls. */
  public boolean hits(double share, String name) {
    return share > 0 && nextDouble(name) < share;
  }
}
