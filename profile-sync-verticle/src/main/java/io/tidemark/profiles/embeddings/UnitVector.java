package io.tidemark.profiles.embeddings;

/** Vectors of length one, whose product is the cosine of the angle between them. */
public final class UnitVector {

  private UnitVector() {}

  /**
   * @throws IllegalArgumentException for one that points nowhere
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

  /** From -1 (opposite) to 1 (alike), of two vectors of length one. */
  public static double cosine(float[] one, float[] other) {
    double product = 0;
    for (int i = 0; i < one.length; i++) {
      product += (double) one[i] * other[i];
    }
    return product;
  }
}
