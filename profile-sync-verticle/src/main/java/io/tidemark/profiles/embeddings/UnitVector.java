package io.tidemark.profiles.embeddings;

/** Scales vectors to length one; the product of two is the cosine of their angle. */
public final class UnitVector {

  private UnitVector() {}

  /**
   * @throws IllegalArgumentException for a vector without direction
   */
  public static float[] of(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    if (!Double.isFinite(squares) || squares == 0) {
      throw new IllegalArgumentException("a vector that points nowhere");
    }
    float[] unit = new float[values.length];
    double length = Math.sqrt(squares);
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (values[i] / length);
    }
    return unit;
  }

  /** The cosine of two vectors of length one, from -1 (opposite) to 1 (equal). */
  public static double cosine(float[] one, float[] other) {
    double product = 0;
    for (int i = 0; i < one.length; i++) {
      product += (double) one[i] * other[i];
    }
    return product;
  }
}
