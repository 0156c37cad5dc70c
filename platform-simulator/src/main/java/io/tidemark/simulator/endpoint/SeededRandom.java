package io.tidemark.simulator.endpoint;

/** Stateless randomness: the same seed, call and name always give the same value, on any thread. */
public record SeededRandom(long seed, long call) {

  /** Uniformly distributed in [0, 1). */
  public double nextDouble(String name) {
    long mixed = seed * 0x9E3779B97F4A7C15L + call * 0xBF58476D1CE4E5B9L + name.hashCode();
    mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    return ((mixed ^ mixed >>> 31) >>> 11) * 0x1.0p-53;
  }

  /** True with this probability. */
  public boolean hits(double share, String name) {
    return share > 0 && nextDouble(name) < share;
  }
}
